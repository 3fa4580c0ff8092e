namespace CsPerformance.Domain.Schemes.Running;

/// <summary>Makes the sheet of a run.</summary>
internal sealed class SheetMaking(Scheme scheme, Run run, Facts facts, bool explain)
{
    private readonly Trace? trace = explain ? new(scheme, run, facts) : null;
    private readonly Frame frame = new(run);

    public ScoreSheet Make()
    {
        var subjects = new SubjectSheet[facts.Subjects.Count];
        for (var i = 0; i < subjects.Length; i++) subjects[i] = Subject(i);
        // Without subjects there is no group to tell anything of (common rule 12).
        frame.Subject = -1;
        return new(scheme.Id, scheme.Version, facts.Period, subjects, new(facts.Group?.Id ?? "", subjects.Length == 0 ? [] : Lines(scheme.Plan.Shown.Group), []));
    }

    private SubjectSheet Subject(int subject)
    {
        frame.Subject = subject;
        List<string>? notices = null;
        foreach (var notice in scheme.Plan.Notices)
        {
            frame.MayBeQuick = true;
            if (frame.Test(notice.When).Yes) (notices ??= []).Add(notice.Text);
        }
        return new(facts.Subjects[subject].Id, Lines(scheme.Plan.Shown.Lines), notices ?? (IReadOnlyList<string>)[], explain ? Lines(scheme.Plan.Shown.Steps) : null);
    }

    private SheetLine[] Lines(PlanLine[] shown)
    {
        var lines = shown.Length == 0 ? [] : new SheetLine[shown.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            var line = shown[i];
            lines[i] = new(line.Code, line.Title, line.Money, run.Of(line, frame.Subject).ToLine(), trace is null ? null : new Explanation(trace, line, frame.Subject)) { Unit = line.Unit, Labels = line.Labels };
        }
        return lines;
    }
}
