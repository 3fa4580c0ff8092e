namespace CsPerformance.Domain.Schemes.Running;

/// <summary>
/// What a run leaves for its explanation: every input and every line that it held. The words are written from these when
/// somebody asks, by walking the nodes that were evaluated.
/// </summary>
internal sealed class Trace
{
    private readonly Scheme scheme;
    private readonly Run run;
    private readonly Facts facts;
    private readonly Frame frame;
    private readonly Wording words;

    // A run remembers figures of the group as they are asked for; a sheet may be read by several threads.
    private readonly Lock gate = new();

    public Trace(Scheme scheme, Run run, Facts facts)
    {
        (this.scheme, this.run, this.facts) = (scheme, run, facts);
        frame = new(run);
        words = new(frame);
    }

    /// <summary>The formula with the numbers put in.</summary>
    public string Numbers(PlanLine line, int subject)
    {
        lock (gate)
        {
            frame.Subject = subject;
            return words.Of(line.Root);
        }
    }

    public string Result(PlanLine line, int subject) => run.Of(line, subject).ToString();

    /// <summary>The band that was hit; null where the line is not read from bands.</summary>
    public string? Band(PlanLine line, int subject)
    {
        if (line.Root is not Bands bands) return null;
        lock (gate)
        {
            frame.Subject = subject;
            return bands.Shown(frame);
        }
    }

    /// <summary>What it takes to reach the next better band or rung.</summary>
    public string? Next(PlanLine line, int subject)
    {
        if (line.Root is not (Bands or Ladder) || run.Of(line, subject).IsMissing) return null;
        lock (gate)
        {
            frame.Subject = subject;
            return line.Root is Bands bands ? bands.Next(frame) : ((Ladder)line.Root).Next(frame);
        }
    }

    public string? Clause(PlanLine line)
    {
        foreach (var clause in scheme.Clauses) if (clause.Number == line.Clause) return $"第{clause.Number}条 {clause.Text}";
        return null;
    }

    /// <summary>Numbers of the records behind the inputs that it reads.</summary>
    public IReadOnlyList<long> Records(PlanLine line, int subject)
    {
        if (line.Reads.Count == 0) return [];
        IReadOnlyList<SubjectFacts> subjects = subject < 0 ? facts.Subjects : [facts.Subjects[subject]];
        return [.. subjects.SelectMany(one => line.Reads.SelectMany(slot => slot.Records(one))).Distinct().Order()];
    }
}
