using CsPerformance.Bot.Conversation.Understanding;

namespace CsPerformance.Bot.Tests.Understanding;

/// <summary>A question is answered by a few words, or left for something else.</summary>
public sealed class AnswersTests
{
    [Theory]
    [InlineData("lead", "记 小王 昨天 优秀案例", "王芳", "RecordItem d=11-19 i=excellent_case p=10002")]
    [InlineData("lead", "记 昨天 延迟上号", "李强", "RecordItem d=11-19 i=late_login p=10003")]
    [InlineData("lead", "记 @张三 延迟上号", "李强", "RecordItem i=late_login p=10003")]
    [InlineData("lead", "记 李强 昨天", "延迟上号", "RecordItem d=11-19 i=late_login p=10003")]
    [InlineData("lead", "记 李强 额外加分 帮忙", "3", "RecordItem i=extra p=10003 pt=3 r=帮忙")]
    [InlineData("lead", "记 李强 额外加分 帮忙", "加3分", "RecordItem i=extra p=10003 pt=3 r=帮忙")]
    [InlineData("lead", "记 李强 额外加分 帮客户处理了3", "5", "RecordItem i=extra p=10003 pt=5 r=帮客户处理了3")]
    [InlineData("lead", "记 李强 质检扣分 扣200分 没回", "5", "RecordItem i=qa p=10003 pt=5 r=没回")]
    [InlineData("lead", "记 李强 31日 延迟上号", "昨天", "RecordItem d=11-19 i=late_login p=10003")]
    [InlineData("lead", "记 李强 上周 延迟上号", "上周三", "RecordItem d=11-11 i=late_login p=10003")]
    [InlineData("qa", "质检 李强 会话5531 未及时回复", "扣5分", "QaFlag i=qa p=10003 pt=5 r=未及时回复 ref=会话5531")]
    [InlineData("qa", "质检 李强 会话5531 扣5分", "没有回复客户的工资问题", "QaFlag i=qa p=10003 pt=5 r=没有回复客户的工资问题 ref=会话5531")]
    [InlineData("agent", "请假 下周一", "事假", "RequestLeave days=1 from=11-23 ty=personal until=11-23")]
    [InlineData("agent", "请假 事假", "下周一下午", "RequestLeave days=0.5 from=11-23 fromNoon ty=personal until=11-23")]
    [InlineData("agent", "请假 下周一 半天 事假", "上午", "RequestLeave days=0.5 from=11-23 ty=personal until=11-23 untilNoon")]
    [InlineData("lead", "执行力 王磊 320", "300", "Rate f=10004:execution=300")]
    [InlineData("lead", "执行力 王磊", "280", "Rate f=10004:execution=280")]
    [InlineData("lead", "驳回", "2031 人手不够", "Reject no=2031 r=人手不够")]
    [InlineData("hr", "发布", "10月", "Publish m=2026-10")]
    [InlineData("admin", "角色 王磊", "质检", "SetRole p=10004 role=Qa")]
    [InlineData("agent", "请假 下周一", "我的分数", "MyScore")]
    [InlineData("lead", "记 李强 额外加分", "下一页", "next")]
    [InlineData("qa", "质检 李强 会话5531 扣5分", "记 小王 优秀案例", "?Person")]
    [InlineData("lead", "加20分 李强", "记 李强 额外加分 二十", "?Points")]
    [InlineData("lead", "小芳扣5分 没及时回", "加分 李强 20分 帮忙带新人", "?Item")]
    [InlineData("agent", "请假 下周一 2小时 事假", "我下周二想休一天", "?LeaveType")]
    [InlineData("lead", "记 李强 昨天", "收到", "~Acknowledged")]
    [InlineData("lead", "记 昨天 延迟上号", "食堂还有饭没有", "!")]
    [InlineData("lead", "记 小王 错误工单 工单702", "李强 错误工单 工单703 记", "?Meaning")]
    [InlineData("lead", "记 小王 错误工单", "王磊 工单703", "RecordItem i=wrong_ticket p=10004 ref=工单703")]
    public void A_typed_answer_completes_what_was_asked(string sender, string first, string answer, string expected)
    {
        var asked = Assert.IsType<Reading.Asked>(Demo.Read(first, sender));
        var alone = Demo.Read(answer, sender);
        Assert.Equal(expected, Compact.Show(Reader.Answer(asked.Question, [], Utterance.Of(answer), alone, Demo.For(sender), Demo.Now, Demo.Calendar)));
    }

    [Fact]
    public void A_number_picks_a_choice_only_where_there_is_such_a_choice()
    {
        var asked = Assert.IsType<Reading.Asked>(Demo.Read("记 小王 优秀案例"));
        Assert.Equal(2, asked.Question.Choices.Count);
        Assert.Equal("RecordItem i=excellent_case p=10004", Compact.Show(Demo.Read(asked.Question.Choices[1].Utterance)));
        Assert.IsType<Reading.MenuPick>(Reader.Answer(asked.Question, [], Utterance.Of("2"), Demo.Read("2"), Demo.For("lead"), Demo.Now, Demo.Calendar));
    }

    [Fact]
    public void A_number_beside_a_word_that_may_be_a_day_is_kept_as_what_it_is_said_to_be()
    {
        var asked = Assert.IsType<Reading.Asked>(Demo.Read("记 王芳 优秀案例 评分4.8"));
        Assert.Equal(
            ["RecordItem d=04-08 i=excellent_case p=10002 r=评分", "RecordItem i=excellent_case p=10002 r=评分“4.8”"],
            asked.Question.Choices.Select(choice => Compact.Show(Demo.Read(choice.Utterance))));
    }
}
