using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;

namespace CsPerformance.Chaos;

/// <summary>Clients that say distinct messages to the simulator, and one that says again what was not acknowledged.</summary>
internal sealed class Load : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(30);

    // A message whose worker died waits for its lease; meanwhile the client goes on with others.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(3);

    private const int MostOpen = 20;

    private readonly HttpClient http;
    private readonly int leads;
    private readonly ConcurrentQueue<int> open = new();
    private readonly ConcurrentDictionary<int, bool> acknowledged = new();
    private readonly ConcurrentDictionary<int, long> begun = new();
    private readonly CancellationTokenSource enough = new();
    private readonly CancellationTokenSource over = new();
    private readonly List<Task> clients;
    private readonly Task again;
    private readonly Lock gate = new();
    private (long Since, TaskCompletionSource<long> Answer)? awaited;
    private int said;
    private int errors;
    private int refused;
    private long slowest;

    /// <param name="leads">Each message comes from another lead, round and round.</param>
    public Load(Uri address, int clients, int leads)
    {
        http = new HttpClient { BaseAddress = address, Timeout = _patience };
        this.leads = leads;
        this.clients = [.. Enumerable.Range(0, clients).Select(_ => Task.Run(SayAsync))];
        again = Task.Run(SayAgainAsync);
    }

    /// <summary>Numbers of the messages that the bot said it has: answered with 200, or with 504 that says that it is stored.</summary>
    public IReadOnlyCollection<int> Acknowledged => [.. acknowledged.Keys];

    /// <summary>Distinct messages that were said at least once.</summary>
    public int Said => said;

    /// <summary>Calls that ended in anything but an acknowledgement.</summary>
    public int Errors => errors;

    /// <summary>Those among <see cref="Errors"/> that were answered with a status of 500 or more, which tells a platform to send again.</summary>
    public int Refused => refused;

    /// <summary>The longest time from the first word of a message to its reply, over all kills and outages in between.</summary>
    public TimeSpan Slowest => Stopwatch.GetElapsedTime(0, Volatile.Read(ref slowest));

    public static string Key(int message, int leads) => string.Create(CultureInfo.InvariantCulture, $"{Company.Lead(message % leads)}/m{message}");

    /// <summary>How long until a call that begins from now on is answered with 200.</summary>
    /// <exception cref="TimeoutException">None was, in two minutes.</exception>
    public async Task<TimeSpan> NextAnswerAsync(long since)
    {
        var answer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate) awaited = (since, answer);
        return Stopwatch.GetElapsedTime(since, await answer.Task.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    /// <summary>Says nothing new any more, and goes on until all that was said is acknowledged.</summary>
    /// <returns>False where that took more than four minutes.</returns>
    public async Task<bool> SettleAsync()
    {
        await enough.CancelAsync();
        await Task.WhenAll(clients);
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(4); await Task.Delay(_pause))
        {
            if (acknowledged.Count == said) return true;
        }
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        await over.CancelAsync();
        await Task.WhenAll([.. clients, again]);
        http.Dispose();
        enough.Dispose();
        over.Dispose();
    }

    private async Task SayAsync()
    {
        while (!enough.IsCancellationRequested)
        {
            // While the bot is down there is no end of new messages: so many unanswered ones, and the clients turn to those.
            if (open.Count < MostOpen || !open.TryDequeue(out var message)) message = Interlocked.Increment(ref said) - 1;
            if (await PostAsync(message)) continue;
            open.Enqueue(message);
            await Task.Delay(_pause);
        }
    }

    private async Task SayAgainAsync()
    {
        while (!over.IsCancellationRequested)
        {
            if (open.TryDequeue(out var message))
            {
                if (await PostAsync(message)) continue;
                open.Enqueue(message);
            }
            await Task.Delay(_pause);
        }
    }

    private async Task<bool> PostAsync(int message)
    {
        var started = Stopwatch.GetTimestamp();
        var first = begun.GetOrAdd(message, started);
        var (number, name) = Company.Agent(message);
        var call = new
        {
            from = Company.Lead(message % leads),
            text = string.Create(CultureInfo.InvariantCulture, $"记 @{name} 优秀案例 会话{message + 10_000}"),
            mentions = (string[])[number],
            messageId = string.Create(CultureInfo.InvariantCulture, $"m{message}"),
        };
        try
        {
            using var answer = await http.PostAsJsonAsync("/simulator/messages", call);
            if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.GatewayTimeout)
            {
                acknowledged[message] = true;
                if (answer.StatusCode != HttpStatusCode.OK) return true;
                Note(started);
                Note(Stopwatch.GetTimestamp() - first, message);
                return true;
            }
            if ((int)answer.StatusCode >= 500) Interlocked.Increment(ref refused);
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or IOException)
        {
            // Broken off, refused or too late: it counts as not acknowledged.
        }
        Interlocked.Increment(ref errors);
        return false;
    }

    private void Note(long took, int message)
    {
        begun.TryRemove(message, out _);
        lock (gate) slowest = Math.Max(slowest, took);
    }

    private void Note(long began)
    {
        lock (gate)
        {
            if (awaited is { } wait && began >= wait.Since) wait.Answer.TrySetResult(Stopwatch.GetTimestamp());
        }
    }
}
