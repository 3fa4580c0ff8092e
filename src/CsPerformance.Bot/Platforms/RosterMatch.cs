using CsPerformance.Bot.Hosting;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Platforms;

/// <summary>A member of a platform whom nobody on the roster is matched to.</summary>
internal sealed record Stranger(string Account, string Name);

/// <summary>Binds the accounts that a platform's contacts prove, and tells the admins once of whoever is left over.</summary>
internal sealed class RosterMatch(Store store, BusinessClock clock, ILogger<RosterMatch> logger)
{
    private const int MostNames = 30;

    private const string ByContacts = "contacts";

    /// <summary>The active people without an account on a channel.</summary>
    public Task<IReadOnlyList<Person>> UnboundAsync(string channel, CancellationToken cancellation) =>
        store.ReadAsync(session => Unbound(session, channel), cancellation);

    /// <param name="accounts">The account of each matched 工号. A bound number is never taken over, nor an account that is bound.</param>
    /// <param name="strangers">Members whom the contacts match to nobody; who was bound by 绑定 is left out here.</param>
    public async Task BindAsync(string channel, IReadOnlyDictionary<string, string> accounts, IReadOnlyList<Stranger> strangers, CancellationToken cancellation)
    {
        var (bound, unmatched) = await store.WriteAsync(transaction => Bind(transaction, channel, accounts, strangers), cancellation);
        logger.LogInformation("{Channel} 通讯录：新绑定 {Bound} 人，花名册中 {Unmatched} 人未匹配。", channel, bound, unmatched);
    }

    /// <summary>工号 behind an account; null where it is not bound.</summary>
    public Task<string?> PersonOfAsync(string channel, string account, CancellationToken cancellation) =>
        store.ReadAsync(session => session.Identities.Find(channel, account), cancellation);

    /// <summary>Unbinds the accounts of members who left the organisation and tells the admins; whoever gets the account next is nobody of the roster.</summary>
    /// <param name="channels">All channels on which an account is the same person; the first one names the platform.</param>
    public Task LeaveAsync(IReadOnlyList<string> channels, IReadOnlyList<string> accounts, CancellationToken cancellation) => store.WriteAsync(
        transaction =>
        {
            foreach (var account in accounts)
            {
                if (channels.Select(channel => transaction.Identities.Find(channel, account)).FirstOrDefault(bound => bound is not null) is not { } number) continue;
                foreach (var channel in channels) transaction.Identities.Unbind(channel, account);
                var name = transaction.People.Find(number)?.Name ?? number;
                TellAdmins(transaction, $"{name}({number})已离开平台的通讯录({channels[0]})，账号绑定已解除。如果本人已离职，请导入花名册，状态写“离职”，离职日期写最后工作日。", $"contacts-left:{channels[0]}:{account}");
                logger.LogInformation("{Channel} 通讯录：一名成员已离开，绑定已解除。", channels[0]);
            }
        },
        cancellation);

    /// <summary>Gives the binding of an account to the name that it has from now on. A name that is bound already keeps its person.</summary>
    public Task RenameAsync(IReadOnlyList<string> channels, string account, string now, CancellationToken cancellation) => store.WriteAsync(
        transaction =>
        {
            foreach (var channel in channels)
            {
                if (transaction.Identities.Find(channel, account) is not { } number || transaction.Identities.Find(channel, now) is not null) continue;
                transaction.Identities.Unbind(channel, account);
                transaction.Identities.Bind(channel, now, number, ByContacts);
                logger.LogInformation("{Channel} 通讯录：一个账号已改名，绑定随之改变。", channel);
            }
        },
        cancellation);

    /// <summary>Tells the admins once that the platform names another 工号 for an account than the one that it is bound to. The binding stays.</summary>
    public Task ContradictAsync(string channel, string account, string bound, string named, CancellationToken cancellation) => store.WriteAsync(
        transaction =>
        {
            if (!transaction.JobRuns.Once("contacts-number", channel, $"{account}:{named}")) return;
            TellAdmins(transaction, $"平台账号 {account}({channel})的工号现在是 {named}，绑定的是 {bound}。绑定没有改变，请核对。", $"contacts-number:{channel}:{account}:{named}");
        },
        cancellation);

    private (int Bound, int Unmatched) Bind(Transaction transaction, string channel, IReadOnlyDictionary<string, string> accounts, IReadOnlyList<Stranger> strangers)
    {
        var bound = 0;
        foreach (var person in Unbound(transaction, channel))
        {
            if (!accounts.TryGetValue(person.Number, out var account) || transaction.Identities.Find(channel, account) is not null) continue;
            transaction.Identities.Bind(channel, account, person.Number, ByContacts);
            bound++;
        }
        var unmatched = Unbound(transaction, channel);
        Tell(transaction, channel, unmatched, [.. strangers.Where(stranger => transaction.Identities.Find(channel, stranger.Account) is null)]);
        return (bound, unmatched.Count);
    }

    private void Tell(Transaction transaction, string channel, IReadOnlyList<Person> people, IReadOnlyList<Stranger> strangers)
    {
        // Nobody to tell yet: it stays untold, for the next time.
        if (!Admins(transaction).Any()) return;
        var newPeople = people.Where(person => transaction.JobRuns.Once("contacts-person", channel, person.Number)).Select(person => $"{person.Name}({person.Number})").ToList();
        var newStrangers = strangers.Where(stranger => transaction.JobRuns.Once("contacts-member", channel, stranger.Account)).Select(stranger => $"{stranger.Name}({stranger.Account})").ToList();
        if (newPeople.Count + newStrangers.Count == 0) return;
        List<string> lines = [$"通讯录核对({channel})"];
        if (newPeople.Count > 0) lines.Add($"花名册里有、平台上没有匹配到的 {newPeople.Count} 人：{Names(newPeople)}。请核对工号或手机号，或让本人发“绑定 工号”。");
        if (newStrangers.Count > 0) lines.Add($"平台上有、花名册里没有匹配到的 {newStrangers.Count} 人：{Names(newStrangers)}。");
        TellAdmins(transaction, string.Join('\n', lines), "contacts:" + channel);
    }

    private void TellAdmins(Transaction transaction, string text, string about)
    {
        foreach (var admin in Admins(transaction).ToList())
        {
            var key = FormattableString.Invariant($"{about}:{transaction.Now:O}:{admin.Number}");
            transaction.Outbox.Add(new NewOutgoing(Recipient.To(admin.Number), new OutgoingMessage(text), Purpose.Notice, key, NotBefore: clock.NextPush(transaction.Now)));
        }
    }

    private static IEnumerable<Person> Admins(Session session) =>
        session.People.All().Where(person => person.Active && person.Is(Role.Admin) && session.Identities.AccountsOf(person.Number).Count > 0);

    private static IReadOnlyList<Person> Unbound(Session session, string channel) =>
        [.. session.People.All().Where(person => person.Active && session.Identities.AccountsOf(person.Number).All(account => account.Channel != channel))];

    private static string Names(List<string> names) =>
        string.Join("、", names.Take(MostNames)) + (names.Count > MostNames ? "等" : "");
}
