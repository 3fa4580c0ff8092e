using System.Globalization;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Storage;

/// <summary>What somebody said and was told: which messages they are, and how they are emptied. That they were, and when, stays.</summary>
internal sealed class PersonalMessages
{
    private const string Empty = "(已删除)";

    private readonly Transaction transaction;
    private readonly string number;
    private readonly HashSet<long> said;
    private readonly HashSet<string> files = [];

    public PersonalMessages(Transaction transaction, string number)
    {
        (this.transaction, this.number) = (transaction, number);
        said = [.. transaction.Query<long>("""
            select message_id from records where by_person = @number and message_id is not null
            union select in_reply_to from outbox where recipient = @to and purpose = 'reply' and in_reply_to is not null
            """, new { number, to = Recipient.To(number).ToString() })];
        Accounts = [.. Own().Distinct()];
        foreach (var (channel, account) in Accounts)
            said.UnionWith(transaction.Query<long>("select id from inbox where channel = @channel and account = @account", new { channel, account }));
        files.UnionWith(Evidence("="));
    }

    /// <summary>Those that are bound, and those that were: a platform may have unbound whoever left. None that is somebody else's by now.</summary>
    public IReadOnlyList<(string Channel, string Account)> Accounts { get; }

    public static string Cleared(string text) => text.Length == 0 ? text : Empty;

    public int ClearInbox(PersonalWords words)
    {
        var changed = 0;
        foreach (var row in transaction.Walk<Row>("inbox", "id", "id, channel, account, message_key as key, payload as body, state"))
        {
            var message = StoredIncoming.Read(row.Body);
            var own = said.Contains(row.Id);
            var about = !own && IsAboutNobodyElse(row.Id);
            if ((own || about) && message.File is { } file) files.Add(file.Id);
            var body = StoredIncoming.Write(new IncomingMessage(
                row.Channel, row.Key, row.Account, Chat.Direct, own || about ? Empty : words.Replace(message.Text),
                [.. message.Mentions.Select(account => words.Accounts.Contains(account) ? Stranger(words) : account)], message.SentAt,
                FileReference: own || about ? null : message.FileReference, Press: message.Press, ReplyHandle: own ? null : message.ReplyHandle),
                own || about || message.File is null ? null : message.File with { Name = words.Replace(message.File.Name) });
            var now = new
            {
                row.Id,
                body,
                account = own ? Stranger(words) : row.Account,
                key = own ? string.Create(CultureInfo.InvariantCulture, $"forgotten-{row.Id}") : words.Replace(row.Key),
                state = own && row.State == "new" ? "done" : row.State,
            };
            if (now.body == row.Body && now.account == row.Account && now.key == row.Key) continue;
            changed += transaction.Execute("update inbox set payload = @body, account = @account, message_key = @key, state = @state, error = null where id = @Id", now);
        }
        return changed;
    }

    public int ClearOutbox(PersonalWords words)
    {
        var changed = 0;
        foreach (var row in transaction.Walk<Row>("outbox", "id", "id, recipient as account, dedupe_key as key, body, state, in_reply_to as cause"))
        {
            var message = StoredOutgoing.Read(row.Body);
            var own = row.Account == Recipient.To(number).ToString() || (row.Cause is { } cause && said.Contains(cause));
            var open = row.State is "waiting" or "sending" or "unknown";
            // What still goes to others about others goes on, without the name.
            var clear = own || (!open && words.Mentions(row.Body));
            if (clear && message.File is { } file) files.Add(file.Id);
            var (body, key) = (clear ? StoredOutgoing.Write(new OutgoingMessage(Empty), null) : words.Replace(row.Body), words.Replace(row.Key));
            if (body == row.Body && key == row.Key) continue;
            var emptied = own ? ", error = null, reply_handle = null, handle = null" : "";
            var dropped = own && row.State is ("waiting" or "unknown") ? ", state = 'dropped'" : "";
            changed += transaction.Execute($"update outbox set body = @body, dedupe_key = @key{emptied}{dropped} where id = @Id", new { row.Id, body, key });
            if (clear) transaction.Execute("update cards set outcome = @Empty, draft_id = null where outbox_id = @Id", new { row.Id, Empty });
        }
        return changed;
    }

    public int ClearCards(PersonalWords words) => transaction
        .Query<Row>("select id as key, outcome as body from cards where outcome is not null").Where(row => words.Names(row.Body))
        .Sum(row => transaction.Execute("update cards set outcome = @outcome where id = @Key", new { row.Key, outcome = words.Replace(row.Body) }));

    /// <summary>What waits for an answer of the person, or about the person.</summary>
    public int ClearDrafts(PersonalWords words) => transaction
        .Query<Row>("select id as key, person as account, payload as body from drafts").Where(row => row.Account == number || words.Mentions(row.Body))
        .Sum(row => transaction.Execute("delete from drafts where id = @Key", row));

    public int ClearPages(PersonalWords words) => transaction
        .Query<Row>("select person as account, chat as key, payload as body from pages").Where(row => row.Account == number || words.Mentions(row.Body))
        .Sum(row => transaction.Execute("delete from pages where person = @Account and chat = @Key", row));

    /// <summary>Files of emptied messages and records, and every other one whose content names the person, such as an export.</summary>
    public int ClearFiles(PersonalWords words)
    {
        var evidence = Evidence("<>").ToHashSet();
        var changed = 0;
        foreach (var id in transaction.Query<string>("select id from files order by id"))
        {
            if (transaction.Files.Find(id) is not { } file) continue;
            var name = words.Replace(file.Name);
            if ((files.Contains(id) && !evidence.Contains(id)) || FileText.Of(file.Content).Any(words.Mentions))
                changed += transaction.Execute("delete from files where id = @id", new { id });
            else if (name != file.Name)
                changed += transaction.Execute("update files set name = @name where id = @id", new { id, name });
        }
        return changed;
    }

    /// <summary>Files that stand with the person's records, or with those of the others: what came along and what was added later.</summary>
    private IEnumerable<string> Evidence(string compared) => transaction.Query<string>($"""
        select attachment from records where subject {compared} @number and attachment is not null
        union select d.reason from decisions d join records r on r.number = d.record where d.kind = 'evidence' and r.subject {compared} @number
        """, new { number });

    private IEnumerable<(string, string)> Own()
    {
        foreach (var row in transaction.Query<(string Channel, string Account)>("select channel, account from identities where person = @number", new { number })) yield return row;
        foreach (var id in said)
        {
            if (transaction.First<Row>("select id, channel as key, account from inbox where id = @id", new { id }) is not { } row) continue;
            if (transaction.Identities.Find(row.Key, row.Account) is null) yield return (row.Key, row.Account);
        }
    }

    /// <summary>True for a message whose every record is about the person.</summary>
    private bool IsAboutNobodyElse(long id)
    {
        var subjects = transaction.Query<string>("select distinct subject from records where message_id = @id", new { id });
        return subjects is [var only] && only == number;
    }

    private static string Stranger(PersonalWords words) => "forgotten-" + words.Pseudonym[(words.Pseudonym.IndexOf('#', StringComparison.Ordinal) + 1)..];

    private sealed class Row
    {
        public long Id { get; set; }

        public string Channel { get; set; } = "";

        public string Account { get; set; } = "";

        public string Key { get; set; } = "";

        public string Body { get; set; } = "";

        public string State { get; set; } = "";

        public long? Cause { get; set; }
    }
}
