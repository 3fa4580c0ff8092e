using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace CsPerformance.Storage;

/// <summary>Two bounded queues and one thread that runs what waits in them, as many as there are in one durable commit; messages that arrive go first.</summary>
internal sealed class Writer : IAsyncDisposable
{
    /// <summary>A batch takes no further work after this time, so that the first ones do not wait for the whole queue.</summary>
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(50);

    /// <summary>The same where a message waits in the batch: its platform waits for the acknowledgement.</summary>
    private static readonly TimeSpan BatchTimeOfArrivals = TimeSpan.FromMilliseconds(2);

    /// <summary>A connection that was idle this long is asked first whether it is still there.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    private readonly BlockingCollection<Entry> arriving;
    private readonly BlockingCollection<Entry> working;
    private readonly BlockingCollection<Entry>[] queues;
    private readonly Database database;
    private readonly WriteTrouble trouble;
    private readonly Action<bool, bool> committed;
    private readonly Thread thread;
    private readonly Arrivals arrivals = new();
    private DbConnection? connection;
    private Statements? statements;
    private long lastUse;
    private long arrived;

    public Writer(Database database, WriteTrouble trouble, Action<bool, bool> committed)
    {
        this.database = database;
        this.trouble = trouble;
        this.committed = committed;
        arriving = new BlockingCollection<Entry>(database.Options.QueueLength);
        working = new BlockingCollection<Entry>(database.Options.QueueLength);
        // The first is asked first.
        queues = [arriving, working];
        thread = new Thread(Work) { IsBackground = true, Name = "store writer" };
        thread.Start();
    }

    /// <summary>Messages that were acknowledged since the start.</summary>
    public long Arrived => Volatile.Read(ref arrived);

    public int Queued => queues.Sum(queue => queue.Count);

    /// <exception cref="StoreBusyException">The queue is full.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public void Add(Entry entry)
    {
        bool taken;
        try
        {
            taken = (entry is Arrival ? arriving : working).TryAdd(entry);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(Store));
        }
        if (!taken) throw new StoreBusyException();
    }

    public async ValueTask DisposeAsync()
    {
        if (!thread.IsAlive) return;
        foreach (var queue in queues) queue.CompleteAdding();
        await Task.Run(thread.Join);
        Disconnect();
    }

    private void Work()
    {
        var batch = new List<Entry>(database.Options.BatchSize);
        while (BlockingCollection<Entry>.TryTakeFromAny(queues, out var first, Timeout.Infinite) >= 0)
        {
            batch.Clear();
            batch.Add(first!);
            RunAll(batch);
        }
    }

    /// <summary>What else goes into the batch that has run for <paramref name="time"/>.</summary>
    private bool TryNext(TimeSpan time, bool hasArrivals, [NotNullWhen(true)] out Entry? next) =>
        arriving.TryTake(out next) || (time < (hasArrivals ? BatchTimeOfArrivals : BatchTime) && working.TryTake(out next));

    /// <summary>Runs a batch; where it fails as a whole and the database is still there, each of it is sent by itself, and at last run alone.</summary>
    private void RunAll(List<Entry> batch)
    {
        var alone = new List<Entry>();
        if (!TryRun(batch, batch, alone) && batch.Except(alone).ToList() is { Count: > 0 } rest)
        {
            if (rest.Count == 1 || !TryRun(rest, null, alone)) alone.AddRange(rest.Except(alone));
        }
        foreach (var entry in alone) RunAlone(entry);
    }

    /// <returns>False where it failed and may be run again; where the database is away all of it has failed for good.</returns>
    private bool TryRun(List<Entry> entries, List<Entry>? fill, List<Entry> again)
    {
        try
        {
            Run(entries, fill, again);
            return true;
        }
        catch (Exception e)
        {
            var away = connection?.State != ConnectionState.Open;
            Disconnect();
            if (!away) return false;
            trouble.Failed(e);
            foreach (var entry in entries) entry.Fail(Reason(e, away: true));
            again.RemoveAll(entries.Contains);
            return true;
        }
    }

    private void RunAlone(Entry entry)
    {
        for (var tries = 1; ; tries++)
        {
            var again = new List<Entry>();
            try
            {
                Run([entry], null, tries < 3 ? again : null);
                if (again.Count == 0) return;
            }
            catch (Exception e)
            {
                var away = connection?.State != ConnectionState.Open;
                Disconnect();
                if (tries < 3 && IsCollision(e)) continue;
                trouble.Failed(e);
                entry.Fail(Reason(e, away));
                return;
            }
        }
    }

    /// <param name="entries">What to run.</param>
    /// <param name="fill">The same list where more may be taken from the queue while the batch runs; null where not, and each is sent by itself.</param>
    /// <param name="again">Takes what collided with another instance and has to be run alone; null where that is a failure.</param>
    private void Run(List<Entry> entries, List<Entry>? fill, List<Entry>? again)
    {
        var started = Stopwatch.GetTimestamp();
        using var transaction = Connect().BeginTransaction();
        var batch = new WriteBatch(database, connection!, transaction, statements!);
        var done = new List<Entry>();
        var failed = new List<(Entry, Exception)>();
        var stored = new List<Arrival>();
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].IsCancelled) entries[i].Cancel();
            else if (entries[i] is Arrival arrival) stored.Add(arrival);
            else RunWork(batch, (Work)entries[i], sends: fill is null || working.Count == 0, done, failed, again);
            if (i + 1 == entries.Count && fill is not null && entries.Count < database.Options.BatchSize
                && TryNext(Stopwatch.GetElapsedTime(started), stored.Count > 0, out var next))
            {
                fill.Add(next);
            }
        }
        if (stored.Count > 0) arrivals.Store(batch, stored);
        batch.Commit();
        Volatile.Write(ref arrived, arrived + stored.Count);
        lastUse = Stopwatch.GetTimestamp();
        if (failed.Find(one => StoreFault.IsOfStore(one.Item2)) is (_, { } refusal)) trouble.Failed(refusal);
        else if (batch.Wrote) trouble.Ended();
        committed(batch.WakesInbox, batch.WakesOutbox);
        foreach (var entry in stored) entry.Complete();
        foreach (var entry in done) entry.Complete();
        foreach (var (entry, reason) in failed) entry.Fail(reason);
    }

    private static void RunWork(WriteBatch batch, Work work, bool sends, List<Entry> done, List<(Entry, Exception)> failed, List<Entry>? again)
    {
        try
        {
            batch.Run(work, sends);
            done.Add(work);
        }
        catch (Exception e) when (batch.Connection.State == ConnectionState.Open && !batch.IsLost)
        {
            if (again is not null && IsCollision(e)) again.Add(work);
            else failed.Add((work, e));
        }
    }

    /// <summary>Whoever waits tells by the kind of the exception that the store is away and will be back.</summary>
    private static Exception Reason(Exception e, bool away) => away && e is not DbException ? new StoreLostException(e) : e;

    /// <summary>Deadlock or failed serialization between two instances: nothing is wrong with the work.</summary>
    private static bool IsCollision(Exception e) => e is PostgresException { SqlState: "40P01" or "40001" };

    private DbConnection Connect()
    {
        if (connection is { State: ConnectionState.Open } && Stopwatch.GetElapsedTime(lastUse) > Idle)
        {
            try
            {
                Database.Run(connection, "select 1");
            }
            catch (DbException)
            {
                Disconnect();
            }
        }
        if (connection is not { State: ConnectionState.Open })
        {
            Disconnect();
            connection = database.OpenWriting();
            statements = new Statements(database, connection);
        }
        lastUse = Stopwatch.GetTimestamp();
        return connection;
    }

    private void Disconnect()
    {
        arrivals.Forget();
        statements?.Dispose();
        statements = null;
        connection?.Dispose();
        connection = null;
    }
}
