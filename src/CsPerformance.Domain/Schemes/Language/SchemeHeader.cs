using System.Globalization;
using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Language;

/// <summary>Reads what a scheme says about itself: clauses, windows, deadlines and steps.</summary>
internal sealed class SchemeHeader(Faults faults, List<PlanParameter> parameters)
{
    public List<Clause> Clauses(Entries file)
    {
        var clauses = new List<Clause>();
        foreach (var (key, node) in file.Pairs("clauses"))
        {
            if (!Interval.TryNumber(key.Text, out var number) || number is < 1 or > 1000 || number != decimal.Truncate(number)) faults.Add(key, "clauses", $"{Faults.Short(key.Text)} 不是条号(1 到 1000 的整数)");
            else if (node is SchemeNode.Scalar { Text.Length: > 0 } text) clauses.Add(new((int)number, text.Text));
            else faults.Add(node, $"clauses.{key.Text}", "这里要写条文");
        }
        return clauses;
    }

    public DayWindow? Window(Entries file, string key)
    {
        if (!file.Has(key)) return null;
        var entries = new Entries(file.Get(key)!, key, faults, "days", "month");
        var days = entries.Scalars("days").Select(scalar => Interval.TryNumber(scalar.Text, out var day) && day is >= 1 and <= 31 && day == decimal.Truncate(day) ? (int)day : 0).ToList();
        var later = entries.Word("month", "next", "same") == "next" ? 1 : 0;
        if (days.Count is 1 or 2 && days.All(day => day > 0) && days[0] <= days[^1]) return new(days[0], days[^1], later);
        entries.Fault("days", "这里要写一天或起止两天，如 [21, 22]");
        return null;
    }

    public List<WorkflowStep> Workflow(Entries file)
    {
        var steps = new List<WorkflowStep>();
        foreach (var (key, node) in file.Pairs("workflow"))
        {
            var entries = new Entries(node, $"workflow.{Faults.Short(key.Text)}", faults, "title", "by", "optional");
            steps.Add(new(key.Text, entries.Text("title") ?? key.Text, Definer.RolesIn(entries), entries.Flag("optional") ?? false));
        }
        return steps;
    }

    public List<Deadline> Deadlines(Entries file, List<WorkflowStep> workflow)
    {
        var deadlines = new List<Deadline>();
        var starts = file.Pairs("deadlines").Select(pair => pair.Key.Text).Concat(workflow.Select(step => step.Code)).Concat(["publication", "period_end", "record"]).ToList();
        foreach (var (key, node) in file.Pairs("deadlines"))
        {
            var entries = new Entries(node, $"deadlines.{Faults.Short(key.Text)}", faults, "title", "after", "working_days");
            var after = entries.Text("after") ?? "publication";
            if (!starts.Contains(after) || after == key.Text) entries.Fault("after", $"没有名为 {Faults.Short(after)} 的起点", Nearest.To(after, starts));
            var days = entries.Text("working_days") ?? "";
            var parameter = parameters.FirstOrDefault(one => one.Definition.Code == days && one.Definition.Kind == ValueKind.Number);
            if (parameter is null && entries.Whole("working_days", 1, 365) is null && !entries.Has("working_days")) entries.Fault("working_days", "要写工作日数或一个参数");
            deadlines.Add(new(key.Text, entries.Text("title") ?? key.Text, after, parameter is null && int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, parameter?.Definition.Code));
        }
        return deadlines;
    }
}
