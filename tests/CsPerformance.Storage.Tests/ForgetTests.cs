using System.IO.Compression;
using System.Text;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.Records;
using Microsoft.Data.Sqlite;

namespace CsPerformance.Storage.Tests;

/// <summary>One colleague has words of her own in every table; after she is forgotten none of them is anywhere.</summary>
public abstract class ForgetTests(Place place) : StoreTests(place)
{
    protected static readonly string[] Canaries = ["欧阳金丝雀", "小雀儿", "13912345678", "acct-canary-7", "搬去杭州看病", "客户钱多多", "工单-CANARY", "金丝雀的附件"];

    protected static readonly ForgetWish Wish = new("10002", "本人申请", "10011");

    [StoreFact]
    public async Task Nothing_of_her_is_left_and_every_sum_is_as_before()
    {
        await FillAsync();
        foreach (var canary in Canaries) Assert.Contains(await TextsAsync(), text => text.Contains(canary, StringComparison.Ordinal));
        var before = await SumsAsync();

        var report = Assert.IsType<ForgetReport.Done>(await Store.ForgetAsync(Wish));
        await Store.SweepAsync();

        var texts = await TextsAsync();
        Assert.All(Canaries, canary => Assert.DoesNotContain(texts, text => text.Contains(canary, StringComparison.Ordinal)));
        Assert.Equal(before, await SumsAsync());
        Assert.Null((await Store.VerifyAsync()).Bad);
        Assert.Equal("已删除的同事 #1", report.Pseudonym);
        Assert.All((IEnumerable<string>)["people", "records", "decisions", "publications", "refusals", "inbox", "outbox", "files", "drafts", "identities"],
            table => Assert.True(report.Rows.ContainsKey(table), table));
    }

    [StoreFact]
    public async Task Pictures_that_stood_with_her_records_are_gone_and_those_of_others_stay()
    {
        await FillAsync();
        var (own, others) = (new Attachment("金丝雀的附件.png", [1, 2, 3, 4, 5, 6, 7], true), new Attachment("会话5531.png", [7, 6, 5, 4, 3, 2, 1], true));
        foreach (var (person, file) in new[] { ("10002", own), ("10003", others) })
        {
            var record = (await Read(s => s.Records.Query(new RecordFilter { Person = person, Kind = RecordKind.Item }))).Single();
            Assert.True(await Store.WriteAsync(tx => tx.Decisions.Add(Some.Decision(record.Number, DecisionKind.Evidence) with { Reason = tx.Files.Keep(file) }, RecordState.Active)));
            Assert.Equal((record.State, record.Code, record.Points), await Read(s => s.Records.Find(record.Number) is var after ? (after!.State, after.Code, after.Points) : default));
        }

        await Store.ForgetAsync(Wish);
        await Store.SweepAsync();

        var evidence = await Read(s => s.Records.Query(new RecordFilter { Kind = RecordKind.Item })
            .SelectMany(record => s.Decisions.Of(record.Number).Where(decision => decision.Kind == DecisionKind.Evidence).Select(decision => (record.Subject, s.Files.Find(decision.Reason)?.Name))).ToList());
        Assert.Equal([("10002", null), ("10003", "会话5531.png")], evidence.Order());
        Assert.Equal(1, await Read(s => s.First<long>("select count(*) from files where is_image")));
        Assert.DoesNotContain(await TextsAsync(), text => text.Contains("金丝雀", StringComparison.Ordinal));
        Assert.Null((await Store.VerifyAsync()).Bad);
    }

    [StoreFact]
    public async Task What_colleagues_said_of_others_stays()
    {
        await FillAsync();
        await Store.WriteAsync(tx => tx.People.Save(Some.Person("10004", "欧阳金丝雀儿") with { Nicknames = [] }, November));
        await Store.AcceptAsync(Some.Message("m5", "lead", "接了小雀儿的班\n李强和欧阳金丝雀儿不同"));

        await Store.ForgetAsync(Wish);

        var records = await Read(s => s.Records.Query(new RecordFilter { Person = "10003" }));
        Assert.Equal("接了已删除的同事 #1的班", Assert.Single(records).Reason);
        Assert.Equal("接了已删除的同事 #1的班\n李强和欧阳金丝雀儿不同", (await Read(s => s.Inbox.Find("wecom", "m5")))!.Message.Text);
        Assert.Equal("李强", (await Read(s => s.People.Find("10003")))!.Name);
    }

    [StoreFact]
    public async Task A_row_changed_by_hand_afterwards_is_found_also_where_words_were_taken_out()
    {
        await FillAsync();
        await Store.ForgetAsync(Wish);
        foreach (var (change, back) in (IEnumerable<(string, string)>)[
            ("update records set reason = '改' where number = 1001", "update records set reason = '(已删除)' where number = 1001"),
            ("update records set points = '9.5' where number = 1001", "update records set points = '1.5' where number = 1001"),
            ("update redactions set old_hash = new_hash where id = 1", "")])
        {
            await Place.ForceAsync(change);
            Assert.NotNull((await Store.VerifyAsync()).Bad);
            if (back.Length == 0) continue;
            await Place.ForceAsync(back);
            Assert.Null((await Store.VerifyAsync()).Bad);
        }
    }

    [StoreFact]
    public async Task The_guards_let_nothing_else_through()
    {
        await FillAsync();
        await Store.ForgetAsync(Wish);
        foreach (var sql in (IEnumerable<string>)[
            "update records set reason = '' where number = 1001", "update decisions set reason = ''", "update publications set sheet = '{}'", "update refusals set why = ''",
            "update redactions set why = ''", "delete from redactions", "delete from records where number = 1001"])
        {
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Store.WriteAsync(tx => { tx.Execute(sql); }));
        }
        // Even beside a redaction of this very row points stay what they are.
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Store.WriteAsync(tx =>
        {
            tx.AddLink(ChainTable.Redactions, 900L, "records", 1001L, 1L, "a", "b", "10002", "", "10011", tx.Now);
            tx.Execute($"update records set count = 5 where number = 1001");
        }));
        Assert.Null((await Store.VerifyAsync()).Bad);
    }

    [StoreFact]
    public async Task Somebody_at_work_unknown_or_forgotten_already_is_not_touched()
    {
        await FillAsync();
        await Store.WriteAsync(tx => tx.People.Save(Some.Person("10009", "吴霞"), November));
        var head = (await Store.VerifyAsync()).Head;

        Assert.IsType<ForgetReport.AtWork>(await Store.ForgetAsync(Wish with { Number = "10009" }));
        Assert.IsType<ForgetReport.Nobody>(await Store.ForgetAsync(Wish with { Number = "1" }));
        Assert.IsType<ForgetReport.Done>(await Store.ForgetAsync(Wish, tries: true));
        Assert.Equal(head, (await Store.VerifyAsync()).Head);
        await Store.ForgetAsync(Wish);
        head = (await Store.VerifyAsync()).Head;
        Assert.Equal("已删除的同事 #1", Assert.IsType<ForgetReport.Before>(await Store.ForgetAsync(Wish)).Pseudonym);
        Assert.Equal(head, (await Store.VerifyAsync()).Head);
    }

    [StoreFact]
    public async Task Her_number_is_never_somebody_elses()
    {
        await FillAsync();
        await Store.ForgetAsync(Wish);

        await Store.WriteAsync(tx => tx.People.Save(Some.Person(name: "新人"), November));

        Assert.Equal(("已删除的同事 #1", true, false), await Read(s => s.People.Find("10002") is { } person ? (person.Name, person.Forgotten, person.Active) : default));
    }

    [StoreFact]
    public async Task A_name_that_a_colleague_has_too_stays_where_others_say_it()
    {
        await FillAsync();
        await Store.WriteAsync(tx => tx.People.Save(Some.Person("10008", "欧阳金丝雀") with { Nicknames = [] }, November));

        var report = Assert.IsType<ForgetReport.Done>(await Store.ForgetAsync(Wish));

        Assert.Equal(["欧阳金丝雀"], report.Shared);
        Assert.Equal("接了欧阳金丝雀的班", (await Read(s => s.Records.Query(new RecordFilter { Person = "10003" }))).Single().Reason);
    }

    protected async Task FillAsync()
    {
        var file = new Attachment("金丝雀的附件.xlsx", Workbook("<t>欧阳金丝雀</t>"), false);
        await Store.WriteAsync(tx =>
        {
            tx.People.Save(Some.Person(name: "欧阳金丝雀") with { Nicknames = ["小雀儿"], Mobile = "13912345678", Active = false }, November);
            tx.People.Save(Some.Person("10003", "李强") with { Nicknames = [] }, November);
            tx.Identities.Bind("wecom", "acct-canary-7", "10002", "10001");
        });
        await Store.AcceptAsync(Some.Message("m1", "acct-canary-7", "请假 明天 事假 搬去杭州看病", file: file));
        await Store.AcceptAsync(Some.Message("m2", "lead", "记 @小雀儿 优秀案例 客户钱多多 工单-CANARY") with { Mentions = ["acct-canary-7"] });
        await Store.AcceptAsync(Some.Message("m3", "old-account", "我是金丝雀的附件 13912345678"));
        await Store.AcceptAsync(Some.Message("m4", "lead", "接了小雀儿的班"));
        await Store.WriteAsync(tx =>
        {
            long Id(string key) => tx.Inbox.Find("wecom", key)!.Id;
            var first = tx.Records.Add(Some.Item(points: 1.5m) with { Reason = "客户钱多多", Reference = "工单-CANARY", Attachment = tx.Files.Keep(file) }, Id("m2"));
            tx.Records.Add(Some.Metric(5200));
            tx.Records.Add(Some.Item("10003") with { Reason = "接了欧阳金丝雀的班" }, Id("m4"));
            tx.Decisions.Add(Some.Decision(first.Number, DecisionKind.Forward) with { Reason = "客户钱多多再查" }, RecordState.Active);
            tx.Outbox.Add(Some.Outgoing("k1", cause: Id("m3"), purpose: Purpose.Reply));
            tx.Outbox.Add(Some.Outgoing("k2", "10001", cause: Id("m1")) with { Message = new OutgoingMessage("欧阳金丝雀请假：搬去杭州看病", new Card("c1", "请假", ["搬去杭州看病"], []), file), Draft = "d1" });
            tx.Drafts.Add(new Draft("d1", "10001", "", "leave", "{\"who\":\"\\u6B27\\u9633\\u91D1\\u4E1D\\u96C0\"}", tx.Now.AddMinutes(10)));
            tx.Pages.Put("10001", "", "欧阳金丝雀 1.5");
            tx.Refusals.Add("10003", "pay", "只有欧阳金丝雀本人可以看");
            tx.JobRuns.Once("contacts-member", "wecom", "acct-canary-7");
            tx.SharedValues.Replace("picture:acct-canary-7", null, "x", tx.Now.AddDays(1), tx.Now);
            tx.Publications.Add(new NewPublication(November, "客服一组", "kf-2017", "v", "{\"id\":\"10002\"}", "{}", "10011", Differences: "欧阳金丝雀(10002) 总分 1.5"));
        });
    }

    protected async Task<IReadOnlyList<string>> TextsAsync() => await Read(s => StorageCopy.Tables.SelectMany(table => Rows(s, table.Name)).ToList());

    private static IEnumerable<string> Rows(Session session, string table)
    {
        using var command = session.Connection.CreateCommand();
        command.Transaction = session.DbTransaction;
        command.CommandText = $"select * from {table}";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            for (var column = 0; column < reader.FieldCount; column++)
            {
                if (reader.GetValue(column) is byte[] content) foreach (var text in FileText.Of(content)) yield return text;
                else yield return $"{reader.GetValue(column)}";
            }
        }
    }

    private async Task<string> SumsAsync() => await Read(s =>
        string.Join('\n', s.Records.Query(new()).Select(r => $"{r.Number} {r.Subject} {r.Code} {r.On} {r.Count} {r.Points} {r.Value} {r.State} {r.At:O}"))
        + string.Join('\n', s.Query<(string, string, long)>("select subject, code, count from tallies order by subject, code, day, points")));

    private static byte[] Workbook(string text)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create))
        {
            using var writer = new StreamWriter(zip.CreateEntry("xl/sharedStrings.xml").Open(), new UTF8Encoding(false));
            writer.Write(text);
        }
        return memory.ToArray();
    }
}

public sealed class Forget_on_Sqlite() : ForgetTests(new SqlitePlace())
{
    private string FileName => new SqliteConnectionStringBuilder(Place.Options.ConnectionString).DataSource;

    [Fact]
    public async Task The_bytes_of_the_file_do_not_know_her_and_a_backup_neither()
    {
        await FillAsync();
        await Store.ForgetAsync(Wish);
        await Store.SweepAsync();
        Backup.Write(Place.Options, FileName + ".backup");
        var head = await Store.VerifyAsync();
        await Store.DisposeAsync();

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(FileName)!))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.All(Canaries, canary => Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary))));
        }
        Backup.Restore(Place.Options, FileName + ".backup");
        await using var restored = await Store.OpenAsync(Place.Options, Clock);
        Assert.Equal(head, await restored.VerifyAsync());
    }

    [Fact]
    public async Task A_restore_waits_until_no_bot_has_the_file()
    {
        Backup.Write(Place.Options, FileName + ".backup");
        await Store.AppearAsync("bot");

        Assert.Throws<StoreInUseException>(() => Backup.Restore(Place.Options, FileName + ".backup"));

        await Store.DisposeAsync();
        Assert.NotNull(Backup.Restore(Place.Options, FileName + ".backup"));
    }
}

public sealed class Forget_on_Postgres() : ForgetTests(new PostgresPlace())
{
    [StoreFact]
    public async Task A_copy_from_Sqlite_brings_the_redactions_along()
    {
        var file = new SqlitePlace();
        await file.PrepareAsync();
        await using (var source = await Store.OpenAsync(file.Options, Clock))
        {
            await Company.FillAsync(source);
            Assert.NotEqual(0, await source.ReadAsync(s => s.First<long>("select count(*) from redactions")));

            Assert.All(await StorageCopy.RunAsync(source, Store), table => Assert.True(table.IsEqual, table.Name));
            Assert.Equal(await source.VerifyAsync(), await Store.VerifyAsync());
            Assert.Null((await Store.VerifyAsync()).Bad);
        }
        await file.CleanUpAsync();
    }
}
