using System.Collections.Concurrent;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Chaos;

/// <summary>
/// Clients that record, rate, decide, publish and correct at the same time, on the same people and records; on PostgreSQL half of them over another
/// instance. The order in which the operations came to the head of the chain is written down; run one after the other against a model they must
/// give the same answers and end in the same state.
/// </summary>
internal static class ModelTrial
{
    public static async Task<bool> RunAsync(StoreProvider provider, int operations, int clients, int seed, TextWriter said)
    {
        await using var ground = await Ground.OpenAsync(provider);
        await using var store = await ground.OpenStoreAsync();
        // A file belongs to one process; a server is shared, and each instance has a writer of its own.
        await using var other = provider == StoreProvider.Postgres ? await ground.OpenStoreAsync() : null;
        var ran = new ConcurrentDictionary<int, Ran>();
        var order = 0L;
        var numbers = new ConcurrentQueue<long>();
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var random = new Random(seed * 1000 + client);
            var mine = client % 2 == 1 && other is not null ? other : store;
            List<long> known = [];
            while (Interlocked.Increment(ref next) is var id && id <= operations)
            {
                while (numbers.TryDequeue(out var number)) known.Add(number);
                var operation = Operation.Any(random, known);
                // Each operation ends holding the head of the chain, until its commit: its place is taken only then, so the places are the order of
                // the commits over all instances. A work that is run again after a collision takes the place of its last run.
                var answer = await mine.WriteAsync(transaction =>
                {
                    var result = operation.Do(transaction);
                    ran[id] = new Ran(Interlocked.Increment(ref order), operation, result);
                    return result;
                });
                if (operation is Operation.Add or Operation.Rate)
                {
                    known.Add(answer);
                    if (random.Next(2) == 0) numbers.Enqueue(answer);
                }
            }
        })));
        var model = new Model();
        var different = ran.Values.OrderBy(one => one.Order).Count(one => model.Do(one.Operation) != one.Answer);
        var (states, published, tallies, repaired) = await store.ReadAsync(session =>
        {
            var records = session.Records.Query(new RecordFilter());
            var publications = session.Publications.Of(Period.Month(Operation.FirstDay)).Select(one => (one.Team!, one.Sheet, one.Corrects)).ToList();
            var kept = session.Tallies.OfTeam(null, Operation.FirstDay, Operation.LastDay);
            return (
                records.Count(record => model.StateOf(record.Number) != record.State) + Math.Abs(records.Count - model.Count),
                publications.SequenceEqual(model.Publications) ? 0 : 1,
                model.Tallies().Except(kept).Count() + kept.Except(model.Tallies()).Count(),
                session.Tallies.Differences().Count);
        });
        var bad = (await store.VerifyAsync()).Bad?.ToString();
        await said.WriteLineAsync($"model {provider}: {ran.Count} operations of {clients} clients over {(other is null ? 1 : 2)} instances, {model.Count} records, {model.Publications.Count} publications; different answers {different}, states {states}, publications {published}, tallies {tallies}, tallies against records {repaired}, verify {bad ?? "ok"}");
        return ran.Count == operations && (different, states, published, tallies, repaired, bad) == (0, 0, 0, 0, 0, null);
    }

    private sealed record Ran(long Order, Operation Operation, long Answer);
}
