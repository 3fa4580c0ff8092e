using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsPerformance.Bot.Delivery;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CsPerformance.Chaos;

/// <summary>
/// Kills a sender between "sent" and "marked", again and again. The platform is a file with a line for each send: on a channel that does
/// not drop a second send, and with pay on any, a message is there once at most, and what is not marked as sent is listed as unknown.
/// </summary>
internal static class PushTrial
{
    /// <summary>The word by which the program calls itself; see <see cref="SendAsync"/>.</summary>
    public const string Send = "send-here";

    private const int Batch = 60;

    private const int Lanes = 40;

    /// <summary>A kill may come too late, when all is marked; few do, but on a busy machine.</summary>
    private const int MostTries = 10;

    /// <param name="kills">So many that find a message sent and not marked.</param>
    public static async Task<bool> RunAsync(StoreProvider provider, int kills, int seed, TextWriter said)
    {
        var random = new Random(seed);
        await using var ground = await Ground.OpenAsync(provider);
        await using var store = await ground.OpenStoreAsync();
        var sent = Path.Combine(ground.Folder, "sent");
        var (added, all, hit) = (0, 0, 0);
        for (; hit < kills && all < kills * MostTries; all++)
        {
            added = await AddAsync(store, added);
            using var sender = Start(ground, sent);
            var before = await LengthAsync(sent);
            for (var started = Stopwatch.GetTimestamp(); await LengthAsync(sent) == before && Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1);) await Task.Delay(5);
            await Task.Delay(random.Next(60));
            if (await KillAsync(sender) && await IsUnmarkedAsync(store, sent)) hit++;
        }
        using (var last = Start(ground, sent))
        {
            await Evidence.QuietAsync(ground);
            await KillAsync(last);
        }
        return await JudgeAsync(store, await File.ReadAllLinesAsync(sent), added, $"push {provider}: {all} kills while sending, {hit} of them between sent and marked", said) && hit == kills;
    }

    /// <summary>In a process of its own: sends what is due, as the bot does, until it is killed.</summary>
    public static async Task SendAsync(StoreOptions options, string file)
    {
        await using var store = await Store.OpenAsync(options, TimeProvider.System);
        var name = InstanceName.New();
        await store.AppearAsync(name.Value);
        var routes = new Routes([new FileChannel("plain", false, file), new FileChannel("careful", true, file)], new Dictionary<string, string>());
        var pump = new OutboxPump(store, routes, new Progress(), name, NullLogger<OutboxPump>.Instance);
        while (true)
        {
            await pump.RecoverAsync(CancellationToken.None);
            if (await pump.RunOnceAsync(CancellationToken.None) == 0) await store.OutboxSignal.WaitAsync(TimeSpan.FromMilliseconds(200), CancellationToken.None);
        }
    }

    private static async Task<int> AddAsync(Store store, int added)
    {
        await store.WriteAsync(transaction =>
        {
            for (var i = added; i < added + Batch; i++)
            {
                var channel = i % 2 == 0 ? "plain" : "careful";
                var to = string.Create(CultureInfo.InvariantCulture, $"{channel}:{i % Lanes}");
                transaction.Outbox.Add(new NewOutgoing(Recipient.To(to), new OutgoingMessage("试验"), i % 4 < 2 ? Purpose.Pay : Purpose.Notice, Key(i), channel));
            }
        });
        return added + Batch;
    }

    private static async Task<bool> JudgeAsync(Store store, string[] lines, int added, string what, TextWriter said)
    {
        var times = lines.CountBy(line => line).ToDictionary();
        var (unknown, resent, doubled, lost, payResent) = (0, 0, 0, 0, 0);
        var states = await store.ReadAsync(session => Enumerable.Range(1, added).Select(id => session.Outbox.Find(id)!).ToList());
        foreach (var item in states)
        {
            var seen = times.GetValueOrDefault(item.DedupeKey);
            var mayRepeat = item.Channel == "careful" && item.Purpose != Purpose.Pay;
            if (item.State == OutboxState.Unknown) unknown++;
            else if (item.State != OutboxState.Sent || seen == 0) lost++;
            if (seen > 1 && mayRepeat) resent++;
            if (seen > 1 && !mayRepeat) doubled++;
            if (item.Purpose == Purpose.Pay && item.Attempts > 1) payResent++;
        }
        await said.WriteLineAsync($"{what}, {added} messages: {lost} lost, {doubled} doubled, {resent} sent again where the platform drops it, {payResent} pay messages sent again, {unknown} listed as unknown");
        return (lost, doubled, payResent) == (0, 0, 0) && lines.Length > 0;
    }

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"k{number}");

    private static int NumberOf(string key) => int.Parse(key.AsSpan(1), CultureInfo.InvariantCulture);

    private static Process Start(Ground ground, string file) => Process.Start(new ProcessStartInfo("dotnet",
        [Path.Combine(AppContext.BaseDirectory, "CsPerformance.Chaos.dll"), Send, ground.Options.Provider.ToString(), ground.Options.ConnectionString, file]))!;

    /// <returns>False where it had ended by itself.</returns>
    private static async Task<bool> KillAsync(Process process)
    {
        var runs = !process.HasExited;
        if (runs) process.Kill();
        await process.WaitForExitAsync();
        return runs;
    }

    /// <summary>True where the platform has a message, among those that it took last, that the killed sender did not mark.</summary>
    private static async Task<bool> IsUnmarkedAsync(Store store, string file)
    {
        var last = (await File.ReadAllLinesAsync(file)).TakeLast(Lanes).Select(NumberOf).ToList();
        return await store.ReadAsync(session => last.Any(number => session.Outbox.Find(number + 1) is { State: OutboxState.Sending }));
    }

    private static async Task<long> LengthAsync(string file) => await Task.Run(() => new FileInfo(file) is { Exists: true } there ? there.Length : 0);

    /// <summary>A platform that writes down what it took, and then takes its time to say so.</summary>
    private sealed class FileChannel(string name, bool deduplicates, string file) : IChatChannel
    {
        // Both channels write into one file.
        private static readonly Lock _gate = new();

        public string Name => name;

        public int MaxTextBytes => 2048;

        public TimeSpan DropsSecond(Domain.Chat.Delivery target) => deduplicates ? TimeSpan.FromHours(1) : TimeSpan.Zero;

        public async Task<SendResult> SendAsync(Domain.Chat.Delivery target, OutgoingMessage message, CancellationToken cancellation)
        {
            lock (_gate)
            {
                using var taken = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
                taken.Write(Encoding.ASCII.GetBytes(target.DedupeKey + "\n"));
            }
            await Task.Delay(Random.Shared.Next(5, 30), cancellation);
            return new SendResult.Sent();
        }

        public Task<SendResult> UpdateCardAsync(Domain.Chat.Delivery target, string handle, Card card, string outcome, CancellationToken cancellation) =>
            SendAsync(target, new OutgoingMessage(outcome), cancellation);

        public Task<Attachment?> FetchAsync(string fileReference, CancellationToken cancellation) => Task.FromResult<Attachment?>(null);
    }
}
