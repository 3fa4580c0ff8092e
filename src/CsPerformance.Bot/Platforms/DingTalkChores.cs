using System.Globalization;
using CsPerformance.Bot.Settings;
using CsPerformance.Channels.DingTalk;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Platforms;

/// <summary>At the start and daily: what the doctor finds into the log, and the contacts matched to the roster; hourly: the spent calls.</summary>
internal sealed class DingTalkChores(BotSettings settings, DingTalkApi api, RosterMatch match, Store store, ILogger<DingTalkChores> logger)
{
    private static readonly TimeSpan _daily = TimeSpan.FromDays(1), _hourly = TimeSpan.FromHours(1), _again = TimeSpan.FromMinutes(10);

    private volatile string? _scarce;

    /// <summary>Says so from four fifths of the month's calls on; null before.</summary>
    public string? Scarce => _scarce;

    public async Task<TimeSpan> RunAsync(CancellationToken cancellation)
    {
        PlatformFindings.Log(logger,
        [
            .. await new DingTalkDoctor(settings.DingTalk, api).RunAsync(cancellation),
            .. await store.ReadAsync(session => GroupRobotFindings.OfDingTalk(settings, session), cancellation),
        ]);
        try
        {
            var members = await new DingTalkContacts(api).AllAsync(cancellation);
            await MatchAsync([.. members.Where(member => member.IsActive)], cancellation);
            return _daily;
        }
        catch (IOException fault)
        {
            // Its sentence is made for the admin and holds no secret.
            logger.LogWarning("{Fault}", fault.Message);
            return _again;
        }
    }

    public async Task<TimeSpan> CountAsync(CancellationToken cancellation)
    {
        var used = await api.Quota.UsedAsync(cancellation);
        _scarce = used >= settings.DingTalk.MonthlyCalls * 8L / 10
            ? string.Create(CultureInfo.InvariantCulture, $"本月接口调用已用 {used} 次，上限 {settings.DingTalk.MonthlyCalls} 次，用完后推送会受影响。")
            : null;
        return _hourly;
    }

    /// <summary>By 工号, else by mobile number; what fits two people or two members fits nobody.</summary>
    private async Task MatchAsync(IReadOnlyList<DingTalkContact> members, CancellationToken cancellation)
    {
        var byNumber = members.Where(member => member.JobNumber is not null).ToLookup(member => member.JobNumber!);
        var byMobile = members.Where(member => member.Mobile is not null).ToLookup(member => member.Mobile!);
        var accounts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var person in await match.UnboundAsync(DingTalkChannel.ChannelName, cancellation))
        {
            var found = Only(byNumber[person.Number]) ?? (person.Mobile is { Length: > 0 } mobile ? Only(byMobile[mobile]) : null);
            if (found is not null && !accounts.ContainsValue(found.Account)) accounts[person.Number] = found.Account;
        }
        var strangers = members.Where(member => !accounts.ContainsValue(member.Account)).Select(member => new Stranger(member.Account, member.Name));
        await match.BindAsync(DingTalkChannel.ChannelName, accounts, [.. strangers], cancellation);
    }

    private static DingTalkContact? Only(IEnumerable<DingTalkContact> members) => members.Take(2).ToList() is [var one] ? one : null;
}
