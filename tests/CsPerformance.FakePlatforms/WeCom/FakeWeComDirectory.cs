using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace CsPerformance.FakePlatforms.WeCom;

/// <summary>Members, departments, the app itself and its menu.</summary>
public sealed class FakeWeComDirectory(FakeWeComSettings settings)
{
    private const int Department = 2;

    private readonly ConcurrentDictionary<string, FakeMember> _members = new(StringComparer.OrdinalIgnoreCase);

    public JsonObject? Menu { get; private set; }

    public int MenusCreated { get; private set; }

    public void Add(FakeMember member) => _members[member.UserId] = member;

    public void Remove(string userId) => _members.TryRemove(userId, out _);

    public FakeMember? Visible(string userId) =>
        _members.TryGetValue(userId, out var member) && member.Visible ? member : null;

    internal JsonObject? Answer(string path, HttpRequest request, byte[] body)
    {
        string At(string name) => (string?)request.Query[name] ?? "";
        switch (path)
        {
            case "department/list":
                return Reply.Ok(("department", new JsonArray(new JsonObject { ["id"] = Department, ["name"] = "客服部", ["parentid"] = 1, ["order"] = 1 })));
            case "user/simplelist":
                return Reply.Ok(("userlist", new JsonArray([.. _members.Values.Where(member => member.Visible).OrderBy(member => member.UserId, StringComparer.Ordinal).Select(Shown)])));
            case "user/get":
                return Visible(At("userid")) is { } found ? Merge(Reply.Ok(), Shown(found)) : Reply.Of(60111, "userid not found");
            case "user/getuserid":
                var mobile = (string?)FakeWeComApi.Parse(body)?["mobile"];
                return _members.Values.FirstOrDefault(member => member.Mobile is not null && member.Mobile == mobile) is { } owner
                    ? Reply.Ok(("userid", owner.UserId))
                    : Reply.Of(46004, "user not exist");
            case "agent/get":
                return At("agentid") == settings.AgentId.ToString(System.Globalization.CultureInfo.InvariantCulture)
                    ? Reply.Ok(("agentid", settings.AgentId), ("name", "绩效助手"), ("close", 0),
                        ("allow_userinfos", new JsonObject { ["user"] = new JsonArray() }), ("allow_partys", new JsonObject { ["partyid"] = new JsonArray(Department) }))
                    : Reply.Of(301002, "not allow operate another agent with this accesstoken");
            case "menu/create":
                Menu = FakeWeComApi.Parse(body);
                MenusCreated++;
                return MenuFault() is { } fault ? Reply.Of(40016, fault) : Reply.Ok();
            case "menu/get":
                return Menu is { } menu ? Merge(Reply.Ok(), (JsonObject)menu.DeepClone()) : Reply.Of(46003, "menu no exist");
            default:
                return null;
        }
    }

    private string? MenuFault()
    {
        var top = Menu?["button"] as JsonArray ?? [];
        if (top.Count is 0 or > 3)
            return "button size";
        foreach (var entry in top)
        {
            if (System.Text.Encoding.UTF8.GetByteCount((string)entry!["name"]!) > 16 || entry["sub_button"] is JsonArray { Count: > 5 })
                return "button";
        }
        return null;
    }

    private static JsonObject Shown(FakeMember member) => new()
    {
        ["userid"] = member.UserId,
        ["name"] = member.Name,
        ["department"] = new JsonArray(Department),
        ["status"] = 1,
    };

    private static JsonObject Merge(JsonObject into, JsonObject from)
    {
        foreach (var (name, value) in from)
            into[name] = value?.DeepClone();
        return into;
    }
}
