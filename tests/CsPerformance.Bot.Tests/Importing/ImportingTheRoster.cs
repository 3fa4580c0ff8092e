using CsPerformance.Bot.Tests.Conversation;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Importing;

public class ImportingTheRoster
{
    private const string Lead = "10001", Admin = "10012";

    private static readonly object?[] _heads = ["工号", "姓名", "花名", "小组", "角色", "岗位", "等级"];

    [StoreFact]
    public async Task New_changed_and_missing_people_are_shown_and_then_stored()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.DropAsync(Admin, Dropped.Book(
            _heads, ["10002", "王芳", "小芳", "客服二组", "客服", "基础客服", "中级"], ["10003", "李强", null, "客服一组", "客服", "basic", "初级"],
            ["10099", "钱进", "阿进、小钱", "客服一组", "组长", null, null], [10012, "何军", null, null, "管理员", null, null]), text: "导入");
        var said = heard.To(Admin);
        Assert.Contains("新增 1 人：\n钱进(10099)", said, StringComparison.Ordinal);
        Assert.Contains("王芳(10002) 小组 客服一组→客服二组，等级 初级→中级", said, StringComparison.Ordinal);
        Assert.Contains("没有变化 2 人", said, StringComparison.Ordinal);
        Assert.Contains("文件里没有、保持不变 9 人：\n陈静(10001)、王磊(10004)", said, StringComparison.Ordinal);
        Assert.Null(await world.Store.ReadAsync(session => session.People.Find("10099")));
        Assert.Contains("新增 1 人，变更 1 人", (await world.PressAsync(Admin, heard.CardOf(Admin), "导入")).To(Admin), StringComparison.Ordinal);
        var people = await world.Store.ReadAsync(session => session.People.All());
        Assert.Equal(13, people.Count(person => person.Active));
        var fresh = people.Single(person => person.Number == "10099");
        Assert.Equal((true, "客服一组", "阿进"), (fresh.Is(Role.Lead), fresh.Team, fresh.Nicknames[0]));
        // The move counts from this month on.
        Assert.Equal(("客服一组", "客服二组"), await world.Store.ReadAsync(session => (session.People.Find("10002", Period.Month(2026, 10))!.Team, session.People.Find("10002", Period.Month(2026, 11))!.Team)));
    }

    [StoreFact]
    public async Task Faults_are_named_by_cell_and_the_other_rows_are_stored()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.DropAsync(Admin, Dropped.Book(
            _heads, ["10021", "甲一", null, "客服一组", "经理", null, null], ["10022", "甲二", null, null, "客服", null, null], ["10023", "甲三", null, "客服一组", "客服", "basic", null],
            ["10023", "甲四", null, "客服一组", "客服", null, null], ["10024", null, null, "客服一组", "客服", null, null], ["10025", "甲五", null, "客服一组", "客服", "飞行员", "超级"],
            ["10012", "何军", null, null, "人事", null, null], ["工 号", "甲六", null, "客服一组", "客服", null, null]));
        foreach (var fault in new[] { "E2 没有角色“经理”", "D3 客服和组长要写小组", "A5 工号重复，与第4行相同", "B6 没有写姓名", "F7 方案“2017客服薪资构成及绩效考核”没有“飞行员”", "G7 ", "E8 不能更改自己的角色", "A9 工号只能用" })
            Assert.Contains(fault, heard.To(Admin), StringComparison.Ordinal);
        await world.PressAsync(Admin, heard.CardOf(Admin), "导入");
        Assert.Equal(["10023"], (await world.Store.ReadAsync(session => session.People.All())).Select(person => person.Number).Where(number => string.CompareOrdinal(number, "10013") > 0));
        Assert.True((await world.Store.ReadAsync(session => session.People.Find(Admin)))!.Is(Role.Admin));
    }

    [StoreFact]
    public async Task Only_an_admin_may_and_whose_role_changes_is_told()
    {
        await using var world = await ChatWorld.OpenAsync();
        var file = Dropped.Book(_heads, ["10002", "王芳", "小芳", "客服一组", "客服、质检", "basic", "初级"]);
        Assert.Contains("管理员可以办理", (await world.DropAsync(Lead, file)).To(Lead), StringComparison.Ordinal);
        Assert.Contains("客服、质检", (await world.ImportAsync(Admin, file)).To("10002"), StringComparison.Ordinal);
        Assert.True((await world.Store.ReadAsync(session => session.People.Find("10002")))!.Is(Role.Qa));
    }

    [StoreFact]
    public async Task Columns_that_are_not_there_leave_what_is_known()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.DropAsync(Admin, Dropped.Book(["工号", "姓名", "等级"], ["10002", "王芳", "高级"]));
        Assert.Contains("王芳(10002) 等级 初级→高级", heard.To(Admin), StringComparison.Ordinal);
        await world.PressAsync(Admin, heard.CardOf(Admin), "导入");
        var fang = (await world.Store.ReadAsync(session => session.People.Find("10002")))!;
        Assert.Equal(("客服一组", "basic", "小芳", true), (fang.Team, fang.Position, fang.Nicknames[0], fang.Is(Role.Agent)));
    }

    [StoreFact]
    public async Task Who_has_left_is_closed_by_the_column_for_it_and_can_then_be_forgotten_with_every_month_as_it_was()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "记 @小芳 优秀案例 会话5531 客户钱多多来信", null, "10002");
        await world.ImportAsync(Admin, Dropped.Book(["工号", "姓名", "状态"], ["10002", "王芳", "离职"], ["10003", "李强", "在职"], ["10004", "王磊", "走了"], [Admin, "何军", "离职"]));
        Assert.Equal([false, true, true, true], await world.Store.ReadAsync(session => ((string[])["10002", "10003", "10004", Admin]).Select(number => session.People.Find(number)!.Active).ToList()));
        var before = await TotalsAsync(world);

        Assert.IsType<Storage.ForgetReport.Done>(await world.Store.ForgetAsync(new Storage.ForgetWish("10002", "本人申请", "10011")));

        Assert.Equal(before, await TotalsAsync(world));
        Assert.Equal("(已删除)", Assert.Single(await world.RecordsAsync("10002")).Reason);
        var heard = await world.DropAsync(Admin, Dropped.Book(["工号", "姓名", "等级"], ["10002", "新人", "初级"]));
        Assert.Contains("A2 10002 的个人信息已删除，这个工号不能再用", heard.To(Admin), StringComparison.Ordinal);
    }

    private static Task<string> TotalsAsync(ChatWorld world) => world.Store.ReadAsync(session => string.Join('\n',
        from team in (string[])["客服一组", "客服二组"]
        let sheet = world.Scores.SheetOf(session, team, Period.Month(2026, 11), CsPerformance.Bot.Scores.Wish.Explained)
        from subject in sheet.Subjects
        select $"{subject.Id} {string.Join(' ', sheet.Of(subject.Id).Lines.Select(line => $"{line.Code}={line.Value}"))}")
        + string.Join('\n', session.Records.Query(new()).Select(record => $"{record.Number} {record.Code} {record.On} {record.Count} {record.Points} {record.State}")));
}
