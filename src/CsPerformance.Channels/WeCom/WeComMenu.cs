using System.Text.Json;
using System.Text.Json.Nodes;

namespace CsPerformance.Channels.WeCom;

/// <summary>An entry of the app's menu: a command, or up to five entries below it.</summary>
/// <param name="Name">At most 16 bytes at the top (5 汉字), 40 below.</param>
/// <param name="Command">What a press says: an ordinary command, at most 128 bytes.</param>
public sealed record WeComMenuEntry(string Name, string? Command, params IReadOnlyList<WeComMenuEntry> Entries);

/// <summary>The menu of the app, made from one definition.</summary>
public sealed class WeComMenu(WeComApi api)
{
    /// <summary>Three by five at most. The keys are commands of the conversation, so a press needs no code of its own.</summary>
    public static IReadOnlyList<WeComMenuEntry> Definition { get; } =
    [
        new("我的", null,
            new("我的分数", "我的分数"), new("明细", "明细"), new("工资预估", "工资预估"), new("还差多少", "还差多少"), new("我的请假", "我的请假")),
        new("团队", null,
            new("待办", "待办"), new("团队", "团队"), new("周榜", "周榜"), new("月榜", "月榜"), new("待评分", "评分")),
        new("更多", null,
            new("考核方案", "方案"), new("公示期", "公示期"), new("导入模板", "模板"), new("我的数据", "我的数据"), new("帮助", "帮助")),
    ];

    /// <summary>Creates the menu where the app has another one.</summary>
    /// <returns>Null when it stands; otherwise why not, for the admin.</returns>
    public async Task<string?> EnsureAsync(CancellationToken cancellation)
    {
        var agent = "agentid=" + api.Options.AgentId;
        var wanted = new JsonObject { ["button"] = Buttons(Definition) };
        if (await api.GetAsync("menu/get", agent, cancellation) is ApiReply.Answered { Code: 0 } found && Same(found.Body, wanted))
            return null;
        var reply = await api.PostAsync("menu/create", WeComJson.Bytes(wanted), cancellation, agent);
        return reply is ApiReply.Answered { Code: 0 } ? null : "菜单未能创建：" + WeComErrors.Why(reply);
    }

    private static JsonArray Buttons(IReadOnlyList<WeComMenuEntry> entries) =>
        new([.. entries.Select(entry => (JsonNode)(entry.Command is { } command
            ? new JsonObject { ["type"] = "click", ["name"] = entry.Name, ["key"] = command }
            : new JsonObject { ["name"] = entry.Name, ["sub_button"] = Buttons(entry.Entries) }))]);

    private static bool Same(JsonElement found, JsonObject wanted) =>
        Flat(WeComJson.List(found, "button")).SequenceEqual(Flat(JsonDocument.Parse(WeComJson.Bytes(wanted)).RootElement.GetProperty("button").EnumerateArray()));

    // The platform adds fields of its own (an empty sub_button, a type): only names and keys are compared.
    private static IEnumerable<(string?, string?)> Flat(IEnumerable<JsonElement> buttons) =>
        buttons.SelectMany(button => Flat(WeComJson.List(button, "sub_button"))
            .Prepend((WeComJson.Text(button, "name"), WeComJson.Text(button, "key") is { Length: > 0 } key ? key : null)));
}
