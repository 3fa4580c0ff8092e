using CsPerformance.Bot.Settings;
using CsPerformance.Channels.Simulator;
using CsPerformance.Channels.WeCom;
using CsPerformance.Domain.People;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Platforms;

/// <summary>
/// A group of the app (应用群聊) for each team that has none, where <c>WeCom:TeamGroups</c> is on: it follows the roster, and the team's board goes there.
/// A group robot, or a group that the lead bound, comes first.
/// </summary>
internal sealed class WeComTeamGroups(BotSettings settings, Store store, WeComApi api, ILogger<WeComTeamGroups> logger)
{
    private const string Channel = "wecom";

    /// <summary>The platform makes no smaller group.</summary>
    private const int Fewest = 2;

    private static readonly TimeSpan _daily = TimeSpan.FromDays(1), _again = TimeSpan.FromMinutes(10), _soon = TimeSpan.FromSeconds(5);

    private volatile string? _trouble;
    private int _looks;

    /// <summary>Why a team has no group, for the admin; null while all is well.</summary>
    public string? Trouble => _trouble;

    public async Task<TimeSpan> RunAsync(CancellationToken cancellation)
    {
        if (api.Blocked is not null) return _again;
        var teams = await store.ReadAsync(Teams, cancellation);
        var faults = new List<string>();
        foreach (var team in teams)
        {
            if (team.Members is { } members && await EnsureAsync(team.Name, members, cancellation) is { } fault) faults.Add($"{team.Name}：{fault}");
            if (team.Members is null) await store.WriteAsync(transaction => transaction.GroupChats.Unbind(Channel, WeComGroups.ChatOf(team.Name)), cancellation);
        }
        foreach (var fault in faults) logger.LogWarning("应用群聊没有建立：{Fault}", fault);
        _trouble = faults.Count == 0 ? null : "应用群聊没有建立：" + string.Join("；", faults);
        // After a start the contacts are bound within seconds.
        return faults.Count > 0 ? _again : teams.Exists(team => team.Members is { Count: < Fewest }) ? ++_looks <= 12 ? _soon : _again : _daily;
    }

    /// <param name="Members">Accounts, the lead's first; null where the team needs no group of the app.</param>
    private sealed record Team(string Name, IReadOnlyList<string>? Members);

    private List<Team> Teams(Session session)
    {
        var people = settings.WeCom.TeamGroups ? session.People.All().Where(person => person.Active).ToLookup(person => person.Team) : null;
        return [.. session.People.Teams().Select(team => Of(session, team, people?[team]))];
    }

    private Team Of(Session session, string team, IEnumerable<Person>? people)
    {
        var hasOther = settings.WeComWebhooks.Any(webhook => webhook.Team == team) || settings.DingTalkWebhooks.Any(webhook => webhook.Team == team)
            || session.GroupChats.Of(team).Any(chat => chat.Channel is not (Channel or SimulatorChannel.ChannelName));
        return people is null || hasOther ? new(team, null) : new(team,
        [
            .. people.OrderByDescending(person => person.Is(Role.Lead))
                .Select(person => session.Identities.AccountsOf(person.Number).FirstOrDefault(account => account.Channel == Channel)?.Account).OfType<string>(),
        ]);
    }

    /// <returns>Why there is no group; null where there is one, or nobody to put into it yet.</returns>
    private async Task<string?> EnsureAsync(string team, IReadOnlyList<string> members, CancellationToken cancellation)
    {
        if (members.Count < Fewest) return null;
        var group = await new WeComGroups(api).EnsureAsync(team, members[0], members, cancellation);
        if (group is WeComGroup.Missing missing) return missing.Why;
        await store.WriteAsync(transaction => transaction.GroupChats.Bind(team, Channel, ((WeComGroup.Ready)group).ChatId), cancellation);
        return null;
    }
}
