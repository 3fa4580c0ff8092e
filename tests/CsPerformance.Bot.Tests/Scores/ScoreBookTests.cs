using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Scores;

public class ScoreBookTests
{
    private static readonly Period _november = Period.Month(2026, 11);

    [StoreFact]
    public async Task Figures_mark_and_case_make_the_total_and_the_pay()
    {
        await using var office = await Office.OpenAsync();
        Assert.Contains("conversations", await office.LineAsync(Office.Fang, "total"), StringComparison.Ordinal);
        await office.FillFangAsync();
        Assert.Equal("7430", await office.LineAsync(Office.Fang, "total"));
        await office.ItemAsync(Office.Fang, "excellent_case", "2026-11-20");
        Assert.Equal("7530", await office.LineAsync(Office.Fang, "total"));
        Assert.Equal("6765", await office.LineAsync(Office.Fang, "pay"));
    }

    [StoreTheory]
    [InlineData(20, "1.2")]
    [InlineData(20.5, "1")]
    [InlineData(70, "void")]
    public async Task Flags_move_the_coefficient_at_the_written_ends(double points, string coefficient)
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.ItemAsync(Office.Fang, "qa", "2026-11-05", (decimal)points, by: Office.Qa);
        Assert.Equal(coefficient, await office.LineAsync(Office.Fang, "coefficient"));
    }

    [StoreFact]
    public async Task A_reversed_flag_counts_as_if_it_had_never_been_recorded()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        var flag = await office.ItemAsync(Office.Fang, "qa", "2026-11-05", 40, by: Office.Qa);
        Assert.Equal("0.8", await office.LineAsync(Office.Fang, "coefficient"));
        await office.DecideAsync(flag, DecisionKind.Reverse, RecordState.Active);
        foreach (var wish in new[] { Wish.Lines, Wish.Explained }) Assert.Equal("7430", await office.LineAsync(Office.Fang, "total", wish: wish));
    }

    [StoreFact]
    public async Task Leave_costs_the_600_when_it_is_approved_and_not_before()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        var leave = await office.LeaveAsync(Office.Fang, "personal", "2026-11-24", "2026-11-24", 0.5m);
        Assert.Equal("600", await office.LineAsync(Office.Fang, "full_attendance"));
        await office.DecideAsync(leave, DecisionKind.Approve, RecordState.Pending);
        Assert.Equal("0", await office.LineAsync(Office.Fang, "full_attendance"));
        Assert.Equal("6830", await office.LineAsync(Office.Fang, "total"));
        await office.DecideAsync(leave, DecisionKind.Withdraw, RecordState.Active);
        Assert.Equal("600", await office.LineAsync(Office.Fang, "full_attendance"));
    }

    [StoreFact]
    public async Task Leave_over_the_month_end_counts_in_each_month_with_its_working_days()
    {
        await using var office = await Office.OpenAsync();
        // Friday 30 October to Tuesday 3 November: one working day before the end of the month, two after it.
        var leave = await office.LeaveAsync(Office.Fang, "annual", "2026-10-30", "2026-11-03", 3);
        await office.DecideAsync(leave, DecisionKind.Approve, RecordState.Pending);
        Assert.Equal((1m, 2m, 0), await office.Store.ReadAsync(session =>
        {
            decimal DaysIn(Period period) => office.Scores.SheetOf(session, Rated.Find(session, Office.Fang, period)!, period).Facts.Subjects.Single(one => one.Id == Office.Fang).Leave.Sum(one => one.Days);
            return (DaysIn(Period.Month(2026, 10)), DaysIn(_november), (int)DaysIn(Period.Month(2026, 12)));
        }));
    }

    [StoreFact]
    public async Task A_day_counts_in_its_own_month_only()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.FillFangAsync("2026-10");
        await office.ItemAsync(Office.Fang, "excellent_case", "2026-10-31");
        Assert.Equal("7430", await office.LineAsync(Office.Fang, "total"));
        Assert.Equal("7530", await office.LineAsync(Office.Fang, "total", "2026-10"));
    }

    [StoreFact]
    public async Task A_second_figure_replaces_the_first_and_an_earlier_moment_still_knows_the_first()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        var before = office.Clock.Now;
        office.MoveTo("2026-11-24T10:00");
        await office.MetricAsync(Office.Fang, "conversations", 5300);
        Assert.Equal("7550", await office.LineAsync(Office.Fang, "total"));
        Assert.Equal("7430", await office.LineAsync(Office.Fang, "total", wish: new(AsOf: before)));
        Assert.StartsWith("缺", await office.LineAsync(Office.Fang, "total", wish: new(AsOf: before.AddSeconds(-1))), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Position_and_grade_are_those_of_the_month()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.ItemAsync(Office.Fang, "qa", "2026-11-05", 16);
        var person = await office.Store.ReadAsync(session => session.People.Find(Office.Fang)!);
        await office.Store.WriteAsync(transaction => transaction.People.Save(person with { Position = "vip", Team = Office.Two }, Period.Month(2026, 12)));
        Assert.Equal("1.2", await office.LineAsync(Office.Fang, "coefficient"));
        await office.FillFangAsync("2026-12");
        Assert.Equal("1.5", await office.LineAsync(Office.Fang, "coefficient", "2026-12"));
        Assert.Contains(Office.Fang, await office.Store.ReadAsync(session => office.Scores.SheetOf(session, Office.One, _november).Subjects.Select(subject => subject.Id).ToList()));
        Assert.DoesNotContain(Office.Fang, await office.Store.ReadAsync(session => office.Scores.SheetOf(session, Office.One, Period.Month(2026, 12)).Subjects.Select(subject => subject.Id).ToList()));
    }

    [StoreFact]
    public async Task A_published_month_does_not_change_silently()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.ItemAsync(Office.Fang, "excellent_case", "2026-11-20");
        await office.Store.WriteAsync(transaction =>
        {
            var scored = office.Scores.SheetOf(transaction, Office.One, _november, Wish.Explained);
            transaction.Publications.Add(new(_november, Office.One, scored.Scheme.Id, scored.Scheme.Version, FactsText.Write(scored.Facts), "{}", Office.Hr));
        });
        await office.ItemAsync(Office.Fang, "wrong_ticket", "2026-11-20");
        foreach (var wish in new[] { Wish.Lines, Wish.Explained }) Assert.Equal("7530", await office.LineAsync(Office.Fang, "total", wish: wish));
        Assert.Equal("7520", await office.LineAsync(Office.Fang, "total", wish: new(AsOf: office.Clock.Now)));
    }

    [StoreFact]
    public async Task Tallies_and_single_records_give_the_same_sheet()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.ItemAsync(Office.Fang, "qa", "2026-11-05", 12.5m);
        await office.ItemAsync(Office.Fang, "qa", "2026-11-05", 12.5m);
        await office.ItemAsync(Office.Fang, "late_login", "2026-11-06", count: 4);
        foreach (var line in new[] { "qa_points", "coefficient", "full_attendance", "total", "pay" })
            Assert.Equal(await office.LineAsync(Office.Fang, line), await office.LineAsync(Office.Fang, line, wish: Wish.Explained));
        Assert.Equal("25", await office.LineAsync(Office.Fang, "qa_points"));
    }

    [StoreFact]
    public async Task What_the_scheme_does_not_know_keeps_nobody_from_a_score()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.ItemAsync(Office.Fang, "of_another_scheme", "2026-11-05", 3);
        await office.AddAsync(new NewRecord(RecordKind.Metric, Office.Fang, "unheard_of", _november.Last, _november.Last, Office.Lead, "simulator", Value: 3));
        Assert.Equal("7430", await office.LineAsync(Office.Fang, "total"));
    }

    [StoreFact]
    public async Task A_figure_out_of_range_spoils_only_its_own_sheet()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.RateAsync(Office.Qiang, 301);
        var scored = await office.Store.ReadAsync(session => office.Scores.SheetOf(session, Office.One, _november));
        Assert.Equal(7430, scored.Board(Office.Fang));
        Assert.NotEmpty(scored.Problems[Office.Qiang]);
        Assert.Null(scored.Board(Office.Qiang));
    }

    [StoreFact]
    public async Task A_team_has_its_own_scheme_from_a_month_on_and_the_company_another()
    {
        await using var office = await Office.OpenAsync();
        await office.Store.WriteAsync(transaction =>
        {
            var other = office.Schemes.Installed(transaction).First(scheme => scheme.Id != "kf-2017");
            SchemesInForce.PutInForce(transaction, Office.One, _november, other, Office.Admin);
        });
        var (before, from, others) = await office.Store.ReadAsync(session => (
            office.Schemes.InForce(session, Office.One, Period.Month(2026, 10)).Id, office.Schemes.InForce(session, Office.One, _november).Id, office.Schemes.InForce(session, Office.Two, _november).Id));
        Assert.Equal(("kf-2017", "kf-2017"), (before, others));
        Assert.NotEqual("kf-2017", from);
    }
}
