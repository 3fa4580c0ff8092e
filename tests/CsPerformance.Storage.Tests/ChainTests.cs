using System.Globalization;
using CsPerformance.Domain.Records;

namespace CsPerformance.Storage.Tests;

public abstract class ChainTests(Place place) : StoreTests(place)
{
    [StoreFact]
    public async Task An_untouched_store_is_right_and_a_publication_holds_the_head()
    {
        await FillAsync();

        var report = await Store.VerifyAsync();
        Assert.Null(report.Bad);
        var published = await Store.WriteAsync(tx => tx.Publications.Add(new NewPublication(November, null, "kf-2017", "v", "{}", "{}", "10011")));
        Assert.NotNull(published);
        Assert.Equal(report.Head, published.ChainHead);
        var after = await Store.VerifyAsync();
        Assert.Equal((report.Links + 1, published.Hash, null), (after.Links, after.Head, after.Bad));
    }

    [StoreFact]
    public async Task An_empty_store_is_right() => Assert.Equal(new VerifyReport(0, "", null), await Store.VerifyAsync());

    [StoreFact]
    public async Task The_first_bad_row_is_named()
    {
        await FillAsync();
        await Place.ForceAsync("update records set reason = '改' where number = 1003", "update records set reason = '改' where number = 1008");

        Assert.Equal(("records", "1003"), await BadAsync());
    }

    [StoreFact]
    public async Task A_row_that_is_gone_shows_in_the_middle_and_at_the_end()
    {
        await FillAsync();
        await Store.WriteAsync(tx => tx.Records.Add(Some.Item("10009")));
        await Place.ForceAsync("delete from record_states where number = 1041", "delete from records where number = 1041");
        Assert.Equal("chain_head", (await BadAsync()).Item1);

        await Place.ForceAsync("delete from decisions where record = 1002");
        Assert.NotEqual("chain_head", (await BadAsync()).Item1);
    }

    [StoreFact]
    public async Task A_row_that_was_put_in_by_hand_is_found()
    {
        await FillAsync();
        await Place.ForceAsync($"""
            insert into records (number, kind, subject, on_day, until_day, by_person, channel, count, reason, pending, recorded_at, chain_seq, prev_hash, hash)
            select 5000, kind, subject, on_day, until_day, by_person, channel, count, reason, pending, recorded_at, 999, prev_hash, hash
            from records where number = 1001
            """);

        Assert.Equal(("records", "5000"), await BadAsync());
    }

    [StoreFact]
    public async Task A_state_a_tally_and_the_head_that_were_changed_by_hand_are_found()
    {
        await FillAsync();
        foreach (var (sql, back, table) in (IEnumerable<(string, string, string)>)[
            ("update record_states set state = 'active' where number = 1002", "update record_states set state = 'reversed' where number = 1002", "record_states"),
            ("update tallies set count = count + 1 where subject = '10001'", "update tallies set count = count - 1 where subject = '10001'", "tallies"),
            ("update chain_head set length = length + 1", "update chain_head set length = length - 1", "chain_head"),
            ("update chain_head set next_number = 1005", "update chain_head set next_number = 1041", "chain_head"),
            ("update chain_head set id = 2", "update chain_head set id = 1", "chain_head")])
        {
            await Place.ForceAsync(sql);
            Assert.Equal(table, (await BadAsync()).Item1);
            await Place.ForceAsync(back);
            Assert.Null((await Store.VerifyAsync()).Bad);
        }
    }

    [StoreFact]
    public async Task Every_one_of_many_random_edits_is_found()
    {
        await FillAsync();
        await Store.WriteAsync(tx => tx.Publications.Add(new NewPublication(November, null, "kf-2017", "v", "{}", "{}", "10011")));
        var random = new Random(20261123);
        // A thousand take half a minute; the short form is for every run.
        var edits = int.Parse(Environment.GetEnvironmentVariable("CSP_TEST_EDITS") ?? "150", CultureInfo.InvariantCulture);
        for (var i = 0; i < edits; i++)
        {
            var edit = RandomEdit.Next(random);
            await Assert.ThrowsAsync<UndoneException>(() => Store.WriteAsync(tx =>
            {
                tx.Execute(Place.Unlock);
                Assert.True(edit.Split("; ").Sum(statement => tx.Execute(statement)) > 0, edit);
                Assert.True(new Verification(tx).Run(CancellationToken.None).Bad is not null, edit);
                throw new UndoneException();
            }));
        }
        Assert.Null((await Store.VerifyAsync()).Bad);
    }

    private async Task FillAsync() => await Store.WriteAsync(tx =>
    {
        for (var i = 0; i < 40; i++)
        {
            var record = tx.Records.Add(Some.Item("1000" + (1 + i % 4), points: i % 2 == 0 ? null : 1.5m));
            if (i % 5 == 1) tx.Decisions.Add(Some.Decision(record.Number, DecisionKind.Reverse), RecordState.Active);
        }
    });

    private async Task<(string, string)> BadAsync()
    {
        var bad = (await Store.VerifyAsync()).Bad;
        Assert.NotNull(bad);
        return (bad.Table, bad.Key);
    }
}

public sealed class Chain_on_Sqlite() : ChainTests(new SqlitePlace());

public sealed class Chain_on_Postgres() : ChainTests(new PostgresPlace());

internal sealed class UndoneException : Exception;

/// <summary>One change by hand of the tables that <see cref="ChainTests"/> fills: a value, a place, a row taken out, put in or swapped.</summary>
internal static class RandomEdit
{
    private static readonly string[] HeadEdits = ["length = 9", "hash = 'x'", "next_number = 1001"];

    public static string Next(Random random)
    {
        var (table, key, first, last, step) = random.Next(3) switch
        {
            0 => (ChainTable.Records, "number", 1001, 1040, 1),
            1 => (ChainTable.Decisions, "record", 1002, 1037, 5),
            _ => (ChainTable.Publications, "id", 1, 1, 1),
        };
        var row = first + step * random.Next((last - first) / step + 1);
        var other = row == last ? first : row + step;
        return random.Next(10) switch
        {
            0 => $"delete from {table.Name} where {key} = {row}",
            1 when row != other => $"update {table.Name} set {key} = case {key} when {row} then {-other} else {-row} end where {key} in ({row}, {other}); "
                + $"update {table.Name} set {key} = -{key} where {key} < 0",
            2 => $"update {table.Name} set chain_seq = chain_seq + 500 where {key} = {row}",
            3 => Copy(table, row),
            4 => $"update record_states set state = 'pending' where number = {1001 + random.Next(40)}",
            5 => $"update tallies set {(random.Next(2) == 0 ? "count" : "records")} = 99 where subject = '1000{1 + random.Next(4)}'",
            6 => $"update chain_head set {HeadEdits[random.Next(HeadEdits.Length)]}",
            _ => Change(table, key, row, [.. table.Columns, "prev_hash", "hash"], random),
        };
    }

    private static string Change(ChainTable table, string key, int row, string[] columns, Random random)
    {
        var column = columns[random.Next(columns.Length)];
        var value = column switch
        {
            "number" or "record" or "id" or "sequence" or "count" or "about" or "message_id" or "corrects" => $"coalesce({column}, 0) + 1000000",
            "points" or "value" => "'77.25'",
            "on_day" or "until_day" => "'2020-02-29'",
            "recorded_at" or "decided_at" or "at" => "'2020-02-29T00:00:00.000001Z'",
            "pending" => "not pending",
            _ => $"coalesce({column}, '') || 'x'",
        };
        return $"update {table.Name} set {column} = {value} where {key} = {row}";
    }

    /// <summary>A second row with the content of one, under a key and a place of its own.</summary>
    private static string Copy(ChainTable table, int row)
    {
        string[] columns = [.. table.Columns, "chain_seq", "prev_hash", "hash"];
        var values = columns.Select(column => column == table.Key || column == "chain_seq" ? column + " + 5000" : column);
        return $"insert into {table.Name} ({string.Join(", ", columns)}) select {string.Join(", ", values)} from {table.Name} where {table.Key} = {row}";
    }
}
