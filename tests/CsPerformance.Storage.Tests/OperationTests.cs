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

        var kept = Backup.Restore(Place.Options, BackupFile);

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
        Assert.Throws<InvalidOperationException>(() => Backup.Restore(Place.Options, BackupFile));
        Assert.Throws<InvalidOperationException>(() => Backup.Restore(Place.Options, BackupFile + "x"));
        Assert.Throws<InvalidOperationException>(() => Backup.Write(new StoreOptions(StoreProvider.Postgres, ""), BackupFile));
        await using var still = await Store.OpenAsync(Place.Options, Clock);
        Assert.Single(await still.ReadAsync(s => s.Records.Query(new())));
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
