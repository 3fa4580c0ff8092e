namespace CsPerformance.Domain.Schemes.Running;

/// <summary>Makes the sheet of a run; the explanation is written by walking the nodes that were evaluated.</summary>
internal sealed class SheetMaking(Scheme scheme, Run run, Facts facts, bool explain)
{
    private readonly Dictionary<int, string> clauses = scheme.Clauses.ToDictionary(clause => clause.Number, clause => $"第{clause.Number}条 {clause.Text}");
    private readonly Frame frame = new(run);

    public ScoreSheet Make()
    {
        var subjects = new SubjectSheet[facts.Subjects.Count];
        var shown = scheme.Plan.Shown.Where(line => !line.OfGroup).ToList();
        for (var i = 0; i < subjects.Length; i++) subjects[i] = Subject(i, shown);
        frame.Subject = -1;
        // Without subjects there is no group to tell anything of (common rule 12).
        var group = subjects.Length == 0 ? [] : scheme.Plan.Shown.Where(line => line.OfGroup).Select(Line).ToList();
        return new(scheme.Id, scheme.Version, facts.Period, subjects, new(facts.Group?.Id ?? "", group, []));
    }

    private SubjectSheet Subject(int subject, List<PlanLine> shown)
    {
        frame.Subject = subject;
        var notices = new List<string>();
        foreach (var notice in scheme.Plan.Notices) if (notice.When.Eval(frame).Yes) notices.Add(notice.Text);
        var lines = new List<SheetLine>(shown.Count);
        foreach (var line in shown) if (!line.IsStep) lines.Add(Line(line));
        return new(facts.Subjects[subject].Id, lines, notices, explain ? [.. shown.Where(line => line.IsStep).Select(Line)] : null);
    }

    private SheetLine Line(PlanLine line)
    {
        var value = line.OfGroup ? run.GroupLines[line.Index] : run.Lines[frame.Subject * run.LineCount + line.Index];
        return new(line.Code, line.Title, line.Money, value.ToLine(), explain ? Explain(line, value) : null) { Unit = line.Unit, Labels = line.Labels };
    }

    private Explanation Explain(PlanLine line, Value value) => new(
        Wording.Of(line.Root, null),
        Wording.Of(line.Root, frame),
        value.ToString(),
        (line.Root as Bands)?.Shown(frame),
        value.IsMissing ? null : line.Root switch { Bands bands => bands.Next(frame), Ladder ladder => ladder.Next(frame), _ => null },
        line.Clause is { } clause ? clauses.GetValueOrDefault(clause) : null,
        [.. Records(line).Distinct().Order()],
        [.. line.Root.Tree().OfType<LineName>().Select(name => name.Line.Code).Distinct()]);

    private IEnumerable<long> Records(PlanLine line)
    {
        var inputs = line.Root.Tree().OfType<Input>().Select(input => input.Slot).ToList();
        var subjects = frame.Subject < 0 ? facts.Subjects : [facts.Subjects[frame.Subject]];
        return subjects.SelectMany(subject => inputs.SelectMany(slot => slot.Records(subject)));
    }
}
