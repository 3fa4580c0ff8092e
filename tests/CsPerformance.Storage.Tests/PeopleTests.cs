using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;

namespace CsPerformance.Storage.Tests;

public abstract class PeopleTests(Place place) : StoreTests(place)
{
    [StoreFact]
    public async Task A_whole_roster_is_saved_as_one_by_one()
    {
        var december = Period.Month(2026, 12);
        Person[] people = [Some.Person("20001", "甲"), Some.Person("20002", "乙")];
        await Store.WriteAsync(tx => tx.People.SaveAll(people, November));
        await Store.WriteAsync(tx => tx.People.SaveAll([people[0] with { Team = "客服九组" }, people[1], Some.Person("20003", "丙")], december));

        Assert.Equal(2, await Read(s => s.People.Version));
        Assert.Equal(people[0].Team, await Read(s => s.People.Find("20001", November)!.Team));
        Assert.Equal("客服九组", await Read(s => s.People.Find("20001", december)!.Team));
        Assert.Single(await Read(s => s.People.Postings("20002")));
        Assert.Equal("丙", await Read(s => s.People.Find("20003", december)!.Name));
    }

    [StoreFact]
    public async Task Somebody_comes_back_as_saved_with_nicknames_in_their_order()
    {
        var fang = Some.Person(roles: [Role.Lead, Role.Qa]) with { Nicknames = ["小芳", "阿芳"] };
        await Store.WriteAsync(tx => tx.People.Save(fang, November));

        var found = await Read(s => s.People.Find("10002"));

        Assert.Equal(fang.Nicknames, found!.Nicknames);
        Assert.Equal(fang.Roles.Order(), found.Roles.Order());
        Assert.Equal(fang with { Nicknames = found.Nicknames, Roles = found.Roles }, found);
        Assert.Null(await Read(s => s.People.Find("99999")));
    }

    [StoreFact]
    public async Task A_move_in_december_does_not_change_november()
    {
        await Store.WriteAsync(tx => tx.People.Save(Some.Person(), November));
        await Store.WriteAsync(tx => tx.People.Save(Some.Person(team: "客服二组") with { Grade = "中级" }, Period.Month(2026, 12)));

        Assert.Equal(("客服一组", "初级"), await TeamAndGrade(November));
        Assert.Equal(("客服二组", "中级"), await TeamAndGrade(Period.Month(2026, 12)));
        Assert.Equal(("客服一组", "初级"), await TeamAndGrade(Period.Month(2026, 3)));
        Assert.Equal(("客服一组", "初级"), await TeamAndGrade(null));
        Clock.Set(new(2026, 12, 1, 0, 0, 0, TimeSpan.FromHours(8)));
        Assert.Equal(("客服二组", "中级"), await TeamAndGrade(null));
        Assert.Equal(["客服一组"], await Read(s => s.People.Teams(November)));
        Assert.Equal(2, (await Read(s => s.People.Postings("10002"))).Count);
    }

    [StoreFact]
    public async Task Saving_the_same_again_adds_no_posting_and_keeps_the_mobile_number()
    {
        await Store.WriteAsync(tx => tx.People.Save(Some.Person(), November));
        await Store.WriteAsync(tx => tx.People.Save(Some.Person() with { Mobile = null, Active = false }, Period.Month(2026, 12)));

        var found = (await Read(s => s.People.All())).Single();
        Assert.Equal("13800000000", found.Mobile);
        Assert.False(found.Active);
        Assert.Single(await Read(s => s.People.Postings("10002")));
        Assert.Empty(await Read(s => s.People.Teams()));
        Assert.Equal(2, await Read(s => s.People.Version));
    }

    [StoreFact]
    public async Task Answers_go_to_the_preferred_channel_then_to_the_latest_used()
    {
        await Store.WriteAsync(tx =>
        {
            tx.People.Save(Some.Person(), November);
            tx.Identities.Bind("wecom", "WangFang", "10002", "10001");
            tx.Identities.Bind("dingtalk", "dt1", "10002", "10001");
        });
        Clock.Move(TimeSpan.FromMinutes(1));
        await Store.WriteAsync(tx => tx.Identities.Used("wecom", "WangFang"));

        Assert.Equal(["wecom", "dingtalk"], (await Read(s => s.Identities.AccountsOf("10002"))).Select(i => i.Channel));
        await Store.WriteAsync(tx => tx.Identities.Prefer("10002", "dingtalk"));
        Assert.Equal(["dingtalk", "wecom"], (await Read(s => s.Identities.AccountsOf("10002"))).Select(i => i.Channel));
        Assert.Equal("dingtalk", await Read(s => s.Identities.PreferredChannel("10002")));
        Assert.Equal("10002", await Read(s => s.Identities.Find("wecom", "WangFang")));
        Assert.True(await Store.WriteAsync(tx => tx.Identities.Unbind("wecom", "WangFang")));
        Assert.Null(await Read(s => s.Identities.Find("wecom", "WangFang")));
    }

    [StoreFact]
    public async Task An_account_that_is_bound_anew_moves_and_nobody_unknown_is_bound()
    {
        await Store.WriteAsync(tx =>
        {
            tx.People.Save(Some.Person(), November);
            tx.People.Save(Some.Person("10003", "李强"), November);
            tx.Identities.Bind("wecom", "a", "10002", "10001");
            tx.Identities.Bind("wecom", "a", "10003", "10001");
        });

        Assert.Equal("10003", await Read(s => s.Identities.Find("wecom", "a")));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Store.WriteAsync(tx => tx.Identities.Bind("wecom", "b", "99999", "10001")));
    }

    [StoreFact]
    public async Task A_group_is_of_one_team_and_a_team_has_one_group_on_each_platform()
    {
        await Store.WriteAsync(tx =>
        {
            tx.GroupChats.Bind("客服一组", "wecom", "g1");
            tx.GroupChats.Bind("客服二组", "wecom", "g1");
            tx.GroupChats.Bind("客服二组", "dingtalk", "g2");
        });

        Assert.Equal("客服二组", await Read(s => s.GroupChats.TeamOf("wecom", "g1")));
        Assert.Empty(await Read(s => s.GroupChats.Of("客服一组")));
        Assert.Equal([("dingtalk", "g2"), ("wecom", "g1")], await Read(s => s.GroupChats.Of("客服二组")));
    }

    private async Task<(string?, string?)> TeamAndGrade(Period? month)
    {
        var one = await Read(s => s.People.Find("10002", month));
        Assert.Equal((one!.Team, one.Grade), (await Read(s => s.People.All(month))).Select(p => (p.Team, p.Grade)).Single());
        return (one.Team, one.Grade);
    }
}

public sealed class People_on_Sqlite() : PeopleTests(new SqlitePlace());

public sealed class People_on_Postgres() : PeopleTests(new PostgresPlace());
