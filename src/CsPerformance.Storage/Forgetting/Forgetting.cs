using System.Globalization;

namespace CsPerformance.Storage;

/// <summary>
/// Takes a person's personal data out of every table (PIPL, article 47). Numbers stay: the 工号 as a key that means nobody any more,
/// points, days, sums and publications, which have to be kept as records of pay.
/// </summary>
internal sealed class Forgetting
{
    private readonly Transaction transaction;
    private readonly ForgetWish wish;
    private readonly SortedDictionary<string, int> rows = new(StringComparer.Ordinal);

    private Forgetting(Transaction transaction, ForgetWish wish) => (this.transaction, this.wish) = (transaction, wish);

    public static ForgetReport Run(Transaction transaction, ForgetWish wish) => new Forgetting(transaction, wish).Run();

    private ForgetReport Run()
    {
        if (transaction.People.Find(wish.Number) is not { } person) return new ForgetReport.Nobody();
        if (person.Forgotten) return new ForgetReport.Before(person.Name);
        if (person.Active) return new ForgetReport.AtWork(person.Name);
        transaction.LockHead();
        var place = (transaction.First<long?>("select max(forgotten) from people") ?? 0) + 1;
        var messages = new PersonalMessages(transaction, wish.Number);
        var words = new PersonalWords(
            wish.Number, string.Create(CultureInfo.InvariantCulture, $"已删除的同事 #{place}"), [person.Name, .. person.Nicknames, .. person.Mobile is { } mobile ? [mobile] : Array.Empty<string>()],
            [.. messages.Accounts.Select(account => account.Account)], Others());
        FromChat(messages, words);
        FromRecords(words);
        FromOperation(words);
        FromRoster(words, place);
        return new ForgetReport.Done(words.Pseudonym, rows, words.Shared);
    }

    private HashSet<string> Others() =>
    [
        .. transaction.Query<string>("select name from people where number <> @Number", wish),
        .. transaction.Query<string>("select nickname from nicknames where person <> @Number", wish),
    ];

    private void FromChat(PersonalMessages messages, PersonalWords words)
    {
        Count("inbox", messages.ClearInbox(words));
        Count("outbox", messages.ClearOutbox(words));
        Count("cards", messages.ClearCards(words));
        Count("drafts", messages.ClearDrafts(words));
        Count("pages", messages.ClearPages(words));
        Count("files", messages.ClearFiles(words));
    }

    /// <summary>What was said about the person is cleared; where others are concerned only the name goes.</summary>
    private void FromRecords(PersonalWords words)
    {
        var redactions = new Redactions(transaction, wish);
        var files = transaction.Query<string>("select id from files").ToHashSet();
        foreach (var row in transaction.Walk<Text>("records r", "r.chain_seq", "r.subject as owner, r.reason as first, r.reference as second, r.attachment as third"))
        {
            var own = row.Owner == wish.Number;
            Change(redactions, ChainTable.Records, row, new Dictionary<string, string?>
            {
                ["reason"] = own ? PersonalMessages.Cleared(row.First!) : words.Replace(row.First!),
                ["reference"] = own || row.Second is null ? null : words.Replace(row.Second),
                ["attachment"] = own || row.Third is null || !files.Contains(row.Third) ? null : row.Third,
            });
        }
        foreach (var row in transaction.Walk<Text>("decisions d join records r on r.number = d.record", "d.chain_seq", "r.subject as owner, d.reason as first, d.kind as second"))
        {
            // "#1024" only names the record that took the place of this one.
            var clear = row.Second == "evidence" ? row.Owner == wish.Number || !files.Contains(row.First!) : row.Owner == wish.Number && !row.First!.StartsWith('#');
            Change(redactions, ChainTable.Decisions, row, new Dictionary<string, string?> { ["reason"] = clear ? PersonalMessages.Cleared(row.First!) : words.Replace(row.First!) });
        }
        foreach (var row in transaction.Walk<Text>("publications p", "p.chain_seq", "p.facts as first, p.sheet as second, p.differences as third"))
        {
            Change(redactions, ChainTable.Publications, row, new Dictionary<string, string?>
            {
                ["facts"] = words.ReplaceNames(row.First!),
                ["sheet"] = words.ReplaceNames(row.Second!),
                ["differences"] = row.Third is null ? null : words.ReplaceNames(row.Third),
            });
        }
        foreach (var row in transaction.Walk<Text>("refusals", "id", "command as first, why as second").Where(row => words.Names(row.First + "\n" + row.Second)))
        {
            redactions.ChangeRefusal(row.Place, words.Replace(row.First!), words.Replace(row.Second!));
            Count("refusals", true);
        }
    }

    private void Change(Redactions redactions, ChainTable table, Text row, Dictionary<string, string?> now)
    {
        if (now.Values.SequenceEqual(((string?[])[row.First, row.Second, row.Third]).Take(now.Count))) return;
        redactions.Change(table, row.Place, now);
        Count(table.Name, true);
    }

    private void FromOperation(PersonalWords words)
    {
        Replace("job_runs", "target", words, "job = @first and period = @second", "job as first, period as second");
        Replace("settings", "value", words, "name = @first", "name as first");
        Replace("subjects", "name", words, "code = @first", "code as first");
        Replace("schemes_in_force", "remarks", words, "id = @place", "id as place");
        foreach (var row in transaction.Query<Text>("select name as first, value as second from shared_state").Where(row => words.Mentions(row.First!) || words.Names(row.Second!)))
            Count("shared_state", transaction.Execute("delete from shared_state where name = @First", row));
    }

    private void FromRoster(PersonalWords words, long place)
    {
        // The roles and the days of employment stay with the number: months that are computed again have to list the same people.
        foreach (var table in (IEnumerable<string>)["nicknames", "identities"]) Count(table, transaction.Execute($"delete from {table} where person = @Number", wish));
        Count("people", transaction.Execute(
            "update people set name = @Pseudonym, mobile = null, preferred_channel = null, forgotten = @place where number = @Number",
            new { words.Pseudonym, place, wish.Number }));
        transaction.People.Touch();
    }

    private void Replace(string table, string column, PersonalWords words, string where, string key)
    {
        foreach (var row in transaction.Query<Text>($"select {column} as third, {key} from {table}").Where(row => words.Names(row.Third!)))
        {
            Count(table, transaction.Execute(
                $"update {table} set {column} = @now where {column} = @was and {where}",
                new { now = words.Replace(row.Third!), was = row.Third, first = row.First, second = row.Second, place = row.Place }));
        }
    }

    private void Count(string table, bool changed) => Count(table, changed ? 1 : 0);

    private void Count(string table, int changed)
    {
        if (changed > 0) rows[table] = rows.GetValueOrDefault(table) + changed;
    }

    private sealed class Text
    {
        public long Place { get; set; }

        public string? Owner { get; set; }

        public string? First { get; set; }

        public string? Second { get; set; }

        public string? Third { get; set; }
    }
}
