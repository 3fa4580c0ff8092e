using CsPerformance.Bot.Tests.Conversation;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Tests.Checking;

/// <summary>A company's own scheme file, written, put in force and changed while the bot runs.</summary>
public sealed class SchemeFileTests : IDisposable
{
    private const string Admin = "10012", Lead = "10001", Fang = "10002", Hr = "10011", Team = "客服一组";

    private readonly string folder = Directory.CreateTempSubdirectory("schemes").FullName;

    public void Dispose() => Directory.Delete(folder, true);

    [Fact]
    public async Task A_changed_file_changes_only_the_months_that_it_is_put_in_force_for()
    {
        await using var world = await ChatWorld.OpenAsync(folder);
        Write(Own("orders × 2"));
        await world.ConfirmAsync(Admin, "方案 启用 own 从 12月 客服一组");
        world.Move(TimeSpan.FromDays(10));
        await world.SayAsync(Lead, "单量 @王芳 100", null, Fang);
        Assert.Contains("总分：200分", (await world.SayAsync(Fang, "我的分数")).To(Fang), StringComparison.Ordinal);

        Write(Own("orders × 3"));
        Assert.Contains("总分：200分", (await world.SayAsync(Fang, "我的分数")).To(Fang), StringComparison.Ordinal);
        var preview = (await world.SayAsync(Admin, "方案 启用 own 从 2027年1月 客服一组")).To(Admin);
        Assert.Contains("改变行：总分", preview, StringComparison.Ordinal);
        await world.ConfirmAsync(Admin, "方案 启用 own 从 2027年1月 客服一组");
        world.Move(TimeSpan.FromDays(31));
        await world.SayAsync(Lead, "单量 @王芳 100", null, Fang);
        Assert.Contains("总分：300分", (await world.SayAsync(Fang, "我的分数")).To(Fang), StringComparison.Ordinal);
        Assert.Contains("总分：200分", (await world.SayAsync(Fang, "我的分数 12月")).To(Fang), StringComparison.Ordinal);

        File.Delete(Path.Combine(folder, "own.yaml"));
        Assert.Contains("总分：200分", (await world.SayAsync(Fang, "我的分数 12月")).To(Fang), StringComparison.Ordinal);
        Assert.DoesNotContain("自己的方案", (await world.SayAsync("10007", "方案")).To("10007"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_faulty_file_is_told_with_its_lines_and_not_put_in_force()
    {
        await using var world = await ChatWorld.OpenAsync(folder);
        Write(Own("ordres × 2"));
        var refused = (await world.SayAsync(Admin, "方案 启用 own 从 12月")).To(Admin);
        Assert.Contains("有 1 处错误，不能启用", refused, StringComparison.Ordinal);
        Assert.Contains("第10行", refused, StringComparison.Ordinal);
        Assert.Contains("orders", refused, StringComparison.Ordinal);
        Assert.Contains("错误 1 处", (await world.SayAsync(Admin, "方案 检查 own")).To(Admin), StringComparison.Ordinal);
        Assert.Contains("不能试算", (await world.SayAsync(Admin, "方案 试算 own 10月")).To(Admin), StringComparison.Ordinal);
        Assert.Empty(await HistoryAsync(world));
    }

    [Fact]
    public async Task A_file_that_was_changed_after_the_preview_is_previewed_again()
    {
        await using var world = await ChatWorld.OpenAsync(folder);
        Write(Own("orders × 2"));
        var asked = await world.SayAsync(Admin, "方案 启用 own 从 12月");
        Write(Own("orders × 3"));
        Assert.Contains("预览之后改过", (await PressAsync(world, asked)).To(Admin), StringComparison.Ordinal);
        Write(Own("ordres × 3"));
        Assert.Contains("不能启用", (await PressAsync(world, await AgainAsync(world))).To(Admin), StringComparison.Ordinal);
        Assert.Empty(await HistoryAsync(world));

        async Task<IReadOnlyList<OutboxItem>> AgainAsync(ChatWorld there)
        {
            Write(Own("orders × 3"));
            var again = await there.SayAsync(Admin, "方案 启用 own 从 12月");
            Write(Own("ordres × 3"));
            return again;
        }
    }

    [Fact]
    public async Task Only_an_admin_puts_in_force_and_a_file_carries_its_own_id()
    {
        await using var world = await ChatWorld.OpenAsync(folder);
        Write(Own("orders × 2"));
        foreach (var other in new[] { Lead, Fang, Hr })
            Assert.Contains("管理员", (await world.SayAsync(other, "方案 启用 own 从 12月")).To(other), StringComparison.Ordinal);
        Write(Own("orders × 2").Replace("id: own", "id: other", StringComparison.Ordinal));
        Assert.Contains("id 是 other", (await world.SayAsync(Admin, "方案 启用 own 从 12月")).To(Admin), StringComparison.Ordinal);
        Assert.Empty(await HistoryAsync(world));
    }

    [Fact]
    public async Task A_past_month_that_is_not_published_can_be_given_a_scheme_and_the_same_one_only_once()
    {
        await using var world = await ChatWorld.OpenAsync(folder);
        Write(Own("orders × 2"));
        await world.ConfirmAsync(Admin, "方案 启用 own 从 2026年10月 客服一组");
        Assert.Contains("已经是", (await world.SayAsync(Admin, "方案 启用 own 从 2026年11月 客服一组")).To(Admin), StringComparison.Ordinal);
        await world.SayAsync(Lead, "单量 @王芳 7", null, Fang);
        world.Move(TimeSpan.FromDays(10));
        await world.ConfirmAsync(Hr, "发布 11月");
        Write(Own("orders × 9"));
        Assert.Contains("已经发布", (await world.SayAsync(Admin, "方案 启用 own 从 2026年11月 客服一组")).To(Admin), StringComparison.Ordinal);
        Assert.Contains("总分：14分", (await world.SayAsync(Fang, "我的分数 11月")).To(Fang), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_remarks_that_were_confirmed_are_shown_to_the_admin_with_the_scheme()
    {
        await using var world = await ChatWorld.OpenAsync(folder);
        Write(Own("orders × 2") + "items: {late: {title: 迟到, points: -1}}\n");
        var second = await PressAsync(world, await world.SayAsync(Admin, "方案 启用 own 从 11月"));
        Assert.Contains("1 条提醒", second.To(Admin), StringComparison.Ordinal);
        await PressAsync(world, second);
        var told = (await world.SayAsync(Admin, "方案")).To(Admin);
        Assert.Contains("何军", told, StringComparison.Ordinal);
        Assert.Contains("项目 迟到(late) 记了不起作用", told, StringComparison.Ordinal);
        Assert.DoesNotContain("记了不起作用", (await world.SayAsync(Fang, "方案")).To(Fang), StringComparison.Ordinal);
    }

    private static string Own(string formula) => $$"""
        id: own
        title: 自己的方案
        source: 公司
        period: month
        metrics:
          orders: {title: 单量, whole: true, default: 0}
        lines:
          total:
            title: 总分
            value: {{formula}}
            unit: 分

        """;

    private void Write(string text) => File.WriteAllText(Path.Combine(folder, "own.yaml"), text);

    private static Task<IReadOnlyList<SchemeInForce>> HistoryAsync(ChatWorld world) => world.Store.ReadAsync(session => session.Schemes.History());

    private static Task<IReadOnlyList<OutboxItem>> PressAsync(ChatWorld world, IReadOnlyList<OutboxItem> asked)
    {
        var card = asked.Single(item => item.Message.Card is not null).Message.Card!;
        return world.PressAsync(Admin, card.Id, card.Buttons.Single(button => button.Label == "确认").Key);
    }
}
