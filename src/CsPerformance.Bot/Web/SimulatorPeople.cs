using CsPerformance.Channels.Simulator;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Web;

/// <summary>Who speaks in the simulator. There the account of a colleague is the 工号, so everybody on the roster is bound as soon as seen.</summary>
internal sealed class SimulatorPeople(Store store) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private (long Version, IReadOnlyList<Person> People) _known = (-1, []);

    /// <summary>The account of a sender by 工号, name or 花名. Somebody unknown is an account that is not bound yet.</summary>
    /// <exception cref="SimulatorCallException">No name, or one that several people have.</exception>
    public async Task<string> AccountOfAsync(string? from, CancellationToken cancellation = default)
    {
        var name = from?.Trim() ?? "";
        if (name.Length is 0 or > 64 || name.Contains(':', StringComparison.Ordinal)) throw new SimulatorCallException("from 应是工号或姓名。");
        var everybody = await PeopleAsync(cancellation);
        if (everybody.Any(person => person.Number == name)) return name;
        var named = everybody.Where(person => person.Active && person.Name == name).ToList();
        if (named.Count == 0) named = [.. everybody.Where(person => person.Active && person.Nicknames.Contains(name))];
        return named switch
        {
            [] => name,
            [var one] => one.Number,
            _ => throw new SimulatorCallException($"有 {named.Count} 位“{name}”，请用工号：{string.Join("、", named.Select(person => person.Number))}。"),
        };
    }

    /// <summary>Accounts of who is mentioned; what is no name of a colleague stays as it is.</summary>
    public async Task<IReadOnlyList<string>> AccountsOfAsync(IReadOnlyList<string> mentions)
    {
        var accounts = new List<string>();
        foreach (var mention in mentions) accounts.Add(await AccountOfAsync(mention));
        return accounts;
    }

    /// <summary>The roster, with everybody and every team's group bound to the simulator.</summary>
    public async Task<IReadOnlyList<Person>> PeopleAsync(CancellationToken cancellation = default)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            var version = await store.ReadAsync(session => session.People.Version, cancellation);
            if (version != _known.Version) _known = (version, await store.WriteAsync(Bind, cancellation));
            return _known.People;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What somebody, or a group, received; somebody who is not on the roster by the account.</summary>
    public static IReadOnlyList<OutboxItem> ReceivedBy(Session session, Recipient to)
    {
        var isKnown = to.Person is { } number ? session.People.Find(number) is not null : session.GroupChats.Of(to.Group!).Count > 0;
        if (isKnown) return session.Outbox.Received(to);
        var address = $"{SimulatorChannel.ChannelName}:{to.Person ?? to.Group}";
        return session.Outbox.Received(to.Person is null ? Recipient.ToGroup(address) : Recipient.To(address));
    }

    public void Dispose() => _gate.Dispose();

    private static IReadOnlyList<Person> Bind(Transaction transaction)
    {
        var everybody = transaction.People.All();
        foreach (var person in everybody.Where(person => transaction.Identities.Find(SimulatorChannel.ChannelName, person.Number) is null))
            transaction.Identities.Bind(SimulatorChannel.ChannelName, person.Number, person.Number, SimulatorChannel.ChannelName);
        foreach (var team in transaction.People.Teams(Period.Month(transaction.Today)))
        {
            if (transaction.GroupChats.TeamOf(SimulatorChannel.ChannelName, team) is null)
                transaction.GroupChats.Bind(team, SimulatorChannel.ChannelName, team);
        }
        return everybody;
    }
}
