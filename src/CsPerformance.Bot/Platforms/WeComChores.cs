using System.Globalization;
using CsPerformance.Bot.Settings;
using CsPerformance.Channels.WeCom;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Platforms;

/// <summary>At the start and daily: what the doctor finds into the log, the menu as it should be, the contacts matched to the roster; more often: the spent person-times.</summary>
internal sealed class WeComChores(BotSettings settings, RosterMatch match, Store store, ILogger<WeComChores> logger, WeComApi? api = null)
{
    private const string Channel = "wecom";

    private static readonly TimeSpan _daily = TimeSpan.FromDays(1), _again = TimeSpan.FromMinutes(10);

    // A company that moves a department tells of each member: one reading serves them all.
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(2), _apart = TimeSpan.FromMinutes(1);

    private volatile string? _scarce;
    private volatile int _members;
    private int _changed, _asked;

    /// <summary>Has the contacts read soon instead of tomorrow. Where the platform tells nothing, the daily reading finds it.</summary>
    public void ContactsChanged() => Interlocked.Exchange(ref _changed, 1);

    public async Task<TimeSpan> FollowAsync(CancellationToken cancellation)
    {
        if (api is not { Blocked: null } reached || Interlocked.Exchange(ref _changed, 0) == 0) return _soon;
        if (await MatchAsync(reached, 15, cancellation)) return _apart;
        ContactsChanged();
        return _again;
    }

    /// <summary>Says so from four fifths of the day's person-times on; null before.</summary>
    public string? Scarce => _scarce;

    public async Task<TimeSpan> CountAsync(CancellationToken cancellation)
    {
        var accounts = settings.WeCom.AccountLimit > 0 ? settings.WeCom.AccountLimit : _members;
        var most = accounts * (long)WeComQuota.ForEachAccount;
        var used = api is null ? 0 : await api.Quota.UsedAsync(cancellation);
        _scarce = most > 0 && used >= most * 8 / 10
            ? string.Create(CultureInfo.InvariantCulture, $"今天已推送 {used} 人次，上限 {most} 人次（{accounts} 个帐号 × {WeComQuota.ForEachAccount}），用完后当天的消息会被企业微信拒收。")
            : null;
        return _again;
    }

    public async Task<TimeSpan> RunAsync(CancellationToken cancellation)
    {
        var findings = await new WeComDoctor(api, settings.WeCom, settings.WeComRobot, settings.WeComWebhooks).CheckAsync(cancellation);
        PlatformFindings.Log(logger, [.. findings, .. await store.ReadAsync(session => GroupRobotFindings.OfWeCom(settings, session), cancellation)]);
        if (api is null) return _daily;
        if (api.Blocked is not null) return _again;
        if (await new WeComMenu(api).EnsureAsync(cancellation) is { } fault) logger.LogWarning("{Fault}", fault);
        _asked = 0;
        return await MatchAsync(api, 10, cancellation) ? _daily : _again;
    }

    /// <param name="percent">
    /// More than a fifth of the company asked in vain by mobile number blocks the interface for a day: so much of it, all readings since the daily one together.
    /// </param>
    private async Task<bool> MatchAsync(WeComApi reached, int percent, CancellationToken cancellation)
    {
        var contacts = new WeComContacts(reached);
        var range = await contacts.ReadAsync(cancellation);
        _members = range.Members.Count;
        foreach (var fault in range.Faults) logger.LogWarning("企业微信通讯录：{Fault}", fault);
        if (range.Members.Count == 0) return range.Faults.Count == 0;
        var unbound = await match.UnboundAsync(Channel, cancellation);
        var most = Math.Max(_asked == 0 ? 1 : 0, (range.Members.Count * percent / 100) - _asked);
        _asked += Math.Min(most, unbound.Count(person => person.Mobile is { Length: > 0 }));
        var found = await contacts.MatchAsync(unbound, range, most, cancellation);
        await match.BindAsync(
            Channel,
            found.Accounts.ToDictionary(pair => pair.Key, pair => pair.Value.ToLowerInvariant()),
            [.. found.Members.Select(member => new Stranger(member.Account.ToLowerInvariant(), member.Name))],
            cancellation);
        return true;
    }
}
