using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CsPerformance.Channels.WeCom;

/// <summary>The group that stands for a team: its id for sending, or why there is none.</summary>
public abstract record WeComGroup
{
    public sealed record Ready(string ChatId) : WeComGroup;

    public sealed record Missing(string Why) : WeComGroup;
}

/// <summary>Groups that the app makes for teams (应用群聊). They can only be sent to; the robot hears groups.</summary>
public sealed class WeComGroups(WeComApi api)
{
    private const int NoSuchGroup = 86003;

    /// <summary>Makes the team's group where it is missing and brings its members up to date.</summary>
    /// <param name="owner">One of the members; the lead's account.</param>
    /// <param name="members">Accounts; 2 to 2,000.</param>
    public async Task<WeComGroup> EnsureAsync(string team, string owner, IReadOnlyList<string> members, CancellationToken cancellation)
    {
        var chat = ChatOf(team);
        var reply = await api.GetAsync("appchat/get", "chatid=" + chat, cancellation);
        if (reply is ApiReply.Answered { Code: 0 } found)
            return await UpdateAsync(chat, owner, found, members, cancellation);
        if (reply is not ApiReply.Answered { Code: NoSuchGroup or 86001 })
            return Missing(reply);
        var body = new JsonObject { ["name"] = team, ["owner"] = owner, ["userlist"] = Array(members), ["chatid"] = chat };
        return Ready(await api.PostAsync("appchat/create", WeComJson.Bytes(body), cancellation), chat);
    }

    /// <summary>The same for all instances and restarts: 32 letters and digits from the team's name.</summary>
    public static string ChatOf(string team) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(team)).AsSpan(0, 16));

    private async Task<WeComGroup> UpdateAsync(string chat, string owner, ApiReply.Answered found, IReadOnlyList<string> wanted, CancellationToken cancellation)
    {
        var now = Members(found);
        var added = wanted.Where(account => !now.Contains(account)).ToArray();
        var gone = now.Except(wanted, StringComparer.OrdinalIgnoreCase).ToArray();
        var led = WeComJson.Part(found.Body, "chat_info") is { } info && string.Equals(WeComJson.Text(info, "owner"), owner, StringComparison.OrdinalIgnoreCase);
        if (added.Length + gone.Length == 0 && led)
            return new WeComGroup.Ready(chat);
        var body = new JsonObject { ["chatid"] = chat, ["add_user_list"] = Array(added), ["del_user_list"] = Array(gone) };
        // The lead of before could not be taken out while the group is theirs.
        if (!led)
            body["owner"] = owner;
        return Ready(await api.PostAsync("appchat/update", WeComJson.Bytes(body), cancellation), chat);
    }

    private static HashSet<string> Members(ApiReply.Answered found) =>
        WeComJson.Part(found.Body, "chat_info") is { } info
            ? WeComJson.List(info, "userlist").Select(user => user.GetString() ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase)
            : [];

    private static WeComGroup Ready(ApiReply reply, string chat) =>
        reply is ApiReply.Answered { Code: 0 } ? new WeComGroup.Ready(chat) : Missing(reply);

    private static WeComGroup.Missing Missing(ApiReply reply) => new(WeComErrors.Why(reply));

    private static JsonArray Array(IEnumerable<string> accounts) => new([.. accounts.Select(account => (JsonNode)account)]);
}
