using CsPerformance.Domain.Schemes.Running;
using CsPerformance.Domain.Time;

namespace CsPerformance.Domain.Schemes;

/// <summary>What reading a scheme file came to: a scheme, or every fault in it.</summary>
public sealed record SchemeReading(Scheme? Scheme, IReadOnlyList<Fault> Faults);

/// <summary>What an evaluation came to: a sheet (in which lines may be missing), or what is wrong with the facts.</summary>
public abstract record Evaluation
{
    public sealed record Sheet(ScoreSheet Result) : Evaluation;

    public sealed record Faulty(IReadOnlyList<Fault> Faults) : Evaluation;
}

/// <summary>A checked appraisal scheme (考核方案), compiled once and usable from several threads.</summary>
public sealed class Scheme
{
    internal Scheme(Plan plan) => Plan = plan;

    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>SHA-256 (hex, lower case) of the file's text.</summary>
    public required string Version { get; init; }

    public required string Source { get; init; }

    public required IReadOnlyList<PeriodKind> PeriodKinds { get; init; }

    /// <summary>The only months that it is for (April and October, say); empty: all.</summary>
    public required IReadOnlyList<int> Months { get; init; }

    public required SubjectKind Subject { get; init; }

    /// <summary>True where the scheme itself demands that pay is kept secret (薪资保密).</summary>
    public required bool Confidential { get; init; }

    /// <summary>A change of one unit that moves pay by more than this share is a cliff; 0 to 1; null: the share of the check itself.</summary>
    public required decimal? CliffShare { get; init; }

    /// <summary>When a period is published; null where the scheme does not say.</summary>
    public required DayWindow? Publication { get; init; }

    /// <summary>When marks may be given; null: at any time.</summary>
    public required DayWindow? AssessmentWindow { get; init; }

    public required IReadOnlyList<Clause> Clauses { get; init; }

    public required IReadOnlyList<ParameterDefinition> Parameters { get; init; }

    public required IReadOnlyList<AttributeDefinition> Attributes { get; init; }

    public required IReadOnlyList<MetricDefinition> Metrics { get; init; }

    public required IReadOnlyList<ItemDefinition> Items { get; init; }

    public required IReadOnlyList<RatingDefinition> Ratings { get; init; }

    public required IReadOnlyList<CheckDefinition> Checks { get; init; }

    public required IReadOnlyList<HistoryDefinition> History { get; init; }

    public required IReadOnlyList<SchemeLine> Lines { get; init; }

    public required IReadOnlyList<SchemeLine> GroupLines { get; init; }

    /// <summary>True where a subject's lines depend on the others (rank, mean, quota), so that it cannot be evaluated alone.</summary>
    public required bool ComparesSubjects { get; init; }

    /// <summary>The code of the line that a board ranks by, highest first; null where there is none.</summary>
    public required string? BoardLine { get; init; }

    public required IReadOnlyList<Deadline> Deadlines { get; init; }

    public required IReadOnlyList<WorkflowStep> Workflow { get; init; }

    /// <summary>Qualified names (<c>metrics.tickets</c>, <c>items.late.count</c>) that some formula reads.</summary>
    public required IReadOnlySet<string> UsedNames { get; init; }

    internal Plan Plan { get; }

    /// <summary>Where facts go; two threads may make it at once, which only wastes one of them.</summary>
    internal Intake Intake => intake ??= new(this);

    private Intake? intake;

    /// <summary>Evaluates the facts of one period. Pure: the same facts give the same sheet for ever.</summary>
    /// <param name="facts">Checked here against the scheme's names, ranges and kinds of period.</param>
    /// <param name="explain">Adds to every line how it came about.</param>
    /// <param name="file">What the facts are called in a fault.</param>
    public Evaluation Evaluate(Facts facts, bool explain = false, string file = "facts")
    {
        var bound = Bind(facts, file);
        if (bound.Run is not { } run) return new Evaluation.Faulty(bound.Faults);
        run.Execute();
        var faults = Refusals.Of(this, run, facts, file);
        return faults.Count > 0 ? new Evaluation.Faulty(faults) : new Evaluation.Sheet(new SheetMaking(this, run, facts, explain).Make());
    }

    /// <summary>What is wrong in facts beside the faults that kept them from being read.</summary>
    /// <param name="reading">Facts that could be read in part; a place that has a fault already is not named twice.</param>
    /// <param name="file">What the facts are called in a fault.</param>
    public IReadOnlyList<Fault> FaultsBeside(FactsReading reading, string file)
    {
        if (reading.Legible is not { } facts) return [];
        var check = new FactsCheck(this, file);
        check.Check(facts);
        return [.. check.Faults.Where(fault => reading.Faults.All(read => fault.Place != read.Place && !fault.Place.StartsWith(read.Place + ".", StringComparison.Ordinal)))];
    }

    /// <summary>Checks facts and binds them to the compiled lines, for running them many times.</summary>
    internal (Run? Run, IReadOnlyList<Fault> Faults) Bind(Facts facts, string file)
    {
        var check = new FactsCheck(this, file);
        var (parameters, inputs) = check.Check(facts);
        return check.Faults.Count > 0 ? (null, check.Faults) : (new Run(Plan, this, facts, parameters, inputs), []);
    }
}
