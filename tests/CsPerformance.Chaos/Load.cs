using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CsPerformance.FakePlatforms.WeCom;

namespace CsPerformance.Chaos;

/// <summary>Members who say distinct things to the bot through the platform and wait for the reply, and one who says again what was not taken.</summary>
internal sealed class Load : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(30);

    // A message whose worker died waits for its lease; meanwhile the client goes on with others.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(3);

    private const int MostOpen = 20;

    private const int FirstReference = 100_000;

    private readonly Platform platform;
    private readonly FakeWeComCallbacks door;
    private readonly int leads;
    private readonly ConcurrentQueue<int> open = new();
    private readonly ConcurrentDictionary<int, Message> messages = new();
    private readonly CancellationTokenSource enough = new();
    private readonly CancellationTokenSource over = new();
    private readonly List<Task> clients;
    private readonly ConcurrentBag<Task> askers = [];
    private readonly Task again;
    private readonly Lock gate = new();
    private readonly List<TimeSpan> served = [];
    private (long Since, TaskCompletionSource<long> Answer)? awaited;
    private bool isServed = true;
    private int said;
    private int errors;
    private int refused;
    private int silent;
    private int givenUp;
    private long slowest;

    /// <param name="leads">Each message comes from another lead, round and round.</param>
    public Load(Platform platform, BotProcess bot, int clients, int leads)
    {
        this.platform = platform;
        this.leads = leads;
        door = platform.DoorOf(bot);
        platform.Shown += Hear;
        this.clients = [.. Enumerable.Range(0, clients).Select(_ => Task.Run(SayAsync))];
        again = Task.Run(SayAgainAsync);
    }

    /// <summary>What the bot said it has, within the time that the platform waits: its key in the bot's store, and how often its reply was shown to who said it.</summary>
    public IReadOnlyCollection<(string Key, int Shown)> Acknowledged =>
        [.. messages.Where(one => one.Value.IsTaken).Select(one => (one.Value.Key, platform.Times(LeadOf(one.Key), ReferenceOf(one.Key))))];

    /// <summary>Distinct messages that were said at least once.</summary>
    public int Said => said;

    /// <summary>Deliveries that ended in anything but an acknowledgement.</summary>
    public int Errors => errors;

    /// <summary>Those among <see cref="Errors"/> that were answered with a status of 500 or more, which tells the platform to send again.</summary>
    public int Refused => refused;

    /// <summary>Those among <see cref="Errors"/> that had no answer when the platform's five seconds were over: it sends them again, too.</summary>
    public int Silent => silent;

    /// <summary>Times at which the platform would have given a message up, all its deliveries having failed.</summary>
    public int GivenUp => givenUp;

    /// <summary>The longest time that the platform was busy with delivering a message, all its tries together.</summary>
    public TimeSpan LongestWait { get; private set; }

    /// <summary>The longest time from the first word of a message to its reply, over all kills and outages in between.</summary>
    public TimeSpan Slowest => Stopwatch.GetElapsedTime(0, Volatile.Read(ref slowest));

    /// <summary>For each wait of <see cref="NextAnswerAsync"/>: how long until the first message that was said from then on was acknowledged.</summary>
    public IReadOnlyList<TimeSpan> Served
    {
        get
        {
            lock (gate) return [.. served];
        }
    }

    /// <summary>How long until the reply to something that is said from now on is shown. Somebody speaks at once: the clients may all be waiting for replies from before.</summary>
    /// <exception cref="TimeoutException">None was, in two minutes.</exception>
    public async Task<TimeSpan> NextAnswerAsync(long since)
    {
        var answer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate) (awaited, isServed) = ((since, answer), false);
        askers.Add(Task.Run(AskAsync));
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
            if (messages.Values.Count(message => message.IsTaken) == said) return true;
        }
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        await over.CancelAsync();
        await Task.WhenAll([.. clients, .. askers, again]);
        platform.Shown -= Hear;
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

    /// <summary>Says one thing until it is taken.</summary>
    private async Task AskAsync()
    {
        var message = Interlocked.Increment(ref said) - 1;
        while (!over.IsCancellationRequested && !await PostAsync(message)) await Task.Delay(_pause);
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

    private async Task<bool> PostAsync(int number)
    {
        var message = messages.GetOrAdd(number, New);
        var started = message.SaidAt = Stopwatch.GetTimestamp();
        var callback = await door.PostAsync(message.Plain);
        Note(callback, Stopwatch.GetElapsedTime(started));
        if (!callback.Taken) return false;
        Serve(started);
        message.IsTaken = true;
        await Task.WhenAny(message.Reply.Task, Task.Delay(_patience));
        return true;
    }

    private Message New(int number)
    {
        var (plain, key) = platform.Say(door, LeadOf(number), $"记 @{Company.Colleague(number % leads).Name} 优秀案例 {ReferenceOf(number)}");
        return new Message(plain, key, Stopwatch.GetTimestamp());
    }

    private void Hear(string to, string reference)
    {
        var number = int.Parse(reference["会话".Length..], CultureInfo.InvariantCulture) - FirstReference;
        if (!messages.TryGetValue(number, out var message) || to != LeadOf(number)) return;
        var now = Stopwatch.GetTimestamp();
        if (!message.Reply.TrySetResult()) return;
        lock (gate)
        {
            slowest = Math.Max(slowest, now - message.Begun);
            if (awaited is { } wait && message.SaidAt >= wait.Since) wait.Answer.TrySetResult(now);
        }
    }

    private void Serve(long saidAt)
    {
        var now = Stopwatch.GetTimestamp();
        lock (gate)
        {
            if (isServed || awaited is not { } wait || saidAt < wait.Since) return;
            isServed = true;
            served.Add(Stopwatch.GetElapsedTime(wait.Since, now));
        }
    }

    private void Note(FakeCallback callback, TimeSpan took)
    {
        // A bot that is not there breaks the connection at once; one that is slow lets the platform wait.
        var waited = took >= platform.Patience;
        Interlocked.Add(ref errors, callback.Statuses.Count(status => status != 200));
        Interlocked.Add(ref refused, callback.Statuses.Count(status => status >= 500));
        if (waited) Interlocked.Add(ref silent, callback.Statuses.Count(status => status is null));
        if (!callback.Taken) Interlocked.Increment(ref givenUp);
        lock (gate) LongestWait = took > LongestWait ? took : LongestWait;
    }

    private string LeadOf(int message) => Company.Lead(message % leads);

    private static string ReferenceOf(int message) => string.Create(CultureInfo.InvariantCulture, $"会话{message + FirstReference}");

    private sealed class Message(string plain, string key, long begun)
    {
        private long saidAt;

        public string Plain => plain;

        public string Key => key;

        public long Begun => begun;

        /// <summary>When it was said the last time.</summary>
        public long SaidAt { get => Volatile.Read(ref saidAt); set => Volatile.Write(ref saidAt, value); }

        /// <summary>Done as soon as its reply is shown.</summary>
        public TaskCompletionSource Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public volatile bool IsTaken;
    }
}
