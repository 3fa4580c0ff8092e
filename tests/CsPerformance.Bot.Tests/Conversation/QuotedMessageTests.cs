using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>A message that answers a quoted one says what stands below the quotation.</summary>
public class QuotedMessageTests
{
    [StoreFact]
    public async Task A_quoted_message_is_no_part_of_what_is_said()
    {
        await using var world = await ChatWorld.OpenAsync();
        var plain = (await world.SayAsync("10002", "我的分数")).To("10002");
        Assert.Equal(plain, (await world.SayAsync("10002", "「陈静：记 @李强 昨天 延迟上号」\n- - - - - - - - - - - - - - -\n我的分数")).To("10002"));
        Assert.Equal(plain, (await world.SayAsync("10002", "“王磊：我的\n明细呢”\r\n-----\n我的分数")).To("10002"));
        Assert.Empty(await world.RecordsAsync("10003"));
    }

    [Theory]
    [InlineData("「陈静：好」\n-----\n")]
    [InlineData("接待量\n-----\n王芳 5200")]
    [InlineData("“会话5531”没回复\n-----\n请看")]
    [InlineData("")]
    public void Dashes_without_a_quotation_above_and_words_below_part_nothing(string text) => Assert.Equal(text, Utterance.Own(text));
}
