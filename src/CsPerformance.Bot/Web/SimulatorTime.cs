using System.Globalization;
using CsPerformance.Bot.Delivery;
using CsPerformance.Bot.Hosting;
using CsPerformance.Channels.Simulator;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Web;

/// <summary>Moves the bot's clock, runs what falls due on the way, and tells what was sent because of it.</summary>
internal sealed class SimulatorTime(Store store, SimulatedClock clock, BusinessClock business, RunDue due, Exchange exchange, OutboxPump outbox) : IDisposable
{
    // The clock as it was left, and how far ahead of the real time: which of them counts depends on Simulator:StartAt.
    private const string At = "simulator.clock";
    private const string Ahead = "simulator.ahead";

    private static readonly DateTimeOffset _end = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SemaphoreSlim _gate = new(1);

    public void MapTo(IEndpointRouteBuilder routes) => routes.MapPost("/clock", MoveAsync);

    public void Dispose() => _gate.Dispose();

    /// <summary>Goes on from where the clock was left, before anything else reads it.</summary>
    public static async Task RestoreAsync(Store store, SimulatedClock clock)
    {
        var (at, ahead) = await store.ReadAsync(session => (session.Settings.Get(At), session.Settings.Get(Ahead)));
        if (ahead is not null) clock.MoveAhead(TimeSpan.FromTicks(long.Parse(ahead, CultureInfo.InvariantCulture)));
        if (at is not null) clock.MoveTo(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture));
    }

    private async Task<IResult> MoveAsync(HttpRequest request)
    {
        var call = await Json.ReadAsync<SimulatorMove>(request);
        if (call.Now is not { } now) throw new SimulatorCallException("now 应是一个时刻，如 2026-11-30T09:07:00+08:00。");
        if (now >= _end) throw new SimulatorCallException("now 应早于 2100 年。");
        await _gate.WaitAsync(request.HttpContext.RequestAborted);
        try
        {
            return await RunAsync(now, request.HttpContext.RequestAborted) is { } answer
                ? Json.Ok(answer)
                : Json.Problem(504, "时钟已拨动，但到点的事还没有做完；结果请看收件箱。");
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<SimulatorAnswer?> RunAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        if (now <= clock.GetUtcNow()) return new SimulatorAnswer([]);
        var sent = new List<OutboxItem>();
        void Note(OutboxItem item)
        {
            lock (sent) sent.Add(item);
        }
        outbox.Delivered += Note;
        try
        {
            // Kept before it is done: a process that dies on the way starts again at the end, and catches up there.
            await KeepAsync(now);
            // What falls due is done to its end, also where the caller hangs up meanwhile.
            foreach (var moment in Steps(clock.GetUtcNow(), now))
            {
                clock.MoveTo(moment);
                await due(business.Local(moment), CancellationToken.None);
            }
            return await exchange.UntilAsync(session => IsQuiet(session) ? Told(session, sent) : null, cancellation);
        }
        finally
        {
            outbox.Delivered -= Note;
        }
    }

    private Task KeepAsync(DateTimeOffset now) => store.WriteAsync(transaction =>
    {
        transaction.Settings.Set(At, now.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        transaction.Settings.Set(Ahead, clock.AheadAt(now).Ticks.ToString(CultureInfo.InvariantCulture));
    });

    /// <summary>
    /// The way to a moment: a few times a day outside the quiet hours, so that a jump over weeks leaves no board or reminder out and each
    /// goes out on its day. Of a jump over more than three months each day is seen once.
    /// </summary>
    private IEnumerable<DateTimeOffset> Steps(DateTimeOffset from, DateTimeOffset until)
    {
        TimeOnly[] times = until - from > TimeSpan.FromDays(100) ? [new(9, 7)] : [new(8, 37), new(9, 7), new(12, 7), new(18, 7), new(20, 37)];
        var last = DateOnly.FromDateTime(business.Local(until).DateTime);
        for (var day = DateOnly.FromDateTime(business.Local(from).DateTime); day <= last; day = day.AddDays(1))
        {
            foreach (var moment in times.Select(time => business.At(day, time)).Where(moment => moment > from && moment < until)) yield return moment;
        }
        yield return until;
    }

    private static bool IsQuiet(Session session) => session.Outbox.Due().Count == 0 && session.Inbox.Unfinished().Count == 0;

    // Updates of cards are no messages of their own.
    private static SimulatorAnswer Told(Session session, List<OutboxItem> sent)
    {
        lock (sent) return SimulatorAnswer.Of(session, sent.Where(item => item.Outcome is null).OrderBy(item => item.Id));
    }
}
