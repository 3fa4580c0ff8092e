using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>What is said in a group: praise and the top of the board; everything else goes to a direct message.</summary>
public class GroupTests
{
    private const string Group = "客服一组";

    [StoreTheory]
    [InlineData("10001")]
    [InlineData("10002")]
    [InlineData("10010")]
    [InlineData("10011")]
    [InlineData("10012")]
    public async Task Private_answers_to_one_sentence_after_the_other_leave_only_a_word_each(string sender)
    {
        await using var world = await ChatWorld.OpenAsync();
        foreach (var sentence in PrivateSentencesTests.Sentences) PrivateSentencesTests.AssertIsPrivate(await world.SayAsync(sender, sentence, Group), sender);
    }

    [StoreFact]
    public async Task Praise_is_echoed_in_the_group()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.SayAsync("10001", "记 @王芳 优秀案例", Group, "10002");
        Assert.Contains("优秀案例", heard.ToGroup(Group), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_deduction_is_shown_privately()
    {
        await using var world = await ChatWorld.OpenAsync();
        var heard = await world.SayAsync("10001", "扣分 @李强 昨天 延迟上号", Group, "10003");
        Assert.Equal("已私信您。", heard.ToGroup(Group));
        Assert.Contains(heard, item => item.To.Person == "10001" && item.Message.Card is not null);
    }
}

/// <summary>Every sentence whose answer is private, said in a group by everybody, each in a company of its own: in files only, because they are hundreds.</summary>
public sealed class PrivateSentencesTests
{
    internal static IEnumerable<string> Sentences => RightsTable.All.Where(right => right.Where == Where.Private).Select(right => right.Example).Distinct();

    public static TheoryData<string, string> SentencesAndSenders()
    {
        var data = new TheoryData<string, string>();
        foreach (var sentence in Sentences)
            foreach (var sender in new[] { "10001", "10002", "10010", "10011", "10012" }) data.Add(sender, sentence);
        return data;
    }

    [Theory]
    [MemberData(nameof(SentencesAndSenders))]
    public async Task A_private_answer_leaves_only_a_word_in_the_group(string sender, string sentence)
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.SayAsync("10001", "接待量 @王芳 5200", null, "10002");
        AssertIsPrivate(await world.SayAsync(sender, sentence, "客服一组"), sender);
    }

    internal static void AssertIsPrivate(IReadOnlyList<OutboxItem> heard, string sender)
    {
        Assert.All(heard.Where(item => item.To.Group is not null), item => Assert.Equal(("已私信您。", null, null), (item.Message.Text, item.Message.Card, item.Message.File)));
        Assert.Contains(heard, item => item.To.Person == sender);
    }
}
