using CsPerformance.Domain.Chat;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using Microsoft.Data.Sqlite;

namespace CsPerformance.Storage.Tests;

public sealed class Operation_on_Sqlite() : StoreTests(new SqlitePlace())
{
    private string BackupFile => Path.Combine(Path.GetDirectoryName(new SqliteConnectionStringBuilder(Place.Options.ConnectionString).DataSource)!, "b.db");

    [Fact]
    public async Task A_backup_of_the_running_store_is_what_a_restore_brings_back()
    {
        await Company.FillAsync(Store);
        var writing = Task.WhenAll(Enumerable.Range(0, 200).Select(i => Store.WriteAsync(tx => tx.Settings.Set("k" + i, "x"))));
        Backup.Write(Place.Options, BackupFile);
        await writing;
        var records = await Read(s => s.Records.Query(new()));
        await AddAsync(Some.Item());
        await Store.DisposeAsync();

        var kept = Backup.Restore(Place.Options, BackupFile).Kept;

        await using var restored = await Store.OpenAsync(Place.Options, Clock);
        Assert.Equal(records, await restored.ReadAsync(s => s.Records.Query(new())));
        Assert.Null((await restored.VerifyAsync()).Bad);
        Assert.True(File.Exists(kept));
    }

    [Fact]
    public async Task A_backup_is_never_written_over_and_a_damaged_one_not_restored()
    {
        await AddAsync(Some.Item());
        Backup.Write(Place.Options, BackupFile);
        Assert.Throws<IOException>(() => Backup.Write(Place.Options, BackupFile));
        await Store.DisposeAsync();

        await File.WriteAllTextAsync(BackupFile, "not a database, but long enough to look at");
        Assert.Equal(Unfit.Damaged, Assert.Throws<UnfitStoreException>(() => Backup.Restore(Place.Options, BackupFile)).Why);
        Assert.Equal(Unfit.Missing, Assert.Throws<UnfitStoreException>(() => Backup.Restore(Place.Options, BackupFile + "x")).Why);
        Assert.Throws<InvalidOperationException>(() => Backup.Write(new StoreOptions(StoreProvider.Postgres, ""), BackupFile));
        await using var still = await Store.OpenAsync(Place.Options, Clock);
        Assert.Single(await still.ReadAsync(s => s.Records.Query(new())));
    }

    [Fact]
    public async Task A_push_that_the_backup_holds_as_unsent_is_for_an_admin_to_decide_and_an_answer_is_not()
    {
        await Store.WriteAsync(tx =>
        {
            tx.Outbox.Add(Some.Outgoing("answer", purpose: Purpose.Reply));
            tx.Outbox.Add(Some.Outgoing("pay", "10003", Purpose.Pay));
            tx.Outbox.Add(Some.Outgoing("later", "10004", Purpose.Board, Clock.GetUtcNow().AddDays(1)));
            tx.Outbox.Add(Some.Outgoing("sent", "10005"));
            tx.Outbox.Add(Some.Outgoing("sending", "10006"));
            tx.Outbox.Claim(9, "bot-1", TimeSpan.FromMinutes(2));
            tx.Outbox.Sent(4, "h");
        });
        await Place.ForceAsync("update outbox set state = 'waiting', lease_until = null, lease_by = null where id in (1, 2)");
        Backup.Write(Place.Options, BackupFile);
        // After the backup everything went out.
        await Store.WriteAsync(tx => tx.Outbox.Sent([new(1, "h", "simulator"), new(2, "h", "simulator"), new(3, "h", "simulator"), new(5, "h", "simulator")]));
        await Store.DisposeAsync();

        Assert.Equal(3, Backup.Restore(Place.Options, BackupFile).Unknown);

        await using var restored = await Store.OpenAsync(Place.Options, Clock);
        Assert.Equal(["pay", "later", "sending"], await restored.ReadAsync(s => s.Envelopes.Unknown().Select(push => s.Outbox.Find(push.Id)!.DedupeKey).ToList()));
        Assert.Equal(["answer"], (await restored.WriteAsync(tx => tx.Outbox.Claim(9, "bot-2", TimeSpan.FromMinutes(2)))).Select(item => item.DedupeKey));
    }

    [Fact]
    public void The_guide_puts_pushes_in_doubt_after_a_restore_of_PostgreSQL_with_the_same_line()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CsPerformance.Bot.sln"))) folder = Path.GetDirectoryName(folder)!;
        Assert.Contains(Backup.PutInDoubt, File.ReadAllText(Path.Combine(folder, "deploy", "backup.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_its_owner_reads_a_backup_and_what_was_restored()
    {
        if (OperatingSystem.IsWindows()) return;
        await AddAsync(Some.Item());
        Backup.Write(Place.Options, BackupFile);
        await Store.DisposeAsync();
        Backup.Restore(Place.Options, BackupFile);

        var store = new SqliteConnectionStringBuilder(Place.Options.ConnectionString).DataSource;
        foreach (var file in (string[])[BackupFile, store]) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task What_only_reads_a_company_makes_none_where_there_is_none()
    {
        var folder = Path.Combine(Path.GetDirectoryName(BackupFile)!, "wrong");
        var nothing = new StoreOptions(StoreProvider.Sqlite, $"Data Source={Path.Combine(folder, "bot.db")}");

        Assert.Equal(Unfit.Missing, (await Assert.ThrowsAsync<UnfitStoreException>(() => Store.OpenExistingAsync(nothing, Clock))).Why);
        Assert.Equal(Unfit.Missing, Assert.Throws<UnfitStoreException>(() => Backup.Write(nothing, BackupFile)).Why);
        Assert.False(Directory.Exists(folder));

        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, "bot.db"), []);
        Assert.Equal(Unfit.Missing, (await Assert.ThrowsAsync<UnfitStoreException>(() => Store.OpenExistingAsync(nothing, Clock))).Why);
        Assert.Equal(0, new FileInfo(Path.Combine(folder, "bot.db")).Length);
    }

    [Fact]
    public async Task A_store_of_a_newer_program_is_left_alone()
    {
        await Place.ForceAsync("insert into schema_versions (version, name) values (9999, 'from the future')");

        Assert.Equal(Unfit.Newer, (await Assert.ThrowsAsync<UnfitStoreException>(() => Store.OpenAsync(Place.Options, Clock))).Why);
    }

    [Fact]
    public async Task The_copy_knows_every_table()
    {
        var tables = await Read(s => s.Query<string>("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name <> 'schema_versions'"));

        Assert.Equal(tables.Order(), StorageCopy.Tables.Select(table => table.Name).Order());
    }
}

public abstract class SchemaVersionTests(Place place) : StoreTests(place)
{
    [StoreFact]
    public async Task What_only_reads_a_company_opens_one_of_this_version_alone_and_migrates_nothing()
    {
        await using (var store = await Store.OpenExistingAsync(Place.Options, Clock)) Assert.Null((await store.VerifyAsync()).Bad);

        var (version, name) = await Read(s => s.First<(long, string)>("select version, name from schema_versions order by version desc limit 1"));
        await Place.ForceAsync($"delete from schema_versions where version = {version}");
        Assert.Equal(Unfit.Older, (await Assert.ThrowsAsync<UnfitStoreException>(() => Store.OpenExistingAsync(Place.Options, Clock))).Why);
        Assert.Equal(version - 1, await Read(s => s.First<long>("select max(version) from schema_versions")));

        await Place.ForceAsync($"insert into schema_versions (version, name) values ({version}, '{name}'), (9999, 'from the future')");
        Assert.Equal(Unfit.Newer, (await Assert.ThrowsAsync<UnfitStoreException>(() => Store.OpenExistingAsync(Place.Options, Clock))).Why);
        await Place.ForceAsync("delete from schema_versions where version = 9999");
    }
}

public sealed class Schema_versions_on_Sqlite() : SchemaVersionTests(new SqlitePlace());

public sealed class Schema_versions_on_Postgres() : SchemaVersionTests(new PostgresPlace())
{
    private const string OneSecond = ";Command Timeout=1";

    private StoreOptions Hurried => Place.Options with { ConnectionString = Place.Options.ConnectionString + OneSecond };

    [StoreFact]
    public async Task A_migration_waits_for_another_instance_however_long_a_command_may_take()
    {
        await using var other = await LockedAsync($"select pg_advisory_xact_lock({Migrations.LockKey})");
        var opening = Store.OpenAsync(Hurried, Clock);
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        Assert.False(opening.IsCompleted);

        await other.RollbackAsync();

        await using var store = await opening;
        Assert.Null((await store.VerifyAsync()).Bad);
    }

    [StoreFact]
    public async Task A_sweep_and_the_commands_of_an_operator_take_as_long_as_they_take()
    {
        await using var store = await Store.OpenExistingAsync(Hurried, Clock);
        await store.ReadAsync(session => session.First<string>("select pg_sleep(2)::text"));
        await using var other = await LockedAsync("lock table people in access exclusive mode");
        var sweeping = store.SweepAsync();
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        Assert.False(sweeping.IsCompleted);

        await other.RollbackAsync();

        await sweeping;
    }

    private async Task<Npgsql.NpgsqlTransaction> LockedAsync(string sql)
    {
        var connection = new Npgsql.NpgsqlConnection(Place.Options.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new Npgsql.NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync();
        return transaction;
    }
}

public sealed class Copy_on_Postgres() : StoreTests(new PostgresPlace())
{
    [StoreFact]
    public async Task A_company_is_the_same_after_the_copy_and_goes_on_with_the_next_number()
    {
        var file = new SqlitePlace();
        await file.PrepareAsync();
        await using (var source = await Store.OpenAsync(file.Options, Clock))
        {
            await Company.FillAsync(source);

            var copied = await StorageCopy.RunAsync(source, Store);

            Assert.All(copied, table => Assert.True(table.IsEqual, table.Name));
            Assert.All(copied, table => Assert.True(table.SourceRows > 0, table.Name + " is not filled by this test"));
            Assert.Equal(await source.ReadAsync(s => s.Records.Query(new())), await Read(s => s.Records.Query(new())));
            Assert.Equal(await source.VerifyAsync(), await Store.VerifyAsync());
            await Assert.ThrowsAsync<InvalidOperationException>(() => StorageCopy.RunAsync(source, Store));
            await Assert.ThrowsAsync<InvalidOperationException>(() => StorageCopy.RunAsync(Store, source));
        }
        Assert.Equal(1004, (await AddAsync(Some.Item())).Number);
        Assert.Equal(Acceptance.Stored, await Store.AcceptAsync(Some.Message("m9")));
        Assert.True(await Store.WriteAsync(tx => tx.Outbox.Add(Some.Outgoing("new"))));
        await file.CleanUpAsync();
    }
}

internal static class Company
{
    /// <summary>At least one row in every table.</summary>
    public static async Task FillAsync(Store store)
    {
        await store.AcceptAsync(Some.Message("m1", file: new Attachment("图.png", [1, 2, 255], true)));
        await store.WriteAsync(tx =>
        {
            tx.People.Save(Some.Person(), Period.Month(2026, 11));
            tx.People.Save(Some.Person("A7", "Ada") with { Mobile = null, Active = false }, Period.Month(2026, 11));
            tx.Identities.Bind("wecom", "wf", "10002", "10001");
            tx.GroupChats.Bind("客服一组", "wecom", "g1");
            tx.Schemes.Keep("kf-2017", "v1", "id: kf-2017");
            tx.Schemes.PutInForce(null, Period.Month(2026, 11), "kf-2017", "v1", "10012");
            tx.Broadcasts.Set(new Broadcast(null, DayOfWeek.Monday, new(9, 7)));
            tx.Settings.Set("k", "值");
            tx.SharedValues.Replace("lease", null, "bot-1", tx.Now.AddMinutes(1), tx.Now);
            tx.Subjects.Save(new Subject { Code = "s1", Name = "一店", Kind = "shop" });
            tx.JobRuns.Once("weekly-board", "2026-W47", "x");
            tx.PayLooks.Add("10011", "10002", "2026-11", "导出");
            tx.Refusals.Add("10002", "publish", "no");
            tx.Drafts.Add(new Draft("d1", "10002", "", "record", "{}", tx.Now.AddMinutes(10)));
            tx.Pages.Put("10002", "", "[]");
            var card = new Card("c1", "确认", [], [new Button("ok", "确认")]);
            tx.Outbox.Add(Some.Outgoing("k1", cause: 1) with { Message = new OutgoingMessage("x", card), Draft = "d1" });
            var first = tx.Records.Add(Some.Item(points: 1.50m), 1);
            tx.Records.Add(Some.Item("A7") with { Pending = true, Reason = "x\ny" });
            tx.Records.Add(Some.Metric(0.05m));
            tx.Decisions.Add(Some.Decision(first.Number, DecisionKind.Reverse), RecordState.Active);
            tx.Publications.Add(new NewPublication(Period.Month(2026, 11), "客服一组", "kf-2017", "v1", "{}", "{}", "10011"));
            tx.Publications.Add(new NewPublication(Period.Month(2026, 11), "客服一组", "kf-2017", "v1", "{}", "{}", "10011", 1, "{\"a\":1}"));
        });
        await store.ForgetAsync(new ForgetWish("A7", "本人申请", "10011"));
    }
}
