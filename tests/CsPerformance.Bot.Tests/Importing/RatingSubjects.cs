using CsPerformance.Bot.Schemes;
using CsPerformance.Bot.Scores;
using CsPerformance.Bot.Tests.Conversation;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Importing;

/// <summary>Shops, centres and customers: registered, fed by chat or file, and asked, all in words.</summary>
public class RatingSubjects
{
    private const string Lead = "10020", Agent = "10021", Team = "评级组";

    /// <summary>Scheme, kind, what is said, and the star that comes of it.</summary>
    public static TheoryData<string, string, string[], string> ByChat() => new()
    {
        { "customer-star", "客户", ["区域 @东一号 城网", "定量 东一号 90", "客户 东一号 定性得分 80", "入网 东一号 5"], "四星Ⅱ" },
        { "customer-star", "客户", ["属性 东一号 区域 农网", "定量 东一号 90", "定性 东一号 80", "入网 东一号 5", "记 东一号 昨天 违规"], "未评定" },
        { "store-star", "门店", ["顾客满意度 东一号 90", "忠诚度 东一号 80", "服务质量 门店 东一号 80", "商品质量 东一号 80", "店铺形象 东一号 80"], "3" },
        { "center-star-90", "客服中心", ["服务响应速度 内部 东一号 4.5", "服务满意度 内部 东一号 4.5", "服务质量 内部 东一号 5", "服务态度 内部 东一号 4.5", "服务效率 内部 东一号 4.5"], "5" },
        { "center-star-min", "中心", ["员工素质 东一号 85", "服务质量 东一号 90", "技术支持 东一号 72", "绩效考核 东一号 95"], "4" },
        { "center-star-thresholds", "客服中心", ["客户满意度 东一号 92%", "服务质量得分 东一号 76", "平均工作效率 东一号 60", "每月培训时数 东一号 10", "培训合格率 东一号 95%"], "4" },
        { "descriptor-star", "客服中心", ["评定级别 东一号 4"], "4" },
    };

    [StoreTheory]
    [MemberData(nameof(ByChat))]
    public async Task A_scheme_is_fed_by_chat(string scheme, string kind, string[] sentences, string star)
    {
        await using var world = await OpenAsync(scheme);
        await RegisterAsync(world, $"登记 {kind} 东一号");
        foreach (var sentence in sentences) await SayAndConfirmAsync(world, sentence);
        Assert.Matches($@"星级 {star}(?!\d)", (await world.SayAsync(Lead, "我的分数 东一号")).To(Lead).Replace("星级：", "星级 ", StringComparison.Ordinal));
        Assert.Contains("怎么算", (await world.SayAsync(Lead, "为什么 东一号 星级")).To(Lead), StringComparison.Ordinal);
        Assert.Contains("东一号", (await world.SayAsync(Lead, "团队")).To(Lead), StringComparison.Ordinal);
        Assert.Contains("东一号", (await world.SayAsync(Lead, "排行榜")).To(Lead), StringComparison.Ordinal);
        Assert.Contains("#", (await world.SayAsync(Lead, "明细 东一号 全部")).To(Lead) + (await world.SayAsync(Lead, "为什么 东一号 星级")).To(Lead), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_subject_is_renamed_closed_and_registered_again_under_its_number()
    {
        await using var world = await OpenAsync("center-star-min");
        await RegisterAsync(world, "登记 中心 东一号");
        foreach (var sentence in new[] { "员工素质 东一号 85", "服务质量 东一号 90", "技术支持 东一号 72", "绩效考核 东一号 95" }) await SayAndConfirmAsync(world, sentence);
        await world.ConfirmAsync(Lead, "改名 东一号 为 西一号");
        Assert.Contains("西一号", (await world.SayAsync(Lead, "我的分数 西一号")).To(Lead), StringComparison.Ordinal);
        Assert.DoesNotContain("东一号", (await world.SayAsync(Lead, "对象")).To(Lead), StringComparison.Ordinal);
        await world.ConfirmAsync(Lead, "停用 西一号");
        Assert.Contains("还没有登记的对象", (await world.SayAsync(Lead, "对象")).To(Lead), StringComparison.Ordinal);
        await RegisterAsync(world, "登记 中心 南一号");
        Assert.Contains("ZX002", (await world.SayAsync(Lead, "对象")).To(Lead), StringComparison.Ordinal);
        await RegisterAsync(world, "登记 中心 西一号");
        Assert.Contains("ZX001 西一号", (await world.SayAsync(Lead, "对象")).To(Lead), StringComparison.Ordinal);
        Assert.Matches(@"星级[ ：]4(?!\d)", (await world.SayAsync(Lead, "我的分数 西一号")).To(Lead));
    }

    public static TheoryData<string, string, object[], string> ByFile() => new()
    {
        { "customer-star", "客户", ["区域", "城网", "定量得分", 90, "定性得分", 80, "入网季度数", 5], "四星Ⅱ" },
        { "store-star", "门店", ["顾客满意度", 90, "顾客忠诚度", 80, "服务质量", 80, "商品质量", 80, "店铺形象", 80], "3" },
        { "center-star-60", "客服中心", ["热情耐心礼貌", 4, "主动帮助", 4, "回应反馈和投诉", 4, "响应快慢", 4, "符合响应时限", 4, "跟进及时", 1, "准确和专业", 1, "找到方案的速度", 1, "方案合适", 1, "信息准确完整", 1, "遵守披露规定", 4, "更新修正及时", 1, "整体满意度", 1, "评价和反馈", 1, "愿意推荐", 0], "3" },
        { "center-star-90", "客服中心", ["服务响应速度(外部)", 4, "服务满意度(外部)", 4, "服务质量(外部)", 4, "服务态度(外部)", 4, "服务效率(外部)", 4.5], "4" },
        { "center-star-min", "客服中心", ["员工素质", 85, "服务质量", 90, "技术支持", 72, "绩效考核", 95], "4" },
        { "center-star-thresholds", "客服中心", ["客户满意度", "92%", "服务质量得分", 76, "平均工作效率", 60, "每月培训时数", 10, "培训合格率", "95%"], "4" },
        { "service-hall-star", "服务厅", ["平均等候时间", 9, "最长等待时间", 18, "服务响应速度", 8, "过审率", "98.5%", "服务态度", 4], "3" },
        { "descriptor-star", "客服中心", ["评定级别", 4], "4" },
    };

    [StoreTheory]
    [MemberData(nameof(ByFile))]
    public async Task A_scheme_is_fed_by_file(string scheme, string kind, object[] cells, string star)
    {
        await using var world = await OpenAsync(scheme);
        await RegisterAsync(world, $"登记 {kind} 东一号");
        var (heads, values) = (cells.Where((_, i) => i % 2 == 0), cells.Where((_, i) => i % 2 == 1));
        var file = Dropped.Book(["对象", .. heads], ["东一号", .. values.Select(value => value is double number ? (decimal)number : value)], ["西一号", .. values]);
        var heard = await world.DropAsync(Lead, file);
        Assert.Contains("A3 名单里没有“西一号”", heard.To(Lead), StringComparison.Ordinal);
        await world.PressAsync(Lead, heard.CardOf(Lead), "导入");
        Assert.Matches($@"星级 {star}(?!\d)", (await world.SayAsync(Lead, "东一号 分数")).To(Lead).Replace("星级：", "星级 ", StringComparison.Ordinal));
        var template = (await world.SayAsync(Lead, "模板")).Single(item => item.Message.File is not null).Message.File!;
        Assert.Equal([.. heads.Select(head => (string)head).Order(StringComparer.Ordinal).Where(head => !head.Contains('(', StringComparison.Ordinal))],
            template.RowsOf()[0].Cells.Skip(3).Select(cell => cell.Text).Where(head => !head.Contains('(', StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal("东一号", template.RowsOf()[1][1].Text);
    }

    [StoreFact]
    public async Task The_register_is_listed_and_holds_each_name_once()
    {
        await using var world = await OpenAsync("store-star");
        await RegisterAsync(world, "登记 门店 东门店");
        await RegisterAsync(world, "登记门店 西门店 编号 X9");
        var list = (await world.SayAsync(Lead, "对象")).To(Lead);
        Assert.Contains("门店(2)\nMD001 东门店 评级组\nX9 西门店 评级组", list, StringComparison.Ordinal);
        Assert.Contains("已经有了", (await world.SayAsync(Lead, "登记 门店 东门店")).To(Lead), StringComparison.Ordinal);
        Assert.Contains("不能和人员相同", (await world.SayAsync(Lead, "登记 门店 王芳")).To(Lead), StringComparison.Ordinal);
        Assert.Contains("工号", (await world.SayAsync(Lead, "登记 门店 南门店 编号 10002")).To(Lead), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_file_fills_the_register()
    {
        await using var world = await OpenAsync("store-star");
        await RegisterAsync(world, "登记 门店 东门店");
        var heard = await world.DropAsync(Lead, Dropped.Book(
            ["类型", "名称", "编号", "小组"], ["门店", "西门店", "X9", null], ["店铺", "南门店", null, null], ["门店", "东门店", null, null],
            ["工厂", "北厂", null, null], ["门店", "王芳", null, null], ["门店", "中门店", "X9", null], ["门店", "远门店", null, "客服一组"]));
        foreach (var fault in new[] { "A5 没有类型“工厂”", "B6 名称不能和人员相同", "C7 编号重复", "D8 您没有 客服一组 的“登记”的权限" }) Assert.Contains(fault, heard.To(Lead), StringComparison.Ordinal);
        await world.PressAsync(Lead, heard.CardOf(Lead), "导入");
        Assert.Contains("门店(3)\nMD001 东门店 评级组\nMD002 南门店 评级组\nX9 西门店 评级组", (await world.SayAsync(Lead, "对象")).To(Lead), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task An_agent_and_another_team_neither_feed_nor_see_a_subject()
    {
        await using var world = await OpenAsync("store-star");
        await RegisterAsync(world, "登记 门店 东门店");
        await SayAndConfirmAsync(world, "顾客满意度 东门店 90");
        foreach (var stranger in new[] { Agent, "10001", "10002" })
        {
            Assert.Contains("权限", (await world.SayAsync(stranger, "登记 门店 北门店 评级组")).To(stranger), StringComparison.Ordinal);
            Assert.Contains("权限", (await world.SayAsync(stranger, "东门店 分数")).To(stranger), StringComparison.Ordinal);
            Assert.DoesNotContain("90", (await world.SayAsync(stranger, "为什么 1")).To(stranger), StringComparison.Ordinal);
        }
        Assert.Contains("权限", (await world.SayAsync(Agent, "顾客满意度 东门店 90")).To(Agent), StringComparison.Ordinal);
        Assert.Contains("东门店", (await world.SayAsync("10012", "东门店 分数")).To("10012"), StringComparison.Ordinal);
    }

    [StoreTheory]
    [InlineData("角色 @东门店 组长", "不是人员")]
    [InlineData("表扬 @东门店 优秀案例", "不是人员")]
    [InlineData("工资预估 东门店", "不是人员")]
    public async Task What_is_for_people_is_refused(string sentence, string answer)
    {
        await using var world = await OpenAsync("store-star");
        await RegisterAsync(world, "登记 门店 东门店");
        Assert.Contains(answer, (await world.SayAsync("10012", sentence)).To("10012"), StringComparison.Ordinal);
        Assert.Null(await world.Store.ReadAsync(session => session.People.Find("MD001")));
    }

    [StoreFact]
    public async Task Nobody_binds_an_account_to_a_subject_and_no_message_goes_to_one()
    {
        await using var world = await OpenAsync("customer-star");
        await RegisterAsync(world, "登记 客户 老王超市");
        var heard = await world.ConfirmAsync(Lead, "记 老王超市 昨天 违规");
        Assert.All(heard, item => Assert.Equal(Lead, item.To.Person));
        Assert.Contains("没有工号", (await world.SayAsync("stranger", "绑定 KH001")).To("simulator:stranger"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_requirement_of_somebody_is_ticked_by_chat_and_told()
    {
        await using var world = await OpenAsync("titles");
        var heard = await world.ConfirmAsync(Lead, "达标 @钱多 提名 是", Agent);
        Assert.Contains("提名 是", heard.To(Agent), StringComparison.Ordinal);
        var tick = Assert.Single(await world.RecordsAsync(Agent));
        Assert.Equal((Domain.Records.RecordKind.Check, "nominated", 1m), (tick.Kind, tick.Code, tick.Value));
        Assert.Contains("回避", (await world.SayAsync(Agent, "达标 @钱多 提名 是")).To(Agent), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task An_attribute_that_is_pay_is_set_by_hr_alone()
    {
        await using var world = await OpenAsync("fee-star");
        Assert.Contains("由人事录入", (await world.SayAsync(Lead, "属性 @钱多 绩效考核工资 800", null, Agent)).To(Lead), StringComparison.Ordinal);
        await world.ConfirmAsync("10011", "属性 @钱多 绩效考核工资 800", Agent);
        Assert.Equal(800m, Assert.Single(await world.RecordsAsync(Agent)).Value);
    }

    private static async Task RegisterAsync(ChatWorld world, string sentence) =>
        Assert.Contains("已登记", (await world.ConfirmAsync(Lead, sentence)).To(Lead), StringComparison.Ordinal);

    private static async Task SayAndConfirmAsync(ChatWorld world, string sentence)
    {
        var heard = await world.SayAsync(Lead, sentence);
        var done = heard.Any(item => item.Message.Card is { } card && card.Buttons.Any(button => button.Label == "确认"))
            ? await world.PressAsync(Lead, heard.CardOf(Lead), "确认")
            : heard;
        Assert.True(done.To(Lead).StartsWith('已'), $"{sentence}: {done.To(Lead)}");
    }

    /// <summary>The demo company and a team of a lead and an agent, for which a scheme is in force from January on.</summary>
    private static async Task<ChatWorld> OpenAsync(string id)
    {
        var world = await ChatWorld.OpenAsync();
        await world.Store.WriteAsync(transaction =>
        {
            transaction.People.Save(new(Lead, "周正", [], Team, new HashSet<Role> { Role.Lead }, null, null), Period.Month(2026, 1));
            transaction.People.Save(new(Agent, "钱多", [], Team, new HashSet<Role> { Role.Agent }, null, null), Period.Month(2026, 1));
            foreach (var number in new[] { Lead, Agent }) transaction.Identities.Bind("simulator", number, number, "test");
            var text = File.ReadAllText(Directory.EnumerateFiles(SchemeFiles.Folder, id + ".yaml").Single())
                .Replace("range: \"[0,1]\", unset: true}", "range: \"[0,1]\", value: {satisfaction: 0.2, loyalty: 0.2, service: 0.2, goods: 0.2, image: 0.2}}", StringComparison.Ordinal)
                .Replace("table: [number], unset: true}", "table: [number], value: {1: 60, 2: 70, 3: 80, 4: 90, 5: 95}}", StringComparison.Ordinal);
            var read = SchemeFiles.Read(id + ".yaml", text);
            Assert.Empty(read.Faults);
            SchemesInForce.PutInForce(transaction, Team, Period.Month(2026, 1), read.Scheme!, "10012", text: text);
        });
        return world;
    }
}
