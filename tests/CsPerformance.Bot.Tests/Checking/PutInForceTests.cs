using CsPerformance.Bot.Tests.Conversation;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Checking;

public class PutInForceTests
{
    private const string Admin = "10012", Hr = "10011";

    private static readonly Period _december = Period.Month(2026, 12);

    [StoreFact]
    public async Task A_scheme_with_remarks_needs_two_confirmations_and_the_remarks_are_kept()
    {
        await using var world = await ChatWorld.OpenAsync();
        var preview = await world.SayAsync(Admin, "方案 启用 weighted-4 从 12月 客服一组");
        Assert.Contains("取消项目", preview.To(Admin), StringComparison.Ordinal);
        var second = await PressAsync(world, preview);
        Assert.Contains("仍要启用吗", second.To(Admin), StringComparison.Ordinal);
        Assert.Contains("指导案例18号", second.To(Admin), StringComparison.Ordinal);
        Assert.Null(await EntryAsync(world, "客服一组"));
        var done = await PressAsync(world, second);
        Assert.Contains("已启用", done.To(Admin), StringComparison.Ordinal);
        var entry = await EntryAsync(world, "客服一组");
        Assert.Equal("weighted-4", entry!.Scheme);
        Assert.Contains("risk.last_place", entry.Remarks, StringComparison.Ordinal);
        Assert.Null(await EntryAsync(world, "客服二组"));
        Assert.Null(await world.Store.ReadAsync(session => session.Schemes.InForce("客服一组", Period.Month(2026, 11))));
    }

    [StoreFact]
    public async Task A_scheme_without_remarks_needs_one()
    {
        await using var world = await ChatWorld.OpenAsync();
        var done = await world.ConfirmAsync(Admin, "方案 启用 hundred-points 从 12月");
        Assert.Contains("已启用：全公司", done.To(Admin), StringComparison.Ordinal);
        Assert.Equal("hundred-points", (await EntryAsync(world, "客服二组"))!.Scheme);
        Assert.Contains("已经是", (await world.SayAsync(Admin, "方案 启用 hundred-points 从 12月")).To(Admin), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_published_month_keeps_its_scheme()
    {
        await using var world = await ChatWorld.OpenAsync();
        world.Move(TimeSpan.FromDays(10));
        await world.ConfirmAsync(Hr, "发布 11月");
        Assert.Contains("已经发布", (await world.SayAsync(Admin, "方案 启用 hundred-points 从 2026年11月")).To(Admin), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_trial_shows_pay_to_hr_and_none_to_an_admin()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "接待量 @王芳 5200", null, "10002");
        await world.ConfirmAsync("10001", "执行力 @王芳 280", "10002");
        world.Move(TimeSpan.FromDays(10));
        var hr = (await world.SayAsync(Hr, "方案 试算 kf-2017 11月")).To(Hr);
        Assert.Contains("总额(1 人)", hr, StringComparison.Ordinal);
        Assert.Contains("元", hr, StringComparison.Ordinal);
        var admin = (await world.SayAsync(Admin, "方案 试算 kf-2017 11月")).To(Admin);
        Assert.Contains("总绩效分数", admin, StringComparison.Ordinal);
        Assert.DoesNotContain("元", admin, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_check_tells_where_why_and_what_to_do()
    {
        await using var world = await ChatWorld.OpenAsync();
        var told = (await world.SayAsync(Admin, "方案 检查 six-part")).To(Admin);
        Assert.Contains("110", told, StringComparison.Ordinal);
        Assert.Contains("怎么办", told, StringComparison.Ordinal);
        Assert.Contains("年假", (await world.SayAsync(Admin, "方案 检查")).To(Admin), StringComparison.Ordinal);
        Assert.Contains("管理员", (await world.SayAsync("10002", "方案 检查 six-part")).To("10002"), StringComparison.Ordinal);
    }

    private static Task<SchemeInForce?> EntryAsync(ChatWorld world, string team) => world.Store.ReadAsync(session => session.Schemes.InForce(team, _december));

    private static Task<IReadOnlyList<OutboxItem>> PressAsync(ChatWorld world, IReadOnlyList<OutboxItem> asked)
    {
        var card = asked.Single(item => item.Message.Card is not null).Message.Card!;
        return world.PressAsync(Admin, card.Id, card.Buttons.Single(button => button.Label == "确认").Key);
    }
}
