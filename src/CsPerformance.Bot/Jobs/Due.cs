using CsPerformance.Bot.Charts;
using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Operation;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Jobs;

/// <summary>
/// Does whatever is due and not done. What was done is a row for each target, written together with its message, so a board goes
/// out exactly once, however often this runs, on however many instances, and wherever one of them died.
/// </summary>
internal sealed class Due(Store store, House house, PngTool drawing, ILogger<Due> logger) : IDisposable
{
    private readonly SemaphoreSlim one = new(1);

    public void Dispose() => one.Dispose();

    /// <summary>Runs to the end of what is due at a moment; an errand that fails is logged, leaves the others alone and is tried again next time.</summary>
    public async Task RunAsync(DateTimeOffset now, CancellationToken cancellation = default)
    {
        await one.WaitAsync(cancellation);
        try
        {
            foreach (var errand in await store.ReadAsync(session => Open(session, now), cancellation)) await RunAsync(errand, cancellation);
            // After all the words: drawing takes its time and may fail.
            foreach (var errand in await store.ReadAsync(session => Pictures(session, now), cancellation)) await RunAsync(errand, cancellation);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>What is due by the clock and not done as a whole.</summary>
    private List<Errand> Open(Session session, DateTimeOffset now) => Undone(session, now, schedule =>
        [.. new WeeklyBoard(house, schedule).Due(session), .. new MonthlyEstimate(house, schedule).Due(session), .. new Watchman(house, schedule).Due(session),
            .. new Undecided(house, schedule).Due()]);

    private List<Errand> Pictures(Session session, DateTimeOffset now) => Undone(session, now, schedule => new WeeklyBoard(house, schedule).Pictures(session));

    private List<Errand> Undone(Session session, DateTimeOffset now, Func<Schedule, IEnumerable<Errand>> due) =>
        // What fell due before the bot was there was nobody's to send.
        session.Schemes.History() is [var first, ..]
            ? [.. due(new Schedule(house, house.Clock.Local(now), first.At)).Where(errand => !session.JobRuns.Done(errand.Job, errand.Period, errand.Scope))]
            : [];

    private async Task RunAsync(Errand errand, CancellationToken cancellation)
    {
        try
        {
            var pushes = await store.ReadAsync(errand.Make, cancellation);
            // All at once: the writer lets many of them share a durable commit.
            await Task.WhenAll(pushes.Select(push => SendAsync(errand, push, cancellation)));
            if (await store.WriteAsync(transaction => transaction.JobRuns.Once(errand.Job, errand.Period, errand.Scope), cancellation)) Note(errand);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.LogError(fault, "{Job} {Period} {Scope} failed and will be tried again.", errand.Job, errand.Period, errand.Scope);
        }
    }

    // A watchman's job carries its team, which is no tag.
    private void Note(Errand errand) => Meters.JobLateness.Record(
        Math.Max(0, (house.Clock.Now - errand.FellDue).TotalSeconds), new KeyValuePair<string, object?>("job", errand.Job.Split(' ')[0]));

    private async Task SendAsync(Errand errand, Push push, CancellationToken cancellation)
    {
        if (push.Chart is not { } chart) await store.WriteAsync(transaction => Send(transaction, errand, push), cancellation);
        else if (await drawing.DrawAsync(chart, cancellation) is { } png) await store.WriteAsync(transaction => Send(transaction, errand, push, new Attachment(push.Text, png, IsImage: true)), cancellation);
    }

    private void Send(Transaction transaction, Errand errand, Push push, Attachment picture)
    {
        if (!transaction.JobRuns.Once(errand.Job, errand.Period, push.To.ToString())) return;
        transaction.Outbox.Add(new NewOutgoing(
            push.To, new OutgoingMessage("", File: picture), push.Purpose, $"{errand.Job}:{errand.Period}:{push.To}", NotBefore: house.Clock.NextPush(transaction.Now)));
    }

    private void Send(Transaction transaction, Errand errand, Push push)
    {
        if (!transaction.JobRuns.Once(errand.Job, errand.Period, push.To.ToString())) return;
        var pages = Paging.Split(push.Text);
        var notBefore = house.Clock.NextPush(transaction.Now);
        var said = push.To.Person is null ? pages.Count : 1;
        for (var page = 0; page < said; page++)
        {
            var key = $"{errand.Job}:{errand.Period}:{push.To}:{page}";
            transaction.Outbox.Add(new NewOutgoing(push.To, new OutgoingMessage(pages[page]), push.Purpose, key, NotBefore: notBefore));
        }
        // Somebody alone turns the pages; a group gets them all.
        if (push.To.Person is { } person && pages.Count > 1) Paging.Keep(transaction, person, Said.ChatKey(Chat.Direct), pages.Skip(1));
        push.Also?.Invoke(transaction);
    }
}
