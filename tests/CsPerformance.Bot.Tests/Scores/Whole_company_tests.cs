using CsPerformance.Bot.Scores;
using CsPerformance.Bot.Tests.Conversation;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Scores;

/// <summary>A whole company is read in one look at each table, somebody alone through an index: both have to see the same.</summary>
public class Whole_company_tests
{
    private const int People = 230;

    private static readonly Period _november = Period.Month(2026, 11);

    [StoreTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everybody_in_one_look_is_everybody_alone(bool explained)
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.Store.WriteAsync(transaction =>
        {
            transaction.People.SaveAll([.. Enumerable.Range(0, People).Select(i => new Person($"{30000 + i}", $"客服{i}", [], "客服三组", new HashSet<Role> { Role.Agent }, "basic", "初级"))], Period.Month(2026, 1));
            for (var i = 0; i < People * 6; i++) transaction.Records.Add(Record(i));
        });
        var wish = new Wish(explained);
        var whole = await world.Store.ReadAsync(session => world.Scores.SheetOf(session, team: null, _november, wish));
        Assert.True(whole.Subjects.Count > People);

        foreach (var subject in whole.Subjects.Where((_, place) => place % 7 == 0))
        {
            var alone = await world.Store.ReadAsync(session => world.Scores.SheetOf(session, Rated.Find(session, subject.Id, _november)!, _november, wish));
            Assert.Equal(FactsText.Write(alone.Facts with { Group = null, Subjects = [alone.Facts.Subjects.Single(one => one.Id == subject.Id)] }),
                FactsText.Write(whole.Facts with { Group = null, Subjects = [whole.Facts.Subjects.Single(one => one.Id == subject.Id)] }));
            Assert.Equal(Lines(alone, subject.Id), Lines(whole, subject.Id));
        }
    }

    private static string Lines(Scored scored, string id) => string.Join('\n', scored.Of(id).Lines.Select(line => $"{line.Code}={line.Value}"));

    private static NewRecord Record(int i)
    {
        var (person, day) = ($"{30000 + (i % People)}", new DateOnly(2026, 10, 20).AddDays(i * 7 % 45));
        return (i / People) switch
        {
            0 => new(RecordKind.Metric, person, "conversations", _november.Last, _november.Last, "1", "test", Value: 5000 + i),
            1 => new(RecordKind.Leave, person, "personal", new(2026, 10, 30), new(2026, 11, 3), "1", "test", Value: 3),
            2 => new(RecordKind.Item, person, "qa", day, day, "1", "test", Points: 1 + (i % 5)),
            3 => new(RecordKind.Item, person, "excellent_case", day, day, "1", "test", Count: 2, Pending: i % 3 == 0),
            4 => new(RecordKind.Rating, person, "execution", _november.Last, _november.Last, "1", "test", Value: i % 300),
            _ => new(RecordKind.Item, person, i % 2 == 0 ? "late_login" : "extra", day, day, "1", "test", Points: i % 2 == 0 ? null : 1.5m),
        };
    }
}
