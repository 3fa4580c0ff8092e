using CsPerformance.Bot.Conversation.Rights;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>What is said in a group: praise and the top of the board; everything else goes to a direct message.</summary>
public sealed class GroupTests
{
    private const string Group = "客服一组";

    public static TheoryData<string, string> PrivateSentences()
    {
        var data = new TheoryData<string, string>();
        foreach (var example in RightsTable.All.Where(right => right.Where == Where.Private).Select(right => right.Example).Distinct())
            foreach (var sender in new[] { "10001", "10002", "10010", "10011", "10012" }) data.Add(sender, example);
        return data;
    }

    [Theory]
    [MemberData(nameof(PrivateSentences))]
    public async Task A_private_answer_leaves_only_a_word_in_the_group(string sender, string sentence)
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "接待量 @王芳 5200", null, "10002");
        var heard = await world.SayAsync(sender, sentence, Group);
        Assert.All(heard.Where(item => item.To.Group is not null), item => Assert.Equal(("已私信您。", null, null), (item.Message.Text, item.Message.Card, item.Message.File)));
        Assert.Contains(heard, item => item.To.Person == sender);
    }

    [Fact]
    public async Task Praise_is_echoed_in_the_group()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.SayAsync("10001", "记 @王芳 优秀案例", Group, "10002");
        Assert.Contains("优秀案例", heard.ToGroup(Group), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deduction_is_shown_privately()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.SayAsync("10001", "扣分 @李强 昨天 延迟上号", Group, "10003");
        Assert.Equal("已私信您。", heard.ToGroup(Group));
        Assert.Contains(heard, item => item.To.Person == "10001" && item.Message.Card is not null);
    }
}
