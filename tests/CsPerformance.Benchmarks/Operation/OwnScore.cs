using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Hosting;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using BotConversation = CsPerformance.Bot.Conversation.Conversation;

namespace CsPerformance.Benchmarks.Operation;

/// <summary>
/// G5: what 我的分数 reads of one agent's month beside the bare SQL that sums it, and the whole command from the message to the reply in the
/// outbox: stored, understood, permitted, computed and explained, compared with last week, answered.
/// </summary>
internal sealed class OwnScore(Store store, DbConnection connection, SchemesInForce schemes, Scheme scheme, Period month, int people)
{
    private const string Channel = "simulator";
    private const int Asked = 500;

    /// <param name="firstDay">The day that the bare table counts from.</param>
    public async Task<string> MeasureAsync(DateOnly firstDay)
    {
        await store.WriteAsync(transaction =>
        {
            foreach (var agent in Agents().Distinct()) transaction.Identities.Bind(Channel, Number(agent), Number(agent), "bench");
        });
        var raw = await TimesAsync(agent => SumAsync(agent, month.First.DayNumber - firstDay.DayNumber, month.Last.DayNumber - firstDay.DayNumber));
        var read = await TimesAsync(agent => store.ReadAsync(session =>
            new FactsOfPeriod(session, scheme, month, WorkingDays.MondayToFriday, Wish.Lines).Of([Rated.Find(session, Number(agent), month)!], null).Subjects[0].Items.Count));
        var whole = await TimesAsync(Command());
        return string.Create(CultureInfo.InvariantCulture,
            $"one agent's month by SQL {raw[Asked / 2]:F2} ms; read from daily tallies {read[Asked / 2]:F2} ms, ratio {read[Asked / 2] / raw[Asked / 2]:F1} (aim 3); 我的分数 from message to reply median {whole[Asked / 2]:F1} ms, 99th percentile {whole[Asked * 99 / 100]:F1} ms (aim 20)");
    }

    private Func<int, Task<int>> Command()
    {
        var clock = new BusinessClock(new SimulatedClock(TimeProvider.System, new DateTimeOffset(month.Last.ToDateTime(new TimeOnly(2, 0)), TimeSpan.Zero)), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
        var house = new House(schemes, new ScoreBook(schemes, WorkingDays.MondayToFriday), WorkingDays.MondayToFriday, clock);
        var conversation = new BotConversation(store, house, new Vocabularies(), clock);
        var said = 0;
        return async agent =>
        {
            var message = new IncomingMessage(Channel, string.Create(CultureInfo.InvariantCulture, $"s{said++}"), Number(agent), Chat.Direct, "我的分数", [], clock.Now);
            await store.AcceptAsync(message);
            var item = await store.ReadAsync(session => session.Inbox.Find(Channel, message.Key)!);
            await conversation.AnswerAsync(item.Id, item.Message, default);
            return 1;
        };
    }

    /// <summary>Milliseconds in order, after a quarter as many to warm up.</summary>
    private async Task<List<double>> TimesAsync(Func<int, Task<int>> work)
    {
        var times = new List<double>(Asked);
        foreach (var agent in Agents().Take(Asked / 4)) await work(agent);
        foreach (var agent in Agents())
        {
            var started = Stopwatch.GetTimestamp();
            if (await work(agent) == 0) throw new InvalidOperationException($"Nothing of agent {agent}.");
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        times.Sort();
        return times;
    }

    private async Task<int> SumAsync(int agent, int from, int until)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"select item, sum(points), count(*) from ev where agent = {agent} and day >= {from} and day <= {until} group by item");
        await using var rows = await command.ExecuteReaderAsync();
        var count = 0;
        while (await rows.ReadAsync()) count++;
        return count;
    }

    private IEnumerable<int> Agents() => Enumerable.Range(0, Asked).Select(i => (int)(i * 7919L % people));

    private static string Number(int agent) => (10_000 + agent).ToString(CultureInfo.InvariantCulture);
}
