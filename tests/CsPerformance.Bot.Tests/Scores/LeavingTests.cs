using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Scores;

/// <summary>Who has left keeps every month that they worked, and has no other.</summary>
public class LeavingTests
{
    private static readonly Period _october = Period.Month(2026, 10), _november = Period.Month(2026, 11), _december = Period.Month(2026, 12);

    [StoreTheory]
    [InlineData("2026-10-31", "10月")]
    [InlineData("2026-11-01", "10月 11月")]
    [InlineData("2026-11-15", "10月 11月")]
    [InlineData("2026-11-30", "10月 11月")]
    [InlineData("2026-12-01", "10月 11月 12月")]
    public async Task The_months_up_to_the_last_day_list_the_person_by_either_way_to_the_numbers(string lastDay, string months)
    {
        await using var office = await Office.OpenAsync("2026-12-02T10:00");
        foreach (var month in (string[])["2026-10", "2026-11", "2026-12"]) await office.FillFangAsync(month);
        await office.ItemAsync(Office.Fang, "excellent_case", "2026-10-09");
        var before = await ValuesAsync(office, Office.One);

        await office.LeaveCompanyAsync(Office.Fang, lastDay);

        var listed = await office.Store.ReadAsync(session => ((Period[])[_october, _november, _december])
            .Where(month => office.Scores.SheetOf(session, Office.One, month).Subjects.Any(subject => subject.Id == Office.Fang)).Select(month => $"{month.Ordinal}月").ToList());
        Assert.Equal(months, string.Join(' ', listed));
        var after = await ValuesAsync(office, Office.One);
        Assert.Equal(before.Where(line => !line.StartsWith(Office.Fang, StringComparison.Ordinal) || listed.Contains(line.Split(' ')[1])), after);
        Assert.Equal(after, await ValuesAsync(office, Office.One, Wish.Explained));
        Assert.Equal(after, await ValuesAsync(office, Office.One, new(AsOf: office.Clock.Now)));
        Assert.Contains(after, line => line.Contains("7530", StringComparison.Ordinal));
    }

    [StoreFact]
    public async Task Another_team_is_as_it_was_and_a_gap_is_no_month_of_who_came_back()
    {
        await using var office = await Office.OpenAsync("2026-12-02T10:00");
        await office.FillFangAsync();
        var others = await ValuesAsync(office, Office.Two);
        await office.LeaveCompanyAsync(Office.Fang, "2026-10-31");
        await office.Store.WriteAsync(transaction => transaction.People.Save(transaction.People.Find(Office.Fang)!.BackFrom(new(2026, 12, 1)), _december));

        Assert.Equal(others, await ValuesAsync(office, Office.Two));
        Assert.Equal([true, false, true], await office.Store.ReadAsync(session => ((Period[])[_october, _november, _december])
            .Select(month => office.Scores.SheetOf(session, Office.One, month).Subjects.Any(subject => subject.Id == Office.Fang)).ToList()));
    }

    /// <summary>A pool that is divided among the team, and marks against the rate of the team: who worked along counts for the others.</summary>
    [StoreTheory]
    [InlineData("kpi-pool")]
    [InlineData("inbound-star")]
    public async Task What_others_get_by_comparison_does_not_change_when_somebody_leaves(string id)
    {
        await using var office = await Office.OpenAsync("2026-12-02T10:00");
        await office.Store.WriteAsync(transaction =>
        {
            SchemesInForce.PutInForce(transaction, Office.One, Period.Month(2026, 1), office.Schemes.Installed(transaction).First(scheme => scheme.Id == id), Office.Admin);
            foreach (var person in (string[])[Office.Fang, Office.Qiang, Office.Lei])
                transaction.People.Save(transaction.People.Find(person)! with { Position = "agent" }, Period.Month(2026, 1));
        });
        foreach (var (person, orders) in (IEnumerable<(string, decimal)>)[(Office.Fang, 90), (Office.Qiang, 20), (Office.Lei, 30)])
        {
            await office.MetricAsync(person, "connected_calls", 100);
            await office.MetricAsync(person, "orders", orders);
            await office.MetricAsync(person, "big_orders", 10);
        }
        await office.ItemAsync(Office.Fang, "late", "2026-11-03");
        var before = await ValuesAsync(office, Office.One);

        await office.LeaveCompanyAsync(Office.Fang, "2026-11-03");

        Assert.Equal(before.Where(line => line.Contains(" 11月 ", StringComparison.Ordinal)), (await ValuesAsync(office, Office.One)).Where(line => line.Contains(" 11月 ", StringComparison.Ordinal)));
        // From December on the team is smaller.
        Assert.NotEqual(before.Where(line => line.Contains(" 12月 ", StringComparison.Ordinal)), (await ValuesAsync(office, Office.One)).Where(line => line.Contains(" 12月 ", StringComparison.Ordinal)));
    }

    [StoreFact]
    public async Task A_month_published_after_somebody_left_holds_their_result_and_tells_them_nothing()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.LeaveCompanyAsync(Office.Fang, "2026-11-20");
        office.MoveTo("2026-12-03T10:00");

        var said = await office.AskAsync(Office.Hr, new Command.Publish(_november), consent: Consent.Given);

        Assert.DoesNotContain(said, item => item.To.Person == Office.Fang);
        Assert.Contains(said, item => item.To.Person == Office.Qiang);
        Assert.Contains("已离职、没有私信的：王芳(10002)，请另行送达", Text(said, Office.Hr), StringComparison.Ordinal);
        Assert.Contains("王芳(10002)", Text(said, Office.Lead), StringComparison.Ordinal);
        Assert.Equal("7430", await office.LineAsync(Office.Fang, "total"));
        Assert.Contains("7430", await office.AnswerAsync(Office.Hr, new Command.PayEstimate(_november, Office.Fang)), StringComparison.Ordinal);
        Assert.Contains("没有变化", await office.AnswerAsync(Office.Hr, new Command.Correct(_november)), StringComparison.Ordinal);

        await office.ItemAsync(Office.Fang, "excellent_case", "2026-11-20");
        var corrected = await office.AskAsync(Office.Hr, new Command.Correct(_november), consent: Consent.Given);
        Assert.DoesNotContain(corrected, item => item.To.Person == Office.Fang);
        Assert.Equal("7530", await office.LineAsync(Office.Fang, "total"));
    }

    [StoreFact]
    public async Task Leaving_after_the_publication_corrects_nothing_and_an_earlier_last_day_takes_the_month_back()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        office.MoveTo("2026-12-03T10:00");
        await office.AskAsync(Office.Hr, new Command.Publish(_november), consent: Consent.Given);

        await office.LeaveCompanyAsync(Office.Fang, "2026-11-30");
        Assert.Contains("没有变化", await office.AnswerAsync(Office.Hr, new Command.Correct(_november)), StringComparison.Ordinal);
        Assert.Equal("7430", await office.LineAsync(Office.Fang, "total"));

        await office.LeaveCompanyAsync(Office.Fang, "2026-10-31");
        Assert.Contains("王芳(10002) 本期不再列入本组：", await office.AnswerAsync(Office.Hr, new Command.Correct(_november)), StringComparison.Ordinal);
        await office.AskAsync(Office.Hr, new Command.Correct(_november), consent: Consent.Given);
        Assert.Contains("没有新的变化", await office.AnswerAsync(Office.Hr, new Command.Correct(_november)), StringComparison.Ordinal);
        Assert.DoesNotContain("王芳", await office.AnswerAsync(Office.Lead, new Command.TeamSheet(new Stretch.OfPeriod(_november))), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_lead_and_hr_ask_about_the_months_that_were_worked_and_are_told_of_the_others()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.LeaveCompanyAsync(Office.Fang, "2026-11-20");
        office.MoveTo("2026-12-03T10:00");
        var (november, december) = (new Stretch.OfPeriod(_november), new Stretch.OfPeriod(_december));

        Assert.Contains("7430", await office.AnswerAsync(Office.Lead, new Command.MyScore(november, Office.Fang)), StringComparison.Ordinal);
        Assert.Contains("5200", await office.AnswerAsync(Office.Lead, new Command.Details(null, november, null, Office.Fang)), StringComparison.Ordinal);
        Assert.Contains("7430", await office.AnswerAsync(Office.Lead, new Command.Why(null, null, november, Office.Fang)), StringComparison.Ordinal);
        Assert.Contains("王芳(10002)", await office.AnswerAsync(Office.Lead, new Command.TeamSheet(november)), StringComparison.Ordinal);
        Assert.DoesNotContain("王芳(10002)", await office.AnswerAsync(Office.Lead, new Command.TeamSheet(december)), StringComparison.Ordinal);
        foreach (var late in (Command[])[new Command.MyScore(december, Office.Fang), new Command.Details(null, december, null, Office.Fang), new Command.Why(null, null, null, Office.Fang), new Command.HowFar(Office.Fang)])
        {
            var told = await office.AnswerAsync(Office.Lead, late);
            Assert.Contains("王芳(10002) 已离职，最后一天是11月20日(周五)；之后的日子不计绩效，12月没有结果", told, StringComparison.Ordinal);
            Assert.Contains("分数 王芳 11月", told, StringComparison.Ordinal);
        }
        // The other team's lead learns nothing, not even the day.
        Assert.DoesNotContain("离职", await office.AnswerAsync(Office.OtherLead, new Command.MyScore(december, Office.Fang)), StringComparison.Ordinal);
        Assert.Contains("已离职", await office.AnswerAsync(Office.Admin, new Command.SetRole(Office.Fang, Role.Qa)), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Boards_and_estimates_name_who_worked_and_go_to_who_is_here()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.LeaveCompanyAsync(Office.Fang, "2026-11-20");
        // It is Monday 23 November: the board of the week in which she left, then that of the week after.
        Assert.Contains(Office.Fang, await office.Store.ReadAsync(session => OnBoard(office, session, new(2026, 11, 20))));
        Assert.DoesNotContain(Office.Fang, await office.Store.ReadAsync(session => OnBoard(office, session, new(2026, 11, 27))));

        office.MoveTo("2026-12-01T08:35");
        await office.RunDueAsync();

        var pushed = await office.PushedAsync();
        Assert.DoesNotContain(pushed, item => item.To.Person == Office.Fang);
        Assert.Contains(pushed, item => item.To.Person == Office.Qiang);
        var list = string.Join('\n', pushed.Where(item => item.To.Person == Office.Hr).Select(item => item.Message.Text));
        Assert.Matches("(?m)^王芳\\(10002\\).*[0-9] ?元", list);
    }

    [StoreFact]
    public async Task A_whole_team_that_left_is_still_published_and_exported()
    {
        await using var office = await Office.OpenAsync();
        await office.LeaveCompanyAsync(Office.Sun, "2026-11-10");
        await office.LeaveCompanyAsync(Office.OtherLead, "2026-11-10");
        office.MoveTo("2026-12-03T10:00");

        Assert.Contains("客服二组(1人)", Text(await office.AskAsync(Office.Hr, new Command.Publish(_november), consent: Consent.Given), Office.Hr), StringComparison.Ordinal);
        Assert.Contains("客服二组 已发布", Text(await office.AskAsync(Office.Hr, new Command.Export(_november)), Office.Hr), StringComparison.Ordinal);
        Assert.DoesNotContain("客服二组", Text(await office.AskAsync(Office.Hr, new Command.Export(_december)), Office.Hr), StringComparison.Ordinal);
    }

    [StoreTheory]
    [InlineData("2026-11-18", "2026-11-19", null)]
    [InlineData("2026-11-12", "2026-11-18", 2)]
    [InlineData("2026-11-09", "2026-11-10", 2)]
    public async Task Leave_that_was_granted_beyond_the_last_day_is_none(string from, string until, int? days)
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        var (first, last) = (DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture));
        var leave = await office.LeaveAsync(Office.Fang, "personal", from, until, office.Calendar.Count(first, last));
        await office.DecideAsync(leave, Domain.Records.DecisionKind.Approve, Domain.Records.RecordState.Pending);
        await office.LeaveCompanyAsync(Office.Fang, "2026-11-13");

        foreach (var wish in (Wish[])[Wish.Lines, Wish.Explained])
        {
            var facts = await office.Store.ReadAsync(session => office.Scores.SheetOf(session, Office.One, _november, wish).Facts.Subjects.Single(subject => subject.Id == Office.Fang));
            Assert.Equal(days is { } counted ? [(decimal)counted] : Array.Empty<decimal>(), facts.Leave.Select(one => one.Days));
        }
        Assert.Equal(days is null ? "7430" : "6830", await office.LineAsync(Office.Fang, "total"));
    }

    [StoreFact]
    public async Task Hr_is_told_who_was_here_for_a_part_of_the_month()
    {
        await using var office = await Office.OpenAsync();
        await office.FillFangAsync();
        await office.Store.WriteAsync(transaction => transaction.People.Save(transaction.People.Find(Office.Qiang)! with { JoinedOn = new(2026, 11, 10) }, _november));
        await office.LeaveCompanyAsync(Office.Fang, "2026-11-13");
        await office.LeaveCompanyAsync(Office.Lei, "2026-11-04");
        await office.Store.WriteAsync(transaction => transaction.People.Save(transaction.People.Find(Office.Lei)!.BackFrom(new(2026, 11, 16)), _november));
        foreach (var (person, part) in (IEnumerable<(string, string)>)[
            (Office.Fang, "注：11月13日(周五)离职；方案里按月的固定金额没有按在职天数折算，请人事核定"), (Office.Qiang, "注：11月10日(周二)入职；"), (Office.Lei, "注：11月4日(周三)离职，11月16日(周一)复职；")])
            Assert.Contains(part, await office.AnswerAsync(Office.Hr, new Command.PayEstimate(_november, person)), StringComparison.Ordinal);
        Assert.DoesNotContain("折算", await office.AnswerAsync(Office.Hr, new Command.PayEstimate(_november, Office.Sun)), StringComparison.Ordinal);
        Assert.DoesNotContain("折算", await office.AnswerAsync(Office.Hr, new Command.PayEstimate(_october, Office.Fang)), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Being_forgotten_afterwards_changes_no_number()
    {
        await using var office = await Office.OpenAsync("2026-12-02T10:00");
        await office.FillFangAsync();
        await office.LeaveCompanyAsync(Office.Fang, "2026-11-15");
        var before = await ValuesAsync(office, Office.One);

        Assert.IsType<ForgetReport.Done>(await office.Store.ForgetAsync(new ForgetWish(Office.Fang, "本人申请", Office.Hr)));

        Assert.Contains(before, line => line.StartsWith(Office.Fang, StringComparison.Ordinal));
        Assert.Equal(before, await ValuesAsync(office, Office.One));
    }

    private static List<string> OnBoard(Office office, Session session, DateOnly day)
    {
        var board = new Boards(office.Scores, office.Schemes, office.Clock).OfWeek(session, Office.One, Week.Of(day));
        return [.. board.Rows.Select(row => row.Rated.Id), .. board.Waiting.Select(rated => rated.Id), .. board.Partly.Select(part => part.Rated.Id)];
    }

    private static string Text(IReadOnlyList<OutboxItem> said, string person) => string.Join('\n', said.Where(item => item.To.Person == person).Select(item => item.Message.Text));

    /// <summary>Every line of everybody in October, November and December: 10002 11月 total=7430.</summary>
    private static Task<List<string>> ValuesAsync(Office office, string team, Wish? wish = null) => office.Store.ReadAsync(session => (
        from month in (Period[])[_october, _november, _december]
        let scored = office.Scores.SheetOf(session, team, month, wish)
        from subject in scored.Subjects
        from line in scored.Of(subject.Id).Lines
        select $"{subject.Id} {month.Ordinal}月 {line.Code}={line.Value switch { LineValue.Number number => Words.Of(number.Value), LineValue.Missing => "缺", var other => other.ToString() }}").ToList());
}
