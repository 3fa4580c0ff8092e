using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Scores;

/// <summary>Who becomes a lead is paid for the months as an agent, also where those are computed afterwards.</summary>
public class PromotionTests
{
    private static readonly Period _november = Period.Month(2026, 11), _december = Period.Month(2026, 12), _january = Period.Month(2027, 1);

    [StoreFact]
    public async Task A_new_lead_keeps_the_sheet_and_the_pay_of_the_months_before()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        office.MoveTo("2026-12-02T10:00");
        Assert.Contains("2026-12 仍参加客服考核，从 2027-01 起不再列入", await office.AnswerAsync(Office.Admin, new Command.SetRole(Office.Fang, Role.Lead)), StringComparison.Ordinal);
        await office.AskAsync(Office.Admin, new Command.SetRole(Office.Fang, Role.Lead), consent: Consent.Given);

        Assert.Equal([true, true, false], await office.Store.ReadAsync(session => ((Period[])[_november, _december, _january])
            .Select(month => office.Scores.SheetOf(session, Office.One, month).Subjects.Any(subject => subject.Id == Office.Fang)).ToList()));
        var said = await office.AskAsync(Office.Hr, new Command.Publish(_november), consent: Consent.Given);
        Assert.Contains(said, item => item.To.Person == Office.Fang && item.Message.Text.Contains("工资", StringComparison.Ordinal));
        Assert.Equal("7430", await office.LineAsync(Office.Fang, "total"));
        Assert.Contains("7430", await office.AnswerAsync(Office.Fang, new Command.MyScore(new Stretch.OfPeriod(_november))), StringComparison.Ordinal);
        Assert.DoesNotContain("不参加", await office.AnswerAsync(Office.Fang, new Command.MyScore(new Stretch.OfPeriod(_december))), StringComparison.Ordinal);
        office.MoveTo("2027-01-10T10:00");
        Assert.StartsWith("您是组长，不参加客服考核", await office.AnswerAsync(Office.Fang, new Command.MyScore(new Stretch.OfPeriod(_january))), StringComparison.Ordinal);
    }
}
