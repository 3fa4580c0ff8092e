using CsPerformance.Bot.Tests.Conversation;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Importing;

/// <summary>状态, 离职日期 and 入职日期 of a roster, and what may be said of who has left. It is Wednesday 25 November 2026.</summary>
public class LeavingByTheRoster
{
    private const string Lead = "10001", Fang = "10002", Qiang = "10003", OtherLead = "10006", Qa = "10010", Hr = "10011", Admin = "10012";

    [StoreTheory]
    [InlineData("2026-11-15", "2026-11-15")]
    [InlineData("11-15", "2026-11-15")]
    [InlineData("１１月１５日", "2026-11-15")]
    [InlineData("2026/10/31", "2026-10-31")]
    [InlineData(null, "2026-11-25")]
    [InlineData("11.25", "2026-11-25")]
    public async Task The_last_day_is_read_like_other_dates_and_is_today_without_one(string? cell, string lastDay)
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.DropAsync(Admin, Dropped.Book(["工号", "姓名", "状态", "离职日期"], [Fang, "王芳", "离职", cell]));
        var day = DateOnly.ParseExact(lastDay, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"王芳(10002) 离职，最后一天 {day.Month}月{day.Day}日", heard.To(Admin), StringComparison.Ordinal);
        Assert.True((await FindAsync(world, Fang)).Active);

        await world.PressAsync(Admin, heard.CardOf(Admin), "导入");

        Assert.Equal((false, day), ((await FindAsync(world, Fang)).Active, (await FindAsync(world, Fang)).LeftOn));
    }

    [StoreFact]
    public async Task A_day_to_come_or_a_doubtful_one_is_refused_at_its_cell()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.DropAsync(Admin, Dropped.Book(
            ["工号", "姓名", "状态", "离职日期"], [Fang, "王芳", "离职", "2026-12-01"], [Qiang, "李强", "离职", "12-20"], ["10004", "王磊", "离职", "下个月"], ["10005", "赵敏", "在职", "2026-11-01"],
            [Admin, "何军", null, "2026-11-01"], ["10007", "孙丽", "离职", "2026-11-24"]));
        var said = heard.To(Admin);
        Assert.Contains("D2 12月1日(周二)还没有到；离职日期是最后工作日", said, StringComparison.Ordinal);
        Assert.Contains("D3 “12-20”请写上年份，例如 2026-11-25", said, StringComparison.Ordinal);
        Assert.Contains("D4 看不懂日期“下个月”", said, StringComparison.Ordinal);
        Assert.Contains("D5 状态是在职，请去掉离职日期", said, StringComparison.Ordinal);
        Assert.Contains("C6 不能把自己设为离职", said, StringComparison.Ordinal);
        await world.PressAsync(Admin, heard.CardOf(Admin), "导入");
        Assert.Equal(["10007"], (await world.Store.ReadAsync(session => session.People.All())).Where(person => !person.Active).Select(person => person.Number));
    }

    [StoreFact]
    public async Task Importing_again_corrects_the_day_and_without_a_day_leaves_it()
    {
        await using var world = await ChatWorld.OpenAsync();
        await ImportAsync(world, Fang, "王芳", "离职", "2026-11-20");
        var again = await world.DropAsync(Admin, Dropped.Book(["工号", "姓名", "状态"], [Fang, "王芳", "离职"]));
        Assert.Contains("变更 0 人", again.To(Admin), StringComparison.Ordinal);
        await world.SayAsync(Lead, "接待量 王芳 5200");

        // Of October nobody is asked any more; the figure of November is named, as it would count nowhere.
        var heard = await world.DropAsync(Admin, Dropped.Book(["工号", "姓名", "离职日期"], [Fang, "王芳", "2026-10-31"]));
        Assert.Contains("王芳(10002) 离职日期 11月20日(周五)→10月31日(周六)", heard.To(Admin), StringComparison.Ordinal);
        Assert.Contains("注意：王芳(10002) 离职月份之后还有 1 条记录(#1001", heard.To(Admin), StringComparison.Ordinal);
        await world.PressAsync(Admin, heard.CardOf(Admin), "导入");
        Assert.Equal(new DateOnly(2026, 10, 31), (await FindAsync(world, Fang)).LeftOn);
    }

    [StoreFact]
    public async Task Coming_back_leaves_the_months_between_out_and_a_mistake_of_today_leaves_no_trace()
    {
        await using var world = await ChatWorld.OpenAsync();
        await ImportAsync(world, Fang, "王芳", "离职", "2026-08-31");
        var heard = await world.DropAsync(Admin, Dropped.Book(["工号", "姓名", "状态", "入职日期"], [Fang, "王芳", "在职", "2026-11-02"]));
        Assert.Contains("王芳(10002) 恢复在职，从 11月2日(周一)起", heard.To(Admin), StringComparison.Ordinal);
        await world.PressAsync(Admin, heard.CardOf(Admin), "导入");
        Assert.Equal([new(new(2026, 8, 31), new(2026, 11, 2))], (await FindAsync(world, Fang)).Leavings);
        Assert.Equal([8, 11, 12], await world.Store.ReadAsync(session =>
            Enumerable.Range(8, 5).Where(month => session.People.Employed(Period.Month(2026, month)).Any(person => person.Number == Fang)).ToList()));

        await ImportAsync(world, Qiang, "李强", "离职", null);
        var undone = await world.DropAsync(Admin, Dropped.Book(["工号", "姓名", "状态"], [Qiang, "李强", "在职"]));
        Assert.Contains("李强(10003) 恢复在职，11月25日(周三)的离职作废", undone.To(Admin), StringComparison.Ordinal);
        await world.PressAsync(Admin, undone.CardOf(Admin), "导入");
        Assert.True(await FindAsync(world, Qiang) is { Active: true, Leavings.Count: 0 });
    }

    [StoreFact]
    public async Task Who_comes_onto_the_roster_later_is_in_no_month_before()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.ImportAsync(Admin, Dropped.Book(
            ["工号", "姓名", "小组", "岗位", "入职日期"], ["10021", "新一", "客服一组", "basic", null], ["10022", "新二", "客服一组", "basic", "2026-10-12"], ["10023", "新三", "客服一组", "basic", "2026-12-01"]));
        Assert.Contains("新增 3 人", heard.To(Admin), StringComparison.Ordinal);
        Assert.Equal(["", "10022", "10021 10022", "10021 10022 10023"], await world.Store.ReadAsync(session => Enumerable.Range(9, 4)
            .Select(month => string.Join(' ', session.People.Employed(Period.Month(2026, month)).Select(person => person.Number).Where(number => string.CompareOrdinal(number, "10020") > 0))).ToList()));
        // What is entered for an earlier month counts there.
        await world.SayAsync(Lead, "10月 接待量 10021 5200");
        Assert.Contains("新一", (await world.SayAsync(Lead, "团队 10月")).To(Lead), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task The_last_month_is_still_recorded_by_name_number_and_file_and_the_person_hears_nothing()
    {
        await using var world = await ChatWorld.OpenAsync();
        await ImportAsync(world, Fang, "王芳", "离职", "2026-11-20");
        world.Move(TimeSpan.FromDays(7));

        var heard = new List<OutboxItem>();
        heard.AddRange(await world.SayAsync(Lead, "11月 接待量 小芳 5200"));
        heard.AddRange(await world.ConfirmAsync(Lead, "11月 执行力 王芳 280"));
        heard.AddRange(await world.ConfirmAsync(Lead, "记 10002 11月20日 延迟上号"));
        heard.AddRange(await world.ImportAsync(Lead, Dropped.Book(["工号", "工单量"], [10002, 310]), text: "11月"));
        heard.AddRange(await world.SayAsync(Qa, "分数 10002 11月"));
        Assert.Equal(["conversations", "execution", "late_login", "tickets"], (await world.RecordsAsync(Fang)).Select(record => record.Code!).Order(StringComparer.Ordinal));
        heard.AddRange(await world.ConfirmAsync(Lead, "冲正 1003 记错人"));
        Assert.Equal(Domain.Records.RecordState.Reversed, (await world.RecordAsync(1003))!.State);

        Assert.Equal("", heard.To(Fang));
        Assert.Contains("7430", (await world.SayAsync(Lead, "分数 王芳 11月")).To(Lead), StringComparison.Ordinal);
        Assert.Contains("王芳(10002)", (await world.SayAsync(Lead, "为什么 1001")).To(Lead), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Nothing_is_recorded_of_the_days_after_and_nobody_else_gets_at_what_was()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "接待量 王芳 5200");
        await ImportAsync(world, Fang, "王芳", "离职", "2026-11-20");
        world.Move(TimeSpan.FromDays(7));

        foreach (var late in (string[])["记 王芳 11月23日 延迟上号", "接待量 王芳 4000", "执行力 王芳 280", "表扬 王芳 优秀案例 工单88213", "投诉 王芳 回复慢 会话5531"])
            Assert.Contains("最后一天是11月20日(周五)", (await world.SayAsync(Lead, late)).To(Lead), StringComparison.Ordinal);
        var file = await world.DropAsync(Lead, Dropped.Book(["工号", "日期", "项目"], [Fang, "2026-11-24", "延迟上号"]));
        Assert.Contains("B2 王芳(10002) 已离职，最后一天是11月20日", file.To(Lead), StringComparison.Ordinal);
        Assert.Single(await world.RecordsAsync(Fang));

        // Before, who had left belonged to nobody: every lead could take their records back.
        Assert.DoesNotContain("请确认", (await world.SayAsync(OtherLead, "冲正 1001 试试")).To(OtherLead), StringComparison.Ordinal);
        Assert.DoesNotContain("5200", (await world.SayAsync(OtherLead, "为什么 1001")).To(OtherLead), StringComparison.Ordinal);
        Assert.Contains("绑定", (await world.SayAsync(Fang, "我的分数 11月")).To("simulator:10002"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task What_waits_for_the_morning_is_not_pushed_to_who_leaves_meanwhile()
    {
        await using var world = await ChatWorld.OpenAsync();
        world.Move(TimeSpan.FromHours(12));
        var told = (await world.ConfirmAsync(Lead, "记 王芳 延迟上号")).Concat(await world.ConfirmAsync(Lead, "记 李强 延迟上号"))
            .Where(item => item.To.Person is Fang or Qiang).Select(item => item.Id).ToList();
        Assert.Equal([OutboxState.Waiting, OutboxState.Waiting], await StatesAsync());

        await ImportAsync(world, Fang, "王芳", "离职", null);

        Assert.Equal([OutboxState.Dropped, OutboxState.Waiting], await StatesAsync());

        Task<List<OutboxState>> StatesAsync() => world.Store.ReadAsync(session => told.Select(id => session.Outbox.Find(id)!.State).ToList());
    }

    [StoreFact]
    public async Task Hr_is_told_once_whose_word_on_pay_was_held_back_and_never_sent()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync(Lead, "10月 接待量 王芳 5200");
        world.Move(TimeSpan.FromHours(12));
        var published = await world.ConfirmAsync(Hr, "发布 10月");
        Assert.All([Fang, Qiang, "10004"], person => Assert.Contains(published, item => item.To.Person == person && item.Purpose == Purpose.Pay && item.State == OutboxState.Waiting));

        var heard = await world.ImportAsync(Admin, Dropped.Book(["工号", "姓名", "状态"], [Fang, "王芳", "离职"], [Qiang, "李强", "离职"], ["10012", "何军", null]));

        Assert.Equal(
            "有 2 条工资私信因离职没有送出：王芳(10002) 1 条、李强(10003) 1 条。请另行送达；结果可用“导出”或“工资预估 姓名 月份”查看。",
            heard.To(Hr));
        Assert.DoesNotContain("工资", heard.To(Admin), StringComparison.Ordinal);

        // Nothing but a deduction waited: nothing is said of pay.
        await world.ConfirmAsync(Lead, "记 赵敏 延迟上号");
        await world.Store.WriteAsync(transaction => transaction.Outbox.DropPushes("10005"));
        await world.ConfirmAsync(Lead, "记 赵敏 延迟上号 又一次");
        Assert.Equal("", (await world.ImportAsync(Admin, Dropped.Book(["工号", "姓名", "状态"], ["10005", "赵敏", "离职"]))).To(Hr));
    }

    [StoreFact]
    public async Task Who_becomes_hr_by_the_same_file_is_told_of_unpaid_leavers_and_not_who_was()
    {
        await using var world = await ChatWorld.OpenAsync();
        await PublishedAtNightAsync(world);

        var heard = await world.ImportAsync(Admin, Dropped.Book(["工号", "姓名", "小组", "角色", "状态"], [Fang, "王芳", "客服一组", "客服", "离职"], [Hr, "冯雪", "客服一组", "客服", null], ["10030", "林一", null, "人事", null]));

        Assert.Contains("有 1 条工资私信因离职没有送出：王芳(10002) 1 条。", heard.To("10030"), StringComparison.Ordinal);
        Assert.DoesNotContain("工资", heard.To(Hr), StringComparison.Ordinal);
        Assert.DoesNotContain("工资", heard.To(Admin), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Where_hr_leaves_too_the_one_who_imports_is_told_of_unpaid_leavers()
    {
        await using var world = await ChatWorld.OpenAsync();
        await PublishedAtNightAsync(world);

        var heard = await world.ImportAsync(Admin, Dropped.Book(["工号", "姓名", "状态"], [Fang, "王芳", "离职"], [Hr, "冯雪", "离职"]));

        Assert.Contains("有 1 条工资私信因离职没有送出：王芳(10002) 1 条。", heard.To(Admin), StringComparison.Ordinal);
        Assert.Equal("", heard.To(Hr));
    }

    [StoreFact]
    public async Task A_request_of_who_has_left_can_still_be_decided()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.ConfirmAsync(Fang, "请假 明天 事假 搬家");
        var number = Assert.Single(await world.RecordsAsync(Fang)).Number;
        await ImportAsync(world, Fang, "王芳", "离职", null);

        Assert.Contains($"#{number}", (await world.SayAsync(Lead, "待办")).To(Lead), StringComparison.Ordinal);
        var decided = await world.SayAsync(Lead, $"驳回 {number} 已离职");
        Assert.Equal("", decided.To(Fang));
        Assert.Equal(Domain.Records.RecordState.Rejected, (await world.RecordAsync(number))!.State);
    }

    /// <summary>October is published when all pushes wait for the morning.</summary>
    private static async Task PublishedAtNightAsync(ChatWorld world)
    {
        await world.SayAsync(Lead, "10月 接待量 王芳 5200");
        world.Move(TimeSpan.FromHours(12));
        await world.ConfirmAsync(Hr, "发布 10月");
    }

    private static async Task ImportAsync(ChatWorld world, string number, string name, string state, string? day) =>
        await world.ImportAsync(Admin, Dropped.Book(["工号", "姓名", "状态", "离职日期"], [number, name, state, day]));

    private static async Task<Person> FindAsync(ChatWorld world, string number) => (await world.Store.ReadAsync(session => session.People.Find(number)))!;
}
