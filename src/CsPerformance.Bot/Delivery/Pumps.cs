using CsPerformance.Storage;

namespace CsPerformance.Bot.Delivery;

/// <summary>Keeps both pumps going from the start to the stop of the host. What they hold when it stops is finished first.</summary>
internal sealed class Pumps(
    Store store, InboxPump inbox, OutboxPump outbox, IHostApplicationLifetime lifetime, ILogger<Pumps> logger) : BackgroundService
{
    private const int WorkersOfEach = 3;

    // Signals wake at once; looking now and then finds what other instances left and what falls due.
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan _seldom = TimeSpan.FromSeconds(20);

    // How soon what a killed instance held is taken over by another one.
    private static readonly TimeSpan _recovery = TimeSpan.FromSeconds(1);

    // Of the time that the host has to stop.
    private static readonly TimeSpan _finish = TimeSpan.FromSeconds(15);

    // With the pauses of a lasting fault, so many are some minutes. The longest pause is what somebody waits at most once the store is well.
    private const int ToldEach = 500;

    private readonly ArrivalsFirst arrivalsFirst = new(() => store.Arrived);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // After the server listens: a second process on the same port ends before it touches what the first one holds.
        await StartedAsync(stoppingToken);
        if (stoppingToken.IsCancellationRequested) return;
        // At once, so that what the killed predecessor held is answered before anything else.
        await LoopAsync("recovery", outbox.RecoverAsync, once: true, stoppingToken);
        await Task.WhenAll((Task[])
            [
                LoopAsync("recovery", RecoverAsync, once: false, stoppingToken),
                .. Workers("inbox", token => arrivalsFirst.RunAsync(inbox.RunOnceAsync, token), store.InboxSignal, stoppingToken),
                .. Workers("outbox", outbox.RunOnceAsync, store.OutboxSignal, stoppingToken),
            ]);
        await FinishAsync();
    }

    /// <summary>Answers and sends what was acknowledged before the stop, as far as there is time: the next start may be hours away.</summary>
    private async Task FinishAsync()
    {
        using var enough = new CancellationTokenSource(_finish);
        try
        {
            while (await inbox.RunOnceAsync(enough.Token) + await outbox.RunOnceAsync(enough.Token) > 0)
            {
                // What was answered is to be sent, and what was sent lets the next one go.
            }
        }
        catch (Exception fault)
        {
            logger.LogWarning("Stopped with messages in hand, which the next start answers: {Fault}", fault.GetType().Name);
        }
    }

    // Several, so that a platform that takes its time keeps nobody waiting but who is next in the same chat. Only the first looks often.
    private IEnumerable<Task> Workers(string name, Func<CancellationToken, Task<int>> runOnce, Signal signal, CancellationToken stopping) =>
        Enumerable.Range(0, WorkersOfEach).Select(i => LoopAsync(name, token => RunAsync(runOnce, signal, i == 0 ? _look : _seldom, token), once: false, stopping));

    private async Task StartedAsync(CancellationToken stopping)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listens = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        using var stops = stopping.Register(() => started.TrySetResult());
        await started.Task;
    }

    private async Task RecoverAsync(CancellationToken stopping)
    {
        await outbox.RecoverAsync(stopping);
        await Task.Delay(_recovery, stopping);
    }

    private static async Task RunAsync(Func<CancellationToken, Task<int>> runOnce, Signal signal, TimeSpan atMost, CancellationToken stopping)
    {
        if (await runOnce(stopping) == 0) await signal.WaitAsync(atMost, stopping);
    }

    /// <summary>Goes on over faults of the store with a growing pause; the log tells when it is lost and when it is back.</summary>
    private async Task LoopAsync(string name, Func<CancellationToken, Task> runAsync, bool once, CancellationToken stopping)
    {
        var faults = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await runAsync(stopping);
                if (faults > 0) logger.LogInformation("The {Pump} pump goes on.", name);
                faults = 0;
                if (once) return;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Whatever it was: a pump that ends would leave everybody without an answer, and nobody would know.
                if (faults++ % ToldEach == 0) logger.LogError(fault, "The {Pump} pump does not get on, attempt {Attempt}.", name, faults);
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(Math.Min(500, 100 * faults)), stopping));
            }
        }
    }
}
