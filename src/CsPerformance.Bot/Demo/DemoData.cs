using CsPerformance.Bot.Scores;
using CsPerformance.Channels.Simulator;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Demo;

/// <summary>Plausible records of the three months before the current one, the same on every machine. What the scheme in force does not know is left out.</summary>
internal sealed class DemoData(SchemesInForce schemes, WorkingDays calendar)
{
    private const int Months = 3;

    private static readonly Dictionary<string, (string Metric, int Usual)> _work = new()
    {
        ["basic"] = ("conversations", 5200),
        ["vip"] = ("vip_conversations", 2400),
        ["phone"] = ("calls", 2600),
    };

    private static readonly string[] _praise = ["耐心讲解，客户书面表扬", "主动跟进到问题解决", "客户来电感谢", "节日期间加班处理积压"];

    private static readonly string[] _flags = ["未及时回复", "结束语遗漏", "信息核对不全", "答复与知识库不一致"];

    /// <summary>Fills the months once; a second time nothing happens.</summary>
    public void Fill(Transaction transaction)
    {
        if (!transaction.JobRuns.Once("demo-data", "first", "company")) return;
        var current = Period.Month(transaction.Today);
        for (var back = Months; back >= 1; back--)
        {
            var month = current.Plus(-back);
            foreach (var person in transaction.People.All(month).Where(person => person.Is(Role.Agent) && person.Team is not null)) Fill(transaction, person, month);
        }
    }

    private void Fill(Transaction transaction, Person person, Period month)
    {
        var everybody = transaction.People.All(month);
        if (everybody.FirstOrDefault(other => other.Leads(person))?.Number is not { } lead) return;
        var desk = new Desk(transaction, schemes.InForce(transaction, person.Team, month), person, month, calendar);
        if (_work.TryGetValue(person.Position ?? "", out var work)) desk.Metric(work.Metric, desk.Around(work.Usual), lead);
        desk.Metric("tickets", desk.Around(300), lead);
        desk.Rating("execution", desk.Between(210, 295), lead);
        for (var i = desk.Between(0, 3); i > 0; i--) desk.Item("excellent_case", null, desk.One(_praise), lead);
        for (var i = desk.Between(0, 2); i > 0; i--) desk.Item("late_login", null, "", lead);
        for (var i = desk.Between(0, 2); i > 0; i--) desk.Item("wrong_ticket", null, "工单分类有误", lead);
        var judge = everybody.FirstOrDefault(other => other.Is(Role.Qa))?.Number ?? lead;
        for (var i = desk.Between(1, 5); i > 0; i--) desk.Item("qa", desk.Between(1, 8), desk.One(_flags), judge);
        if (desk.Between(1, 4) == 1) desk.Leave("personal", 1, "家中有事");
    }

    /// <summary>One person's month. The chance depends on person and month alone.</summary>
    private sealed class Desk(Transaction transaction, Scheme scheme, Person person, Period month, WorkingDays calendar)
    {
        private readonly Random _chance = new(checked(int.Parse(person.Number, System.Globalization.CultureInfo.InvariantCulture) * 100 + month.Year * 12 + month.Ordinal));

        public int Between(int least, int most) => _chance.Next(least, most + 1);

        public int Around(int usual) => usual * Between(85, 115) / 100;

        public string One(string[] texts) => texts[_chance.Next(texts.Length)];

        public void Metric(string code, decimal value, string by)
        {
            if (scheme.Metrics.Any(metric => metric.Code == code)) transaction.Records.AddReplacing(New(RecordKind.Metric, code, month.Last, by) with { Value = value });
        }

        public void Rating(string code, decimal value, string by)
        {
            if (scheme.Ratings.Any(rating => rating.Code == code)) transaction.Records.AddReplacing(New(RecordKind.Rating, code, month.Last, by) with { Value = value });
        }

        public void Item(string code, decimal? points, string reason, string by)
        {
            if (scheme.Items.All(item => item.Code != code)) return;
            transaction.Records.Add(New(RecordKind.Item, code, WorkingDay(), by) with { Points = points, Reason = reason, Reference = $"会话{Between(10_000, 99_999)}" });
        }

        public void Leave(string code, decimal days, string reason) =>
            transaction.Records.Add(New(RecordKind.Leave, code, WorkingDay(), person.Number) with { Value = days, Reason = reason });

        private NewRecord New(RecordKind kind, string code, DateOnly on, string by) =>
            new(kind, person.Number, code, on, on, by, SimulatorChannel.ChannelName);

        private DateOnly WorkingDay()
        {
            var day = month.First.AddDays(Between(0, 27));
            return calendar.IsWorkingDay(day) ? day : calendar.After(month.First, 1 + Between(0, 14));
        }
    }
}
