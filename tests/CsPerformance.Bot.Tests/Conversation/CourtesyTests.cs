using CsPerformance.Domain.Records;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

public class CourtesyTests
{
    [StoreTheory]
    [InlineData("10002", "你好", "王芳，您好")]
    [InlineData("10001", "在吗", "陈静，您好")]
    [InlineData("10010", "谢谢啦", "不客气")]
    [InlineData("10002", "收到", "好的")]
    [InlineData("10002", "👍", "好的")]
    [InlineData("10002", "好的", "没有等待您确认的内容")]
    [InlineData("10012", "下班了", "再见")]
    [InlineData("10001", "别给王芳记延迟上号", "什么也没有记录")]
    [InlineData("10011", "你能干嘛", "可以这样说")]
    public async Task A_friendly_word_gets_a_friendly_word_and_records_nothing(string from, string text, string answer)
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = (await world.SayAsync(from, text)).To(from);
        Assert.Contains(answer, heard, StringComparison.Ordinal);
        Assert.DoesNotContain("没看懂", heard, StringComparison.Ordinal);
        Assert.Empty(await world.RecordsAsync("10002"));
    }

    [StoreFact]
    public async Task A_mere_acknowledgement_confirms_no_card()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "记 王芳 昨天 延迟上号");
        Assert.Contains("等您处理", (await world.SayAsync("10001", "收到")).To("10001"), StringComparison.Ordinal);
        Assert.Empty(await world.RecordsAsync("10002"));
        await world.SayAsync("10001", "好的");
        Assert.Single(await world.RecordsAsync("10002"));
    }

    [StoreFact]
    public async Task What_was_just_recorded_wrongly_is_offered_to_be_undone()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "记 王芳 优秀案例");
        var asked = await world.SayAsync("10001", "不好意思，刚才那条记错了");
        var card = asked.Single(item => item.Message.Card is not null).Message.Card!;
        Assert.Equal(RecordState.Active, (await world.RecordsAsync("10002")).Single().State);
        await world.PressAsync("10001", card.Id, card.Buttons[0].Key);
        Assert.Equal(RecordState.Reversed, (await world.RecordsAsync("10002")).Single().State);
    }

    [StoreFact]
    public async Task A_new_command_is_no_answer_to_an_older_question()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "加20分 李强");
        var asked = (await world.SayAsync("10001", "记 王芳 额外加分 二十")).To("10001");
        Assert.Contains("分数", asked, StringComparison.Ordinal);
        Assert.Empty(await world.RecordsAsync("10002"));
        Assert.Empty(await world.RecordsAsync("10003"));
    }
}
