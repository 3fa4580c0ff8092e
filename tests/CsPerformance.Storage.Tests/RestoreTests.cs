using System.Diagnostics;
using System.Text.RegularExpressions;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.Records;
using Npgsql;

namespace CsPerformance.Storage.Tests;

/// <summary>The commands of deploy/backup.md for PostgreSQL, as they stand there, on a company with some of everything.</summary>
public sealed partial class Restoring_on_Postgres : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("dump").FullName;
    private readonly string original = "csp_" + Guid.NewGuid().ToString("N");
    private readonly TestClock clock = new();

    private string Restored => original + "_restored";

    public Task InitializeAsync() => PostgresToolsFactAttribute.Missing is null ? RunAsync($"create database {original}") : Task.CompletedTask;

    public async Task DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        if (PostgresToolsFactAttribute.Missing is not null) return;
        await RunAsync($"drop database if exists {original} with (force)");
        await RunAsync($"drop database if exists {Restored} with (force)");
    }

    [PostgresToolsFact]
    public async Task A_dump_that_is_restored_as_the_guide_says_is_the_same_company_and_goes_on_with_the_next_number()
    {
        var guide = Guide();
        Assert.EndsWith(" verify", guide[^1], StringComparison.Ordinal);
        await using var store = await Store.OpenAsync(On(original), clock);
        await Company.FillAsync(store);
        await store.WriteAsync(tx =>
        {
            tx.Outbox.Add(Some.Outgoing("sending", "10006", Purpose.Pay));
            tx.Outbox.Claim(9, "bot-1", TimeSpan.FromMinutes(2));
            tx.Outbox.Add(Some.Outgoing("answer", "10007", Purpose.Reply));
            tx.Outbox.Add(Some.Outgoing("later", "10008", Purpose.Board, clock.GetUtcNow().AddDays(1)));
        });
        var (before, verified) = (await TablesAsync(store), await store.VerifyAsync());
        Assert.All(before, table => Assert.True(table.Rows > 0, table.Name + " is not filled by this test"));

        await RunGuideAsync(guide, from: "umask", until: "createdb");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(folder))));

        await using (var same = await Store.OpenExistingAsync(On(Restored), clock))
        {
            Assert.Equal(before, await TablesAsync(same));
            Assert.Equal(verified, await same.VerifyAsync());
            Assert.Null(verified.Bad);
            await RunGuideAsync(guide, from: "psql", until: "psql");
            Assert.Equal(before.Where(table => table.Name != "outbox"), (await TablesAsync(same)).Where(table => table.Name != "outbox"));
            Assert.Equal(["k1", "sending", "later"], await same.ReadAsync(s => s.Envelopes.Unknown().Select(push => s.Outbox.Find(push.Id)!.DedupeKey).ToList()));
            Assert.Equal(["answer"], (await same.WriteAsync(tx => tx.Outbox.Claim(9, "bot-2", TimeSpan.FromMinutes(2)))).Select(item => item.DedupeKey));
        }

        await using var restored = await Store.OpenAsync(On(Restored), clock);
        foreach (var (one, name) in (IEnumerable<(Store, string)>)[(store, original), (restored, Restored)])
        {
            Assert.Equal(1004, (await one.WriteAsync(tx => tx.Records.Add(Some.Item()))).Number);
            Assert.Equal(Acceptance.Stored, await one.AcceptAsync(Some.Message("m9")));
            Assert.Equal(Acceptance.Duplicate, await one.AcceptAsync(Some.Message("m1")));
            Assert.True(await one.WriteAsync(tx => tx.Outbox.Add(Some.Outgoing("new"))));
            Assert.False(await one.WriteAsync(tx => tx.Outbox.Add(Some.Outgoing("k1"))));
            Assert.False(await one.WriteAsync(tx => tx.Decisions.Add(Some.Decision(1001, DecisionKind.Reverse), RecordState.Active)));
            // The guards against rewriting came along.
            await Assert.ThrowsAsync<PostgresException>(() => RunAsync("update records set reason = 'x' where number = 1001", name));
            Assert.Null((await one.VerifyAsync()).Bad);
        }
    }

    private static Task<List<(string Name, long Rows, string Hash)>> TablesAsync(Store store) => store.ReadAsync(session => StorageCopy.Tables.Select(table =>
    {
        var (rows, hash) = StorageCopy.Hash(session, table.Name, "*", table.Key);
        return (table.Name, rows, hash);
    }).ToList());

    /// <summary>The lines of the guide's first block of commands for PostgreSQL.</summary>
    private static string[] Guide()
    {
        var top = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(top, "CsPerformance.Bot.sln"))) top = Path.GetDirectoryName(top)!;
        return Block().Match(File.ReadAllText(Path.Combine(top, "deploy", "backup.md"))).Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Runs the lines from one that begins with a word to one that does, with names of this test's own for the databases and the folder.</summary>
    private async Task RunGuideAsync(string[] guide, string from, string until)
    {
        int LineOf(string word) => Array.FindIndex(guide, line => line.StartsWith(word, StringComparison.Ordinal));
        var lines = string.Join('\n', guide[LineOf(from)..(LineOf(until) + 1)]);
        var script = Database().Replace(lines.Replace("/备份", folder, StringComparison.Ordinal).Replace("csp_restore", Restored, StringComparison.Ordinal), original);
        var server = new NpgsqlConnectionStringBuilder(PostgresPlace.Server);
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-e", "-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PATH"] = $"{PostgresToolsFactAttribute.Folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
                ["PGHOST"] = server.Host,
                ["PGPORT"] = $"{server.Port}",
                ["PGUSER"] = server.Username,
                ["PGPASSWORD"] = server.Password,
            },
        })!;
        var said = await Task.WhenAll(shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, script + "\n" + string.Concat(said));
    }

    private static StoreOptions On(string database) => new(
        StoreProvider.Postgres, new NpgsqlConnectionStringBuilder(PostgresPlace.Server) { Database = database, MaxPoolSize = 10 }.ConnectionString);

    private static async Task RunAsync(string sql, string? database = null)
    {
        await using var connection = new NpgsqlConnection((database is null ? PostgresPlace.Server : On(database).ConnectionString) + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    [GeneratedRegex(@"^## PostgreSQL\n\n```\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"(?<= )csp$", RegexOptions.Multiline)]
    private static partial Regex Database();
}

/// <summary>Skipped, and says so, where no PostgreSQL server is named or the programs that dump and restore are not installed.</summary>
public sealed class PostgresToolsFactAttribute : FactAttribute
{
    private static readonly string[] _tools = ["pg_dump", "pg_restore", "createdb", "psql"];

    public PostgresToolsFactAttribute() => Skip = Missing!;

    public static string? Missing =>
        PostgresPlace.Server is null ? "CSP_TEST_POSTGRES names no PostgreSQL server."
        : Folder is null ? "pg_dump, pg_restore, createdb and psql are not installed."
        : null;

    /// <summary>Where the programs lie: with the newest server, which they have to be as new as, else somewhere on the path.</summary>
    public static string? Folder { get; } = Servers().Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        .FirstOrDefault(folder => _tools.All(tool => File.Exists(Path.Combine(folder, tool))));

    private static IEnumerable<string> Servers()
    {
        const string all = "/usr/lib/postgresql";
        return Directory.Exists(all)
            ? Directory.GetDirectories(all).OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var number) ? number : 0).Select(version => Path.Combine(version, "bin"))
            : [];
    }
}
