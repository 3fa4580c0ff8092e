using CsPerformance.Bot.Settings;
using CsPerformance.Channels.WeCom;

namespace CsPerformance.Bot.Platforms;

/// <summary>At the start and daily: what the doctor finds into the log, the menu as it should be, the contacts matched to the roster.</summary>
internal sealed class WeComChores(BotSettings settings, RosterMatch match, ILogger<WeComChores> logger, WeComApi? api = null)
{
    private const string Channel = "wecom";

    private static readonly TimeSpan _daily = TimeSpan.FromDays(1), _again = TimeSpan.FromMinutes(10);

    public async Task<TimeSpan> RunAsync(CancellationToken cancellation)
    {
        var findings = await new WeComDoctor(api, settings.WeCom, settings.WeComRobot, settings.WeComWebhooks).CheckAsync(cancellation);
        PlatformFindings.Log(logger, findings);
        if (api is null) return _daily;
        if (api.Blocked is not null) return _again;
        if (await new WeComMenu(api).EnsureAsync(cancellation) is { } fault) logger.LogWarning("{Fault}", fault);
        return await MatchAsync(api, cancellation) ? _daily : _again;
    }

    private async Task<bool> MatchAsync(WeComApi reached, CancellationToken cancellation)
    {
        var contacts = new WeComContacts(reached);
        var range = await contacts.ReadAsync(cancellation);
        foreach (var fault in range.Faults) logger.LogWarning("企业微信通讯录：{Fault}", fault);
        if (range.Members.Count == 0) return range.Faults.Count == 0;
        var unbound = await match.UnboundAsync(Channel, cancellation);
        // More than a fifth of the company asked in vain blocks the interface for a day: a tenth stays well below.
        var found = await contacts.MatchAsync(unbound, range, Math.Max(1, range.Members.Count / 10), cancellation);
        await match.BindAsync(
            Channel,
            found.Accounts.ToDictionary(pair => pair.Key, pair => pair.Value.ToLowerInvariant()),
            [.. found.Members.Select(member => new Stranger(member.Account.ToLowerInvariant(), member.Name))],
            cancellation);
        return true;
    }
}
