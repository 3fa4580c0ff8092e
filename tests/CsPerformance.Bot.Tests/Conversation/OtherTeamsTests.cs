using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Time;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>Two teams, two schemes, one vocabulary: the person spoken of decides what a word means.</summary>
public class OtherTeamsTests
{
    [StoreFact]
    public async Task Qa_takes_the_item_of_the_persons_own_scheme()
    {
        await using var world = await WithKpiPoolAsync();
        Assert.Contains("“迟到”由组长记录", (await world.SayAsync("10010", "质检 孙丽 迟到 没打卡")).To("10010"), StringComparison.Ordinal);
        Assert.Contains("“延迟上号”由组长记录", (await world.SayAsync("10010", "质检 李强 迟到 没打卡")).To("10010"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Praise_for_another_team_offers_the_items_of_that_team()
    {
        await using var world = await WithKpiPoolAsync();
        var asked = (await world.SayAsync("10002", "表扬 孙丽 客户来信")).Single(item => item.Message.Card is not null).Message.Card!;
        Assert.Contains(asked.Buttons, button => button.Label.StartsWith("书面表扬", StringComparison.Ordinal));
        Assert.DoesNotContain(asked.Buttons, button => button.Label.StartsWith("优秀案例", StringComparison.Ordinal));
    }

    [StoreFact]
    public async Task One_word_that_means_two_things_for_two_people_is_not_recorded()
    {
        await using var world = await WithKpiPoolAsync();
        var heard = (await world.SayAsync("10010", "质检 李强 孙丽 迟到 没打卡")).To("10010");
        Assert.NotEqual("", heard);
        Assert.Empty(await world.RecordsAsync("10003"));
        Assert.Empty(await world.RecordsAsync("10007"));
    }

    [StoreFact]
    public async Task Lines_for_people_of_another_team_are_named_and_the_rest_is_stored()
    {
        await using var world = await ChatWorld.OpenAsync();
        var asked = await world.SayAsync("10001", "接待量\n小芳 5200\n李强 四千八百\n孙丽 200\n小王 20");
        Assert.Contains("第4行 “孙丽(10007) 200”", asked.To("10001"), StringComparison.Ordinal);
        Assert.Empty(await world.RecordsAsync("10002"));
        var card = asked.Single(item => item.Message.Card is not null).Message.Card!;
        await world.PressAsync("10001", card.Id, card.Buttons.Single(button => button.Label == "导入").Key);
        Assert.Equal((5200m, 4800m), ((await world.RecordsAsync("10002")).Single().Value, (await world.RecordsAsync("10003")).Single().Value));
        Assert.Empty(await world.RecordsAsync("10007"));
    }

    [StoreFact]
    public async Task A_refusal_names_whom_it_is_about_and_who_may()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = (await world.SayAsync("10002", "李强多少分")).To("10002");
        Assert.StartsWith("李强(10003)：", heard, StringComparison.Ordinal);
        Assert.Contains("客服一组的组长、人事可以办理。您可以查看自己的。", heard, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_board_without_marks_shows_what_is_known_and_gives_no_place()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "接待量\n王芳 5200\n李强 4800");
        var board = await world.SayAsync("10002", "排行榜", "客服一组");
        Assert.Contains("• 王芳 6840(缺评分 执行力)\n• 李强 6360(缺评分 执行力)", board.ToGroup("客服一组"), StringComparison.Ordinal);
        Assert.DoesNotContain("🥇", board.ToGroup("客服一组"), StringComparison.Ordinal);
        Assert.Contains("已知部分 6840(缺评分 执行力)", board.To("10002"), StringComparison.Ordinal);
        await world.ConfirmAsync("10001", "执行力 李强 250");
        board = await world.SayAsync("10002", "排行榜", "客服一组");
        Assert.Contains("🥇 李强 6610", board.ToGroup("客服一组"), StringComparison.Ordinal);
        Assert.Contains("• 王芳 6840(缺评分 执行力)", board.ToGroup("客服一组"), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_mark_that_is_given_late_does_not_bring_the_whole_month_into_its_week()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "接待量 王芳 5200");
        world.Move(TimeSpan.FromDays(5));
        await world.ConfirmAsync("10001", "执行力 王芳 250 11月");
        var board = new Boards(world.Scores, new SchemesInForce("kf-2017"), world.Business);
        var week = await world.Store.ReadAsync(session => board.OfWeek(session, "客服一组", Week.Of(new DateOnly(2026, 11, 30))));
        Assert.Equal(250m, week.Of("10002")!.Value);
    }

    private static async Task<ChatWorld> WithKpiPoolAsync()
    {
        var world = await ChatWorld.OpenAsync();
        await world.Store.WriteAsync(transaction => SchemesInForce.PutInForce(transaction, "客服二组", Period.Month(2026, 11), CsPerformance.Bot.Schemes.SchemeFiles.Load("kpi-pool").Scheme!, "10012"));
        return world;
    }
}
