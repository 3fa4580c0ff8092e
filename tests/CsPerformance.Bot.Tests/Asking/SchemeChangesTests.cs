using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Tests.Scores;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Tests.Asking;

public class SchemeChangesTests
{
    private static readonly Period _november = Period.Month(2026, 11);

    [Fact]
    public async Task A_scheme_counts_from_its_month_on_after_a_confirmation()
    {
        await using var office = await Office.OpenAsync();
        var command = new Command.SchemePutInForce("weighted-4", Period.Month(2026, 12), Office.One);
        Assert.Contains("weighted-4", Assert.Single(await office.AskAsync(Office.Admin, command)).Message.Text, StringComparison.Ordinal);
        Assert.Equal("kf-2017", await InForceAsync(office, Period.Month(2026, 12)));
        await office.AskAsync(Office.Admin, command, consent: Consent.GivenDespiteDuplicate);
        Assert.Equal(("kf-2017", "weighted-4"), (await InForceAsync(office, _november), await InForceAsync(office, Period.Month(2026, 12))));
        Assert.Contains("没有方案", await office.AnswerAsync(Office.Admin, new Command.SchemePutInForce("nothing", _november)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_shows_an_admin_no_single_persons_pay()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        var command = new Command.SchemeTrial("kf-2017", _november, _november);
        Assert.Contains("6715元 → 6715元", await office.AnswerAsync(Office.Admin, command), StringComparison.Ordinal);
        Assert.DoesNotContain("王芳", await office.AnswerAsync(Office.Admin, command), StringComparison.Ordinal);
        Assert.Contains("没有错误", await office.AnswerAsync(Office.Admin, new Command.SchemeCheck("kf-2017")), StringComparison.Ordinal);
    }

    private static Task<string> InForceAsync(Office office, Period month) => office.Store.ReadAsync(session => office.Schemes.InForce(session, Office.One, month).Id);
}
