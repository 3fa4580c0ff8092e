using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsPerformance.Domain.People;

namespace CsPerformance.Channels.WeCom;

/// <summary>A member in the app's visible range. New apps are told no mobile number.</summary>
public sealed record WeComMember(string Account, string Name, IReadOnlyList<long> Departments);

/// <summary>The visible range as the platform tells it; <paramref name="Faults"/> says in Chinese what could not be read.</summary>
public sealed record WeComRange(
    IReadOnlyDictionary<long, string> Departments, IReadOnlyList<WeComMember> Members, IReadOnlyList<string> Faults);

/// <summary>Who of the roster is which member.</summary>
/// <param name="Accounts">The account of each matched employee number.</param>
/// <param name="People">On the roster, but no member is known for them.</param>
/// <param name="Members">In the visible range, but not on the roster.</param>
public sealed record WeComMatch(
    IReadOnlyDictionary<string, string> Accounts, IReadOnlyList<Person> People, IReadOnlyList<WeComMember> Members);

/// <summary>Members and departments of the app's visible range.</summary>
public sealed class WeComContacts(WeComApi api)
{
    private const int MobileUnknown = 46004;

    /// <summary>Reads departments and members; what may not be read stands in the faults.</summary>
    public async Task<WeComRange> ReadAsync(CancellationToken cancellation)
    {
        var faults = new List<string>();
        var departments = new Dictionary<long, string>();
        var members = new Dictionary<string, WeComMember>(StringComparer.OrdinalIgnoreCase);
        foreach (var department in await ListAsync("department/list", "", "department", faults, cancellation))
            departments[WeComJson.Number(department, "id") ?? 0] = WeComJson.Text(department, "name") ?? "";
        foreach (var id in departments.Keys)
        {
            var query = string.Create(CultureInfo.InvariantCulture, $"department_id={id}");
            foreach (var user in await ListAsync("user/simplelist", query, "userlist", faults, cancellation))
                Add(user);
        }
        // Members who were made visible one by one, without their department.
        if (await api.GetAsync("agent/get", "agentid=" + api.Options.AgentId, cancellation) is ApiReply.Answered { Code: 0 } agent
            && WeComJson.Part(agent.Body, "allow_userinfos") is { } allowed)
        {
            foreach (var user in WeComJson.List(allowed, "user"))
            {
                if (WeComJson.Text(user, "userid") is { } account && !members.ContainsKey(account)
                    && await api.GetAsync("user/get", "userid=" + Uri.EscapeDataString(account), cancellation) is ApiReply.Answered { Code: 0 } one)
                    Add(one.Body);
            }
        }
        return new WeComRange(departments, [.. members.Values], faults);

        void Add(JsonElement user)
        {
            if (WeComJson.Text(user, "userid") is { Length: > 0 } account)
                members[account] = new WeComMember(account, WeComJson.Text(user, "name") ?? "",
                    [.. WeComJson.List(user, "department").Select(id => id.TryGetInt64(out var number) ? number : 0)]);
        }
    }

    /// <summary>Matches by employee number (the account is the number), then by mobile number.</summary>
    /// <param name="mostByMobile">
    /// The most mobile numbers asked for: more than a fifth of the company's size asked in vain blocks the interface for a day.
    /// </param>
    public async Task<WeComMatch> MatchAsync(
        IReadOnlyList<Person> roster, WeComRange range, int mostByMobile, CancellationToken cancellation)
    {
        var members = range.Members.ToDictionary(member => member.Account, StringComparer.OrdinalIgnoreCase);
        var accounts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var person in roster.Where(person => person.Active && members.ContainsKey(person.Number)))
            accounts[person.Number] = members[person.Number].Account;
        var missing = roster.Where(person => person.Active && !accounts.ContainsKey(person.Number)).ToArray();
        foreach (var person in missing.Where(person => person.Mobile is { Length: > 0 }).Take(mostByMobile))
        {
            var reply = await api.PostAsync("user/getuserid", WeComJson.Bytes(new JsonObject { ["mobile"] = person.Mobile }), cancellation);
            if (reply is ApiReply.Answered { Code: 0, Body: var body } && WeComJson.Text(body, "userid") is { Length: > 0 } account
                && !accounts.ContainsValue(account))
                accounts[person.Number] = account;
            else if (reply is not ApiReply.Answered { Code: 0 or MobileUnknown or 60111 or 60011 })
                break;
        }
        var known = accounts.Values.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new WeComMatch(accounts,
            [.. missing.Where(person => !accounts.ContainsKey(person.Number))],
            [.. range.Members.Where(member => !known.Contains(member.Account))]);
    }

    private async Task<IReadOnlyList<JsonElement>> ListAsync(
        string path, string query, string field, List<string> faults, CancellationToken cancellation)
    {
        var reply = await api.GetAsync(path, query, cancellation);
        if (reply is ApiReply.Answered { Code: 0 } answered)
            return [.. WeComJson.List(answered.Body, field)];
        faults.Add($"{path}：{WeComErrors.Why(reply)}");
        return [];
    }
}
