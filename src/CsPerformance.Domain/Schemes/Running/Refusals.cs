using System.Globalization;

namespace CsPerformance.Domain.Schemes.Running;

/// <summary>What makes an evaluated period a fault after all: broken requirements, and numbers out of bounds.</summary>
internal static class Refusals
{
    public static IReadOnlyList<Fault> Of(Scheme scheme, Run run, Facts facts, string file)
    {
        var faults = new List<Fault>();
        foreach (var (line, subject) in run.Overflows)
            faults.Add(new(file, $"{Place(subject)} {line.Place}(方案 {scheme.Id} 第 {line.FileLine} 行)", "计算结果超出范围"));
        foreach (var requirement in scheme.Plan.Requirements)
        {
            var frame = new Frame(run);
            if (requirement.ReadsSubject) for (frame.Subject = 0; frame.Subject < facts.Subjects.Count; frame.Subject++) Check(requirement, frame);
            else Check(requirement, frame);
        }
        return faults;

        void Check(Requirement requirement, Frame frame)
        {
            frame.MayBeQuick = true;
            if (frame.Test(requirement.Holds) is { IsMissing: false, Yes: false }) faults.Add(new(file, Place(requirement, frame.Subject), requirement.Problem));
        }
    }

    private static string Place(Requirement requirement, int subject)
    {
        if (!requirement.ReadsSubject) return requirement.At ?? (requirement.Holds.Tree().Any(node => node is Gathered or LineName) ? "subjects" : "parameters");
        return Place(subject) + (requirement.At is null ? "" : $".{requirement.At}");
    }

    private static string Place(int subject) => subject < 0 ? "group" : string.Create(CultureInfo.InvariantCulture, $"subjects[{subject}]");
}
