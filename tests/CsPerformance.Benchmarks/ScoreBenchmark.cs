using System.Diagnostics;
using System.Globalization;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Benchmarks;

/// <summary>我的分数 in a store with a long history: the explained sheet and the one of last week, as the answer needs them.</summary>
internal static class ScoreBenchmark
{
    private const int Asked = 2000;
    private const int Works = 200;

    private static readonly Period _month = Period.Month(2026, 11);

    public static async Task RunAsync(int records, int people)
    {
        var folder = Directory.CreateTempSubdirectory("bench").FullName;
        try
        {
            await using var store = await Store.OpenAsync(new(StoreProvider.Sqlite, $"Data Source={Path.Combine(folder, "bot.db")}"), TimeProvider.System);
            var schemes = new SchemesInForce("kf-2017");
            await store.WriteAsync(schemes.PutDefault);
            for (var first = 0; first < people; first += 1000) await store.WriteAsync(transaction => Hire(transaction, first, Math.Min(people, first + 1000)));
            var tenth = records / 10;
            await FillAsync(store, 0, tenth, people);
            var few = await MeasureAsync(store, schemes, people, tenth);
            await FillAsync(store, tenth, records, people);
            var many = await MeasureAsync(store, schemes, people, records);
            Console.WriteLine($"ratio of the medians, ten times the history: {many / few:F2}");
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static void Hire(Transaction transaction, int from, int until)
    {
        for (var i = from; i < until; i++)
            transaction.People.Save(new Person(Number(i), "客服" + i, [], "组" + i / 10, new HashSet<Role> { Role.Agent }, "basic", "初级"), Period.Month(2020, 1));
    }

    /// <summary>The first tenth lies in this month, so that both measurements find the same month and differ in the history only.</summary>
    private static async Task FillAsync(Store store, int from, int until, int people)
    {
        var clock = Stopwatch.StartNew();
        var perWork = Math.Max(1, (until - from) / Works);
        for (var first = from; first < until; first += perWork)
        {
            var (begin, end) = (first, Math.Min(until, first + perWork));
            await store.WriteAsync(transaction =>
            {
                for (var i = begin; i < end; i++) transaction.Records.Add(Record(i, people, from > 0));
            });
        }
        Console.WriteLine($"{until - from} records stored in {clock.Elapsed.TotalSeconds:F0} s");
    }

    private static NewRecord Record(int i, int people, bool history)
    {
        var person = Number(i % people);
        var day = history ? _month.First.AddDays(-1 - i / people * 7 % 1000) : _month.First.AddDays(i / people % _month.Last.Day);
        return (i / people % 5) switch
        {
            0 => new(RecordKind.Metric, person, "conversations", Period.Month(day).Last, Period.Month(day).Last, "1", "bench", Value: 5000 + i % 100),
            1 => new(RecordKind.Rating, person, "execution", Period.Month(day).Last, Period.Month(day).Last, "1", "bench", Value: i % 300),
            2 => new(RecordKind.Item, person, "qa", day, day, "1", "bench", Points: 1 + i % 5),
            3 => new(RecordKind.Item, person, "excellent_case", day, day, "1", "bench", Reason: "表扬"),
            _ => new(RecordKind.Item, person, "wrong_ticket", day, day, "1", "bench"),
        };
    }

    /// <returns>The median in milliseconds.</returns>
    private static async Task<double> MeasureAsync(Store store, SchemesInForce schemes, int people, int records)
    {
        var scores = new ScoreBook(schemes, WorkingDays.MondayToFriday);
        var lastWeek = DateTimeOffset.UnixEpoch;
        var times = new List<double>(Asked);
        for (var i = -Asked / 4; i < Asked; i++)
        {
            var person = Number((i + Asked) * 7919 % people);
            var clock = Stopwatch.StartNew();
            await store.ReadAsync(session =>
            {
                var rated = Rated.Find(session, person, _month)!;
                var now = scores.SheetOf(session, rated, _month, Wish.Explained);
                var before = scores.SheetOf(session, rated, _month, new(AsOf: lastWeek));
                return now.Of(person).Lines.Count + before.Of(person).Lines.Count;
            });
            if (i >= 0) times.Add(clock.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        Console.WriteLine($"我的分数 with {records} records of {people} people: median {times[Asked / 2]:F2} ms, 99th percentile {times[Asked * 99 / 100]:F2} ms, max {times[^1]:F2} ms");
        return times[Asked / 2];
    }

    private static string Number(int i) => (10000 + i).ToString(CultureInfo.InvariantCulture);
}
