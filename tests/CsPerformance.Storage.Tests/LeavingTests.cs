using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;

namespace CsPerformance.Storage.Tests;

/// <summary>Who is listed in a month, however long ago it was, and whoever has left since.</summary>
public abstract class LeavingTests(Place place) : StoreTests(place)
{
    private static readonly Period October = November.Previous, December = November.Next;

    [StoreFact]
    public async Task The_last_day_decides_the_last_month()
    {
        Person[] people =
        [
            Some.Person("20001", "月末").LeavingOn(new(2026, 10, 31)), Some.Person("20002", "月初").LeavingOn(new(2026, 11, 1)),
            Some.Person("20003", "月中").LeavingOn(new(2026, 11, 15)), Some.Person("20004", "今天").LeavingOn(Day), Some.Person("20005", "在职"),
        ];
        await Store.WriteAsync(tx => tx.People.SaveAll(people, Period.Month(2026, 1)));

        Assert.Equal("20001 20002 20003 20004 20005", await EmployedAsync(October));
        Assert.Equal("20002 20003 20004 20005", await EmployedAsync(November));
        Assert.Equal("20005", await EmployedAsync(December));
        // A longer period needs one day of it.
        Assert.Equal("20001 20002 20003 20004 20005", await EmployedAsync(new Period(PeriodKind.Quarter, 2026, 4)));
        Assert.Equal(["20005"], (await Read(s => s.People.All())).Where(person => person.Active).Select(person => person.Number));
        Assert.Equal(new DateOnly(2026, 11, 15), (await Read(s => s.People.Find("20003")))!.LeftOn);
    }

    [StoreFact]
    public async Task Months_between_leaving_and_coming_back_are_left_out_and_no_others()
    {
        await Store.WriteAsync(tx => tx.People.Save(Some.Person(), Period.Month(2026, 1)));
        await SaveAsync(person => person.LeavingOn(new(2026, 6, 30)));
        await SaveAsync(person => person.BackFrom(new(2026, 9, 1)));
        await SaveAsync(person => person.LeavingOn(new(2026, 10, 5)));
        await SaveAsync(person => person.BackFrom(new(2026, 10, 20)));

        var listed = await Read(s => Enumerable.Range(1, 12).Where(month => s.People.Employed(Period.Month(2026, month)).Count == 1).ToList());

        Assert.Equal([1, 2, 3, 4, 5, 6, 9, 10, 11, 12], listed);
        var found = (await Read(s => s.People.Find("10002")))!;
        Assert.True(found.Active);
        Assert.Equal([new(new(2026, 6, 30), new(2026, 9, 1)), new(new(2026, 10, 5), new(2026, 10, 20))], found.Leavings);
        Assert.Equal((await Read(s => s.People.All())).Single().Leavings, found.Leavings);
    }

    [StoreFact]
    public async Task Leaving_by_mistake_and_a_wrong_day_are_put_right()
    {
        await Store.WriteAsync(tx => tx.People.Save(Some.Person(), Period.Month(2026, 1)));
        await SaveAsync(person => person.LeavingOn(new(2026, 10, 31)));
        await SaveAsync(person => person.LeavingOn(new(2026, 11, 10)));
        Assert.Equal("10002", await EmployedAsync(November));

        await SaveAsync(person => person.BackFrom(new(2026, 11, 11)));

        Assert.Empty((await Read(s => s.People.Find("10002")))!.Leavings);
    }

    [StoreFact]
    public async Task Who_is_saved_without_a_day_leaves_and_comes_back_today()
    {
        await Store.WriteAsync(tx => tx.People.Save(Some.Person(), Period.Month(2026, 1)));
        await SaveAsync(person => person with { Active = false });
        Assert.Equal(Day, (await Read(s => s.People.Find("10002")))!.LeftOn);

        Clock.Set(new(2026, 12, 10, 9, 0, 0, TimeSpan.FromHours(8)));
        await SaveAsync(person => person with { Active = true });

        Assert.Equal([new(Day, new(2026, 12, 10))], (await Read(s => s.People.Find("10002")))!.Leavings);
        Assert.Equal("10002", await EmployedAsync(December));
    }

    [StoreFact]
    public async Task A_team_that_all_have_left_is_there_in_the_months_that_it_worked()
    {
        await Store.WriteAsync(tx => tx.People.Save(Some.Person().LeavingOn(new(2026, 11, 1)), Period.Month(2026, 1)));

        Assert.Equal(["客服一组"], await Read(s => s.People.Teams(November)));
        Assert.Empty(await Read(s => s.People.Teams(December)));
        Assert.Empty(await Read(s => s.People.Teams()));
    }

    [StoreFact]
    public async Task Who_joined_later_is_in_no_month_before_unless_something_is_recorded_of_it()
    {
        await Store.WriteAsync(tx => tx.People.SaveAll(
            [Some.Person("20001", "老人"), Some.Person("20002", "月底来") with { JoinedOn = new(2026, 11, 30) }, Some.Person("20003", "补录", "客服九组") with { JoinedOn = new(2026, 12, 1) }], November));
        Assert.Equal(("20001", "20001 20002"), (await EmployedAsync(October), await EmployedAsync(November)));
        Assert.Equal(["客服一组"], await Read(s => s.People.Teams(November)));

        var late = await AddAsync(Some.Metric(5200, "20003"));

        Assert.Equal("20001 20002 20003", await EmployedAsync(November));
        Assert.Equal(["客服一组", "客服九组"], await Read(s => s.People.Teams(November)));
        await Store.WriteAsync(tx => tx.Decisions.Add(new Decision(late.Number, DecisionKind.Reverse, "10001", tx.Now, "记错人"), RecordState.Active));
        Assert.Equal("20001 20002", await EmployedAsync(November));
    }

    [StoreFact]
    public async Task A_store_from_before_learns_the_days_from_its_records()
    {
        var back = Some.Person("20004", "忘了");
        await Store.WriteAsync(tx => tx.People.SaveAll(
            [Some.Person("20001", "有记录") with { Active = false }, Some.Person("20002", "没记录") with { Active = false }, Some.Person("20003", "在职"), back with { Active = false }], October));
        await Store.WriteAsync(tx => tx.People.Save(Some.Person("20005", "后来"), November));
        await AddAsync(Some.Item("20001", on: new(2026, 11, 3)));
        // A leave ahead is no work, and a figure stands on the last day of its month: neither reaches beyond the day of recording.
        await AddAsync(new NewRecord(RecordKind.Leave, "20001", "annual", new(2026, 12, 7), new(2026, 12, 8), "20001", "simulator", Value: 2));
        await AddAsync(Some.Metric(88, "20001"));
        var wrong = await AddAsync(Some.Item("20004", on: new(2026, 11, 19)));
        await Store.WriteAsync(tx => tx.Decisions.Add(new Decision(wrong.Number, DecisionKind.Reverse, "10001", tx.Now, "记错人"), RecordState.Active));
        await AddAsync(Some.Item("20004", on: new(2026, 10, 31)));
        await Place.ForceAsync(
            "drop table leavings", "alter table people drop column joined_on", "delete from schema_versions where version = 7",
            "update people set forgotten = 1 where number = '20004'", "delete from roles where person = '20004'");

        await OpenAsync();

        var people = (await Read(s => s.People.All())).ToDictionary(person => person.Number);
        Assert.Equal(new DateOnly(2026, 11, 20), people["20001"].LeftOn);
        Assert.Equal(new DateOnly(2026, 10, 31), people["20004"].LeftOn);
        Assert.True(people["20004"].Is(Role.Agent));
        Assert.Equal((null, null), (people["20003"].JoinedOn, people["20001"].JoinedOn));
        Assert.Equal(new DateOnly(2026, 11, 1), people["20005"].JoinedOn);
        // As before, who left without a trace is nowhere.
        Assert.Equal("20001 20003 20004", await EmployedAsync(October));
        Assert.Equal("20001 20003 20005", await EmployedAsync(November));
        Assert.Equal("20003 20005", await EmployedAsync(December));
        Assert.Equal([false, false, true, false, true], people.Values.OrderBy(person => person.Number, StringComparer.Ordinal).Select(person => person.Active));
    }

    [StoreFact]
    public async Task Who_becomes_a_lead_was_rated_until_then_and_the_first_month_of_the_new_role_still_counts()
    {
        await Store.WriteAsync(tx => tx.People.Save(Some.Person(), Period.Month(2026, 1)));
        // As a store from before has it.
        await Place.ForceAsync("update postings set rated = null");
        Assert.Equal("2026-01 2026-10 2026-11 2026-12", await RatedAsync());

        await RoleAsync(Role.Lead);
        Assert.Equal("2026-01 2026-10 2026-11", await RatedAsync());
        Assert.True((await Read(s => s.People.Find("10002", October)))!.IsRated);
        Assert.False((await Read(s => s.People.Find("10002", December)))!.IsRated);

        // The team changes with the role, and again: nothing of the month to come is left from before.
        await SaveAsync(person => person with { Team = "客服九组" });
        Assert.Equal("2026-01 2026-10 2026-11", await RatedAsync());
        Assert.Equal(("客服一组", "客服九组", "客服九组"), await Read(s => (s.People.Find("10002", October)!.Team, s.People.Find("10002", November)!.Team, s.People.Find("10002", December)!.Team)));

        // It was a slip: as if it had not been.
        await RoleAsync(Role.Agent);
        Assert.Equal("2026-01 2026-10 2026-11 2026-12", await RatedAsync());
        Assert.Equal("客服九组", await Read(s => s.People.Find("10002", December)!.Team));
    }

    [StoreFact]
    public async Task Who_becomes_an_agent_is_rated_from_that_month_on()
    {
        await Store.WriteAsync(tx => tx.People.Save(Some.Person(roles: Role.Qa), Period.Month(2026, 1)));
        await RoleAsync(Role.Agent, Role.Qa);
        Assert.Equal("2026-11 2026-12", await RatedAsync());
        Clock.Set(new(2026, 12, 10, 9, 0, 0, TimeSpan.FromHours(8)));
        await Store.WriteAsync(tx => tx.People.SaveAll([tx.People.Find("10002")! with { Roles = new HashSet<Role> { Role.Qa } }], December));
        Assert.Equal("2026-11 2026-12", await RatedAsync());
        Assert.False((await Read(s => s.People.Find("10002", December.Next)))!.IsRated);
    }

    [StoreFact]
    public async Task Forgetting_leaves_who_worked_when_with_the_number()
    {
        await Store.WriteAsync(tx => tx.People.Save(Some.Person().LeavingOn(new(2026, 11, 15)), Period.Month(2026, 1)));
        await Store.ForgetAsync(new ForgetWish("10002", "本人申请", "10011"));

        var left = Assert.Single(await Read(s => s.People.Employed(November)));
        Assert.True(left is { Forgotten: true, Active: false } && left.Is(Role.Agent));
        Assert.Equal("", await EmployedAsync(December));
    }

    private Task RoleAsync(params Role[] roles) => SaveAsync(person => person with { Roles = roles.ToHashSet() });

    private Task<string> RatedAsync() => Read(s => string.Join(' ', ((Period[])[Period.Month(2026, 1), October, November, December]).Where(month => s.People.Employed(month).Any(person => person.IsRated))));

    private Task SaveAsync(Func<Person, Person> change) => Store.WriteAsync(tx => tx.People.Save(change(tx.People.Find("10002")!), November));

    private Task<string> EmployedAsync(Period period) => Read(s => string.Join(' ', s.People.Employed(period).Select(person => person.Number)));
}

public sealed class Leaving_on_Sqlite() : LeavingTests(new SqlitePlace());

public sealed class Leaving_on_Postgres() : LeavingTests(new PostgresPlace());
