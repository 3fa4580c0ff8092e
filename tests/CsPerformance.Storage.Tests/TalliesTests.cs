using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;

namespace CsPerformance.Storage.Tests;

public abstract class TalliesTests(Place place) : StoreTests(place)
{
    [StoreFact]
    public async Task Records_of_a_day_add_up_by_item_and_chosen_points()
    {
        await Store.WriteAsync(tx =>
        {
            tx.Records.Add(Some.Item(count: 2));
            tx.Records.Add(Some.Item(count: 3));
            tx.Records.Add(Some.Item(points: 1.50m));
            tx.Records.Add(Some.Item(points: 1.5m));
            tx.Records.Add(Some.Item() with { Pending = true });
            tx.Records.Add(Some.Item(on: Day.AddDays(1)));
        });

        Assert.Equal(
            [new Tally("10002", RecordKind.Item, "excellent_case", Day, null, 5, 2), new Tally("10002", RecordKind.Item, "excellent_case", Day, 1.5m, 2, 2)],
            await Read(s => s.Tallies.Of("10002", Day, Day)));
        Assert.Equal(3, (await Read(s => s.Tallies.Of("10002", Day, Day.AddDays(1)))).Count);
        Assert.Empty(await Read(s => s.Tallies.Of("10003", Day, Day)));
    }

    [StoreFact]
    public async Task A_team_has_the_tallies_of_who_was_in_it_on_the_last_day()
    {
        await Store.WriteAsync(tx =>
        {
            tx.People.Save(Some.Person("10002"), Period.Month(2026, 10));
            tx.People.Save(Some.Person("10003", "李强"), Period.Month(2026, 10));
            tx.People.Save(Some.Person("10003", "李强", "客服二组"), November);
            foreach (var subject in (string[])["10002", "10003"])
                foreach (var day in (DateOnly[])[new(2026, 10, 31), new(2026, 11, 1)]) tx.Records.Add(Some.Item(subject, on: day));
        });

        async Task<IEnumerable<string>> Subjects(string? team, Period month) =>
            (await Read(s => s.Tallies.OfTeam(team, month.First, month.Last))).Select(t => t.Subject);
        Assert.Equal(["10002", "10003"], await Subjects("客服一组", Period.Month(2026, 10)));
        Assert.Equal(["10002"], await Subjects("客服一组", November));
        Assert.Equal(["10003"], await Subjects("客服二组", November));
        Assert.Equal(["10002", "10003"], await Subjects(null, November));
    }

    [StoreFact]
    public async Task Tallies_equal_the_records_after_random_operations()
    {
        var random = new Random(7);
        var states = new Dictionary<long, RecordState>();
        for (var round = 0; round < 40; round++)
        {
            await Store.WriteAsync(tx =>
            {
                for (var i = 0; i < 10; i++) Step(tx, random, states);
            });
            Assert.Empty(await Read(s => s.Tallies.Differences()));
        }

        var active = states.Where(pair => pair.Value == RecordState.Active).Select(pair => pair.Key).Order();
        Assert.Equal(active, (await Read(s => s.Records.Query(new() { State = RecordState.Active }))).Select(r => r.Number));
        Assert.Equal(active.Count(), (await Read(s => s.Tallies.OfTeam(null, Day.AddDays(-9), Day.AddDays(9)))).Sum(t => t.Records));
        Assert.Null((await Store.VerifyAsync()).Bad);
    }

    [StoreFact]
    public async Task A_tally_that_does_not_agree_is_repaired_and_reported()
    {
        await AddAsync(Some.Item(count: 2));
        await AddAsync(Some.Item("10003"));
        await Place.ForceAsync(
            "update tallies set count = 7 where subject = '10002'",
            "delete from tallies where subject = '10003'",
            "insert into tallies (subject, kind, code, day, points, count, records) values ('10009', 'item', 'x', '2026-11-20', '', 1, 1)");

        var wrong = await Store.WriteAsync(tx => tx.Tallies.Repair(Day));

        Assert.Equal([("10002", 7, 2), ("10003", 0, 1), ("10009", 1, 0)], wrong.Select(d => (d.Right.Subject, (int)d.StoredCount, (int)d.Right.Count)));
        Assert.Empty(await Store.WriteAsync(tx => tx.Tallies.Repair(Day)));
        Assert.Equal(2, Assert.Single(await Read(s => s.Tallies.Of("10002", Day, Day))).Count);
    }

    [StoreFact]
    public async Task Only_the_day_asked_for_is_repaired_and_every_day_of_either_side_is_looked_at()
    {
        DateOnly[] days = [new(2019, 2, 28), Day, DateOnly.MaxValue];
        foreach (var day in days) await AddAsync(Some.Item(on: day));
        await Place.ForceAsync(
            "update tallies set count = 7",
            "insert into tallies (subject, kind, code, day, points, count, records) values ('10009', 'item', 'x', '2020-01-01', '', 1, 1)");

        Assert.Equal([days[0], new(2020, 1, 1), .. days[1..]], await Read(s => s.Tallies.Days().ToList()));
        Assert.Equal(4, (await Read(s => s.Tallies.Differences())).Count);
        Assert.Equal("tallies", (await Store.VerifyAsync()).Bad?.Table);

        Assert.Single(await Store.WriteAsync(tx => tx.Tallies.Repair(days[0])));
        Assert.Equal([new(2020, 1, 1), .. days[1..]], (await Read(s => s.Tallies.Differences())).Select(difference => difference.Right.Day));
    }

    /// <summary>Adds a record or decides on one, as a model that only remembers states says it must go.</summary>
    private static void Step(Transaction tx, Random random, Dictionary<long, RecordState> states)
    {
        if (states.Count == 0 || random.Next(2) == 0)
        {
            var pending = random.Next(3) == 0;
            var added = tx.Records.Add(Some.Item("1000" + random.Next(5), "item" + random.Next(3), Day.AddDays(random.Next(3)), 1 + random.Next(3),
                random.Next(2) == 0 ? null : random.Next(4) / 2m) with
            { Pending = pending });
            states[added.Number] = pending ? RecordState.Pending : RecordState.Active;
            return;
        }
        var number = states.Keys.ElementAt(random.Next(states.Count));
        var expected = (RecordState)random.Next(4);
        var kind = (DecisionKind)random.Next(8);
        var done = tx.Decisions.Add(
            Some.Decision(number, kind, kind == DecisionKind.Approve ? 2.5m : null, kind == DecisionKind.Approve ? "item9" : null), expected);
        Assert.Equal(states[number] == expected, done);
        if (done) states[number] = kind switch
        {
            DecisionKind.Approve => RecordState.Active,
            DecisionKind.Reject => RecordState.Rejected,
            DecisionKind.Forward or DecisionKind.Evidence => expected,
            _ => RecordState.Reversed,
        };
    }
}

public sealed class Tallies_on_Sqlite() : TalliesTests(new SqlitePlace());

public sealed class Tallies_on_Postgres() : TalliesTests(new PostgresPlace());
