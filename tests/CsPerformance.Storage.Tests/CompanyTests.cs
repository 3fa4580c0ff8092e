using CsPerformance.Domain.Time;

namespace CsPerformance.Storage.Tests;

public abstract class CompanyTests(Place place) : StoreTests(place)
{
    [StoreFact]
    public async Task A_job_is_done_once_for_its_period_and_target_over_two_instances()
    {
        var other = await OpenAsync();

        var won = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            (i % 2 == 0 ? Store : other).WriteAsync(tx => tx.JobRuns.Once("weekly-board", "2026-W47", "group:客服一组"))));

        Assert.Single(won, yes => yes);
        Assert.True(await Store.WriteAsync(tx => tx.JobRuns.Once("weekly-board", "2026-W47", "group:客服二组")));
        Assert.True(await Read(s => s.JobRuns.Done("weekly-board", "2026-W47", "group:客服一组")));
        Assert.False(await Read(s => s.JobRuns.Done("weekly-board", "2026-W48", "group:客服一组")));
        Assert.Equal(Clock.GetUtcNow(), await Read(s => s.JobRuns.Last("weekly-board")));
        Assert.Null(await Read(s => s.JobRuns.Last("estimate")));
    }

    [StoreFact]
    public async Task A_shared_value_goes_to_one_of_many_and_is_free_again_when_it_expires()
    {
        var other = await OpenAsync();
        var now = new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
        Task<bool> Replace(Store store, string? expected, string value, DateTimeOffset at) =>
            store.WriteAsync(tx => tx.SharedValues.Replace("lease", expected, value, at.AddMinutes(1), at));

        var won = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Replace(i % 2 == 0 ? Store : other, null, $"instance {i}", now)));
        var holder = await Read(s => s.SharedValues.Read("lease", now));

        Assert.Single(won, yes => yes);
        Assert.False(await Replace(Store, "somebody else", "x", now));
        Assert.True(await Replace(other, holder, "y", now));
        Assert.Null(await Read(s => s.SharedValues.Read("lease", now.AddMinutes(1))));
        Assert.False(await Replace(Store, "y", "z", now.AddMinutes(1)));
        Assert.True(await Replace(Store, null, "z", now.AddMinutes(1)));
        Assert.Equal(0, await Store.WriteAsync(tx => tx.SharedValues.Purge(now.AddMinutes(1))));
        Assert.Equal(1, await Store.WriteAsync(tx => tx.SharedValues.Purge(now.AddMinutes(2))));
    }

    [StoreFact]
    public async Task A_job_whose_work_fails_is_not_done()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync<bool>(tx =>
        {
            tx.JobRuns.Once("weekly-board", "2026-W47", "x");
            throw new InvalidOperationException("no");
        }));

        Assert.True(await Store.WriteAsync(tx => tx.JobRuns.Once("weekly-board", "2026-W47", "x")));
    }

    [StoreFact]
    public async Task A_teams_own_scheme_comes_before_the_companys_and_the_latest_entry_counts()
    {
        await Store.WriteAsync(tx =>
        {
            foreach (var id in (string[])["kf-2017", "kpi-pool", "weighted-4"]) tx.Schemes.Keep(id, "v1", "id: " + id);
            tx.Schemes.PutInForce(null, Period.Month(2026, 1), "kf-2017", "v1", "10012");
            tx.Schemes.PutInForce("客服一组", November, "kpi-pool", "v1", "10012", "[\"x\"]");
            tx.Schemes.PutInForce(null, Period.Month(2026, 12), "weighted-4", "v1", "10012");
            tx.Schemes.PutInForce(null, Period.Month(2026, 12), "kf-2017", "v1", "10012");
        });

        async Task<string?> InForce(string? team, Period month) => (await Read(s => s.Schemes.InForce(team, month)))?.Scheme;
        Assert.Equal("kf-2017", await InForce("客服一组", Period.Month(2026, 10)));
        Assert.Equal("kpi-pool", await InForce("客服一组", November));
        Assert.Equal("kpi-pool", await InForce("客服一组", Period.Month(2027, 1)));
        Assert.Equal("kf-2017", await InForce("客服二组", Period.Month(2026, 12)));
        Assert.Equal("kf-2017", await InForce(null, November));
        Assert.Null(await InForce(null, Period.Month(2025, 12)));
        Assert.Equal(("客服一组", November, "[\"x\"]"), await Read(s =>
            (s.Schemes.InForce("客服一组", November)!.Team, s.Schemes.InForce("客服一组", November)!.FromMonth, s.Schemes.InForce("客服一组", November)!.Remarks)));
        Assert.Equal(4, (await Read(s => s.Schemes.History())).Count);
    }

    [StoreFact]
    public async Task A_scheme_text_is_kept_as_it_was_first_and_none_is_in_force_without_its_text()
    {
        await Store.WriteAsync(tx => tx.Schemes.Keep("kf-2017", "v1", "one"));
        await Store.WriteAsync(tx => tx.Schemes.Keep("kf-2017", "v1", "two"));

        Assert.Equal("one", await Read(s => s.Schemes.Text("kf-2017", "v1")));
        Assert.Null(await Read(s => s.Schemes.Text("kf-2017", "v2")));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            Store.WriteAsync(tx => tx.Schemes.PutInForce(null, November, "kf-2017", "v2", "10012")));
    }

    [StoreFact]
    public async Task Settings_broadcasts_and_subjects_keep_the_latest()
    {
        await Store.WriteAsync(tx =>
        {
            tx.Settings.Set("simulator.now", "1");
            tx.Settings.Set("simulator.now", "2");
            tx.Broadcasts.Set(new Broadcast(null, DayOfWeek.Monday, new(9, 7)));
            tx.Broadcasts.Set(new Broadcast("客服一组", DayOfWeek.Friday, new(18, 5)));
            tx.Broadcasts.Set(new Broadcast("客服一组", DayOfWeek.Tuesday, new(9, 12)));
            tx.Subjects.Save(new Subject { Code = "s1", Name = "一店", Kind = "shop", Team = "客服一组" });
            tx.Subjects.Save(new Subject { Code = "s1", Name = "旗舰店", Kind = "shop" });
        });

        Assert.Equal("2", await Read(s => s.Settings.Get("simulator.now")));
        Assert.Equal(
            [new Broadcast(null, DayOfWeek.Monday, new(9, 7)), new Broadcast("客服一组", DayOfWeek.Tuesday, new(9, 12))],
            await Read(s => s.Broadcasts.All()));
        // Whoever keeps the roster in memory reads it again.
        Assert.Equal(2, await Read(s => s.People.Version));
        Assert.Equal(("旗舰店", null), await Read(s => (s.Subjects.Find("s1")!.Name, s.Subjects.All().Single().Team)));
        await Store.WriteAsync(tx => tx.Settings.Clear("simulator.now"));
        Assert.Null(await Read(s => s.Settings.Get("simulator.now")));
    }

    [StoreFact]
    public async Task Looks_at_pay_and_refusals_are_remembered()
    {
        await Store.WriteAsync(tx =>
        {
            tx.PayLooks.Add("10011", "10002", "2026-11", "导出");
            tx.Refusals.Add("10002", "publish", "只有人事");
            tx.Refusals.Add("10003", "publish", "只有人事");
        });

        var look = Assert.Single(await Read(s => s.PayLooks.Of("10002")));
        Assert.Equal(("10011", "2026-11", "导出", Clock.GetUtcNow()), (look.ByPerson, look.Month, look.How, look.At));
        Assert.Equal("10003", Assert.Single(await Read(s => s.Refusals.Latest(1))).ByPerson);
    }
}

public sealed class Company_on_Sqlite() : CompanyTests(new SqlitePlace());

public sealed class Company_on_Postgres() : CompanyTests(new PostgresPlace());
