using System.Net.Http.Json;
using System.Text.Json;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.DingTalk;

/// <summary>A member of the organisation as the platform knows it.</summary>
/// <param name="JobNumber">工号; null where the platform has none.</param>
/// <param name="Mobile">Digits only; null where the app may not see it.</param>
public sealed record DingTalkContact(string Account, string Name, string? JobNumber, string? Mobile, bool IsActive)
{
    /// <summary>A mobile number stays out of what prints a record.</summary>
    public override string ToString() => $"DingTalkContact {Account}";
}

/// <summary>The platform's contacts, by which a platform account is matched to the roster.</summary>
public sealed class DingTalkContacts(DingTalkApi api)
{
    internal const string NoSuchUser = "60121";
    internal const string NoSuchAccount = "33012";

    /// <summary>Null where there is no such member.</summary>
    /// <exception cref="IOException">The platform did not tell; the message is in Chinese and says what to do.</exception>
    public async Task<DingTalkContact?> GetAsync(string account, CancellationToken cancellation) =>
        await AskAsync("/topapi/v2/user/get", new { userid = account }, cancellation) is { } answer && answer.Get("result") is { } user ? Read(user) : null;

    /// <summary>The account that belongs to a mobile number; null where there is none.</summary>
    /// <exception cref="IOException">As <see cref="GetAsync"/>.</exception>
    public async Task<string?> FindByMobileAsync(string mobile, CancellationToken cancellation) =>
        (await AskAsync("/topapi/v2/user/getbymobile", new { mobile }, cancellation))?.Get("result")?.Text("userid");

    /// <summary>All members that the app may see.</summary>
    /// <exception cref="IOException">As <see cref="GetAsync"/>.</exception>
    public async Task<IReadOnlyList<DingTalkContact>> AllAsync(CancellationToken cancellation)
    {
        var found = new Dictionary<string, DingTalkContact>(StringComparer.Ordinal);
        var seen = new HashSet<long> { 1 };
        var open = new Queue<long>(seen);
        while (open.TryDequeue(out var department))
        {
            foreach (var user in await MembersAsync(department, cancellation))
                found[user.Account] = user;
            var below = await AskAsync("/topapi/v2/department/listsub", new { dept_id = department }, cancellation);
            foreach (var id in (below?.Items("result") ?? []).Select(item => item.Whole("dept_id")).OfType<long>().Where(seen.Add))
                open.Enqueue(id);
        }

        return [.. found.Values];
    }

    private async Task<List<DingTalkContact>> MembersAsync(long department, CancellationToken cancellation)
    {
        var members = new List<DingTalkContact>();
        for (long? cursor = 0; cursor is not null;)
        {
            var answer = await AskAsync("/topapi/v2/user/list", new { dept_id = department, cursor, size = 100 }, cancellation);
            var page = answer?.Get("result") ?? default;
            members.AddRange(page.Items("list").Select(Read).OfType<DingTalkContact>());
            // A cursor that does not move would never end.
            var next = page.Is("has_more", true) ? page.Whole("next_cursor") : null;
            cursor = next > cursor ? next : null;
        }

        return members;
    }

    private async Task<JsonElement?> AskAsync(string path, object body, CancellationToken cancellation)
    {
        var answer = await api.CallOldAsync(path, () => JsonContent.Create(body), cancellation);
        if (answer.IsGood)
            return answer.Body;
        if (answer.Fault.Code is NoSuchUser or NoSuchAccount)
            return null;
        throw new IOException("无法读取钉钉通讯录：" + answer.Fault.Result switch
        {
            SendResult.Refused refused => refused.Why,
            SendResult.Later later => later.Why,
            SendResult.Unknown unknown => unknown.Why,
            _ => "",
        });
    }

    private static DingTalkContact? Read(JsonElement user) =>
        user.Text("userid") is { Length: > 0 } account
            ? new DingTalkContact(account, user.Text("name") ?? "", Filled(user.Text("job_number")), Digits(user.Text("mobile")), !user.Is("active", false))
            : null;

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string? Digits(string? mobile) => Filled(string.Concat((mobile ?? "").Where(char.IsAsciiDigit)));
}
