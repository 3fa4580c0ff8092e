using CsPerformance.Domain.Schemes.Running;
using CsPerformance.Domain.Time;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>What the lines of a scheme came to for a made-up subject.</summary>
internal sealed class Outcome(Run run)
{
    public Value Of(PlanLine line) => line.OfGroup ? run.GroupLines[line.Index] : run.Lines[line.Index];

    /// <summary>Whether a condition holds for the subject; a missing one does not.</summary>
    public bool Holds(Node condition) => condition.Eval(new Frame(run) { Subject = 0 }).Yes;

    /// <summary>The number of a line; null where it is missing, no number, or too large to compare.</summary>
    public decimal? Number(PlanLine line) => Of(line) is { Held: Held.Number or Held.Void } value && value.Number.Shown is > -1e15m and < 1e15m ? value.Number.Shown : null;
}

/// <summary>
/// Runs a scheme on made-up subjects, so that a remark can name numbers that really come out. Only so much work is
/// done: a scheme too large to be tried out gets the remarks that need no trial.
/// </summary>
internal sealed class Trials
{
    private const int Others = 9;
    private const long MostWork = 1_500_000;
    private const int CostOfRun = 1500;

    private readonly Scheme scheme;
    private readonly Period period;
    private readonly IReadOnlyList<ParameterValue> parameters;
    private readonly IReadOnlyList<Period> earlier;
    private readonly long cost;
    private readonly long most;
    private long work;

    /// <param name="part">How much of the work of one check may be done, 0 to 1.</param>
    public Trials(Ground ground, decimal part)
    {
        most = (long)(MostWork * part);
        scheme = ground.Scheme;
        // December ends a quarter, a half and a year; a scheme for some months only gets one of them.
        var month = scheme.Months.Count > 0 ? scheme.Months[^1] : 12;
        var year = scheme.Parameters.SelectMany(parameter => parameter.Dates).Select(date => date.Year).Append(2026).Max();
        period = Period.Of(scheme.PeriodKinds[0], new(Math.Min(year, 9000), month, 1));
        parameters = [.. scheme.Plan.Parameters.Select(Assumed)];
        earlier = [.. Earlier()];
        cost = ground.Lines.Sum(line => ground.NodesOf(line).Sum(node => node is Gathered or Lookback or Streak or Ago or Quota ? 20L : 1)) + CostOfRun;
        if (scheme.ComparesSubjects) cost *= Others + 1;
    }

    /// <summary>An unset amount of yuan is taken to be so much, so that what hangs on it can be tried out.</summary>
    public const decimal AssumedYuan = 1000;

    /// <summary>Null where the work is used up.</summary>
    public Outcome? At(Setting setting, Setting? others = null)
    {
        if ((work += cost) > most) return null;
        var subjects = new List<SubjectFacts> { setting.Facts("0", earlier) };
        for (var i = 1; scheme.ComparesSubjects && i <= Others; i++) subjects.Add((others ?? setting).Facts(i.ToString(System.Globalization.CultureInfo.InvariantCulture), earlier));
        var facts = new Facts(period, null, subjects, new Dictionary<string, ParameterFact>());
        var run = new Run(scheme.Plan, scheme, facts, parameters, new FactsCheck(scheme, scheme.Id).Seated(facts));
        run.Execute();
        return new(run);
    }

    public static bool IsAssumed(ParameterDefinition parameter) => parameter is { IsUnset: true, Kind: ValueKind.Number, Unit: { } unit } && unit.Contains('元', StringComparison.Ordinal);

    private ParameterValue Assumed(PlanParameter parameter)
    {
        var value = parameter.On(period);
        return IsAssumed(parameter.Definition) ? value with { One = Value.Of(AssumedYuan), IsGiven = true } : value;
    }

    private IEnumerable<Period> Earlier()
    {
        if (scheme.Plan.History.Count == 0) return [];
        var within = scheme.Plan.History[0].Each != period.Kind;
        var one = within ? Period.Of(scheme.Plan.History[0].Each, period.Last) : period.Previous;
        return Enumerable.Range(0, 15).Select(back => one.Plus(-back)).Where(past => within || scheme.Months.Count == 0 || scheme.Months.Contains(past.Last.Month)).Reverse();
    }
}
