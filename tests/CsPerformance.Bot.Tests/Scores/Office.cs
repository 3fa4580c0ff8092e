using CsPerformance.Bot.Charts;
using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Hosting;
using CsPerformance.Bot.Jobs;
using CsPerformance.Bot.Scores;
using CsPerformance.Bot.Tests.Conversation;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Record = CsPerformance.Domain.Records.Record;

namespace CsPerformance.Bot.Tests.Scores;

/// <summary>Two teams, a real store in a temporary file, the shipped scheme, a clock that only moves when told.</summary>
internal sealed class Office : IAsyncDisposable
{
    public const string Lead = "10001", Fang = "10002", Qiang = "10003", Lei = "10004", OtherLead = "10006", Sun = "10007", Qa = "10010", Hr = "10011", Admin = "10012";
    public const string One = "客服一组", Two = "客服二组";

    private readonly StorePlace place;
    private readonly SimulatedClock time;
    private long asked = 1000;

    private Office(StorePlace place, DateTimeOffset start)
    {
        this.place = place;
        time = new SimulatedClock(TimeProvider.System, start);
        Clock = new BusinessClock(time, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
        Calendar = Calendars.Read(Path.Combine(AppContext.BaseDirectory, "Schemes", "calendars")).Days;
    }

    public Store Store { get; private set; } = null!;

    public BusinessClock Clock { get; }

    public WorkingDays Calendar { get; }

    public SchemesInForce Schemes { get; } = new("kf-2017");

    public ScoreBook Scores => field ??= new(Schemes, Calendar);

    public House House => field ??= new(Schemes, Scores, Calendar, Clock);

    /// <param name="start">Local time in Shanghai, such as 2026-11-23T10:00.</param>
    public static async Task<Office> OpenAsync(string start = "2026-11-23T10:00")
    {
        var office = new Office(await StorePlace.PrepareAsync(), At(start));
        await office.ReopenAsync();
        await office.Store.WriteAsync(transaction =>
        {
            office.Schemes.PutDefault(transaction);
            foreach (var person in People()) transaction.People.Save(person, Period.Month(2026, 1));
        });
        return office;
    }

    /// <summary>As after a restart: everything that is only in memory is gone.</summary>
    public async Task ReopenAsync()
    {
        if (Store is not null) await Store.DisposeAsync();
        Store = await Store.OpenAsync(place.Options, time);
    }

    public static DateTimeOffset At(string local) => DateTimeOffset.Parse(local + "+08:00", System.Globalization.CultureInfo.InvariantCulture);

    public void MoveTo(string local) => Assert.True(time.MoveTo(At(local)));

    public Task<Record> ItemAsync(string person, string code, string on, decimal? points = null, int count = 1, string reason = "", string by = Lead, bool pending = false) =>
        AddAsync(new NewRecord(RecordKind.Item, person, code, Day(on), Day(on), by, "simulator", count, points, Reason: reason, Pending: pending));

    public async Task<Record> MetricAsync(string person, string code, decimal value, string month = "2026-11") =>
        await Store.WriteAsync(transaction => transaction.Records.AddReplacing(Figure(RecordKind.Metric, person, code, value, month)).Added);

    public async Task<Record> RateAsync(string person, decimal value, string month = "2026-11") =>
        await Store.WriteAsync(transaction => transaction.Records.AddReplacing(Figure(RecordKind.Rating, person, "execution", value, month)).Added);

    public Task<Record> LeaveAsync(string person, string type, string from, string until, decimal days) =>
        AddAsync(new NewRecord(RecordKind.Leave, person, type, Day(from), Day(until), person, "simulator", Value: days, Pending: true));

    public Task<Record> AddAsync(NewRecord record) => Store.WriteAsync(transaction => transaction.Records.Add(record));

    /// <summary>Marks somebody as having left, with this last day of work.</summary>
    public Task LeaveCompanyAsync(string person, string lastDay) =>
        Store.WriteAsync(transaction => transaction.People.Save(transaction.People.Find(person)!.LeavingOn(Day(lastDay)), Period.Month(transaction.Today)));

    public async Task DecideAsync(Record record, DecisionKind kind, RecordState expected) => Assert.True(
        await Store.WriteAsync(transaction => transaction.Decisions.Add(new Decision(record.Number, kind, Lead, transaction.Now, "测试"), expected)));

    /// <summary>王芳 with everything that the scheme asks for: 5200×1.2 + 280 + 310 + 600 = 7430.</summary>
    public async Task FillFangAsync(string month = "2026-11")
    {
        await RateAsync(Fang, 280, month);
        await MetricAsync(Fang, "conversations", 5200, month);
        await MetricAsync(Fang, "tickets", 310, month);
    }

    public Task<string> LineAsync(string person, string line, string month = "2026-11", Wish? wish = null) => Store.ReadAsync(session =>
    {
        Assert.True(Period.TryParse(month, out var period));
        return Scores.SheetOf(session, Rated.Find(session, person, period)!, period, wish).Of(person).Line(line)?.Value switch
        {
            LineValue.Number number => Words.Of(number.Value),
            LineValue.Missing missing => "缺：" + missing.Why,
            LineValue.Void => "void",
            var other => other?.ToString() ?? "",
        };
    });

    /// <summary>Says a command and gives all that came of it.</summary>
    public async Task<IReadOnlyList<OutboxItem>> AskAsync(string person, Command command, bool inGroup = false, Consent consent = Consent.None) =>
        await (await PrepareAsync(person, command, inGroup, consent))();

    /// <summary>Reads what a command would do, as it is now; the outcome is what does it.</summary>
    public async Task<Func<Task<IReadOnlyList<OutboxItem>>>> PrepareAsync(string person, Command command, bool inGroup = false, Consent consent = Consent.None)
    {
        var id = ++asked;
        var chat = inGroup ? new Chat(One) : Chat.Direct;
        var message = new IncomingMessage("simulator", $"m{id}", person, chat, "问", [], Clock.Now);
        View? view = null;
        Roster roster = null!;
        var effect = await Store.ReadAsync(reads =>
        {
            view = new View(reads);
            roster = new Roster(reads.People.All());
            return Dispatch.Run(new Turn(id, message, roster.People.First(one => one.Number == person), roster, view, Clock.Now, null, House), command, consent);
        });
        return async () =>
        {
            try
            {
                await Store.WriteAsync(transaction =>
                {
                    view!.Session = transaction;
                    effect(transaction, new Said(transaction, message, id, Recipient.To(person), inGroup ? Recipient.ToGroup(One) : Recipient.To(person), Clock) { Roster = roster });
                });
                return await Store.ReadAsync(session => session.Outbox.CausedBy(id));
            }
            catch (RecordedMeanwhileException)
            {
                return await AskAsync(person, command, inGroup, consent);
            }
        };
    }

    /// <summary>The text that the asker gets, all pages.</summary>
    public async Task<string> AnswerAsync(string person, Command command)
    {
        var said = await AskAsync(person, command);
        var rest = await Store.ReadAsync(session => session.Pages.Find(person, "direct"));
        return string.Join('\n', said.Select(item => item.Message.Text)) + (said.Any(item => item.Message.Text.Contains("下一页", StringComparison.Ordinal)) ? rest : "");
    }

    /// <param name="drawing">The program that draws; left out, there is none.</param>
    public async Task RunDueAsync(PngTool? drawing = null)
    {
        using var due = new Due(Store, House, drawing ?? new PngTool(NullLogger<PngTool>.Instance, "no-such-program"), NullLogger<Due>.Instance);
        await due.RunAsync(Clock.Now);
    }

    /// <summary>Everything that waits to be sent without having been asked for.</summary>
    public Task<IReadOnlyList<OutboxItem>> PushedAsync() => Store.ReadAsync<IReadOnlyList<OutboxItem>>(session =>
    {
        // On PostgreSQL a push that was refused as a double, or whose transaction was undone, has used up its number.
        const int gap = 50;
        var found = new List<OutboxItem>();
        for (var (id, last) = (1L, 0L); id <= last + gap; id++)
        {
            if (session.Outbox.Find(id) is not { } item) continue;
            last = id;
            if (item.InReplyTo is null) found.Add(item);
        }
        return found;
    });

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await place.DisposeAsync();
    }

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static NewRecord Figure(RecordKind kind, string person, string code, decimal value, string month)
    {
        Assert.True(Period.TryParse(month, out var period));
        return new(kind, person, code, period.Last, period.Last, Lead, "simulator", Value: value);
    }

    private static IEnumerable<Person> People()
    {
        yield return Of(Lead, "陈静", One, Role.Lead, null);
        yield return Of(Fang, "王芳", One, Role.Agent, "basic");
        yield return Of(Qiang, "李强", One, Role.Agent, "basic");
        yield return Of(Lei, "王磊", One, Role.Agent, "vip");
        yield return Of(OtherLead, "刘洋", Two, Role.Lead, null);
        yield return Of(Sun, "孙丽", Two, Role.Agent, "basic");
        yield return Of(Qa, "郑凯", null, Role.Qa, null);
        yield return Of(Hr, "冯雪", null, Role.Hr, null);
        yield return Of(Admin, "何军", null, Role.Admin, null);
    }

    private static Person Of(string number, string name, string? team, Role role, string? position) =>
        new(number, name, [], team, new HashSet<Role> { role }, position, position is null ? null : "初级");
}
