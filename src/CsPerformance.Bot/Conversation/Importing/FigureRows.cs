using System.Text;
using CsPerformance.Bot.Conversation.Publishing;
using CsPerformance.Bot.Conversation.Recording;
using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Files;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Importing;

/// <summary>A table with a row for each person and a column for each metric, rating, check or attribute.</summary>
internal sealed class FigureRows
{
    private const int MostShown = 6;
    private const int MostReplaced = 60;

    private readonly Turn turn;
    private readonly Received file;
    private readonly Period month;
    private readonly RowPeople people;
    private readonly TermCells terms;
    private readonly Dictionary<(Person, string), string?> refusals = [];
    private readonly Dictionary<(string, RecordKind, string, string, DateOnly), int> seen = [];
    private readonly List<CellFault> faults = [];
    private readonly List<FigureEntry> entries = [];
    private int rows;
    private int good;

    private FigureRows(Turn turn, Received file, Period month)
    {
        (this.turn, this.file, this.month) = (turn, file, month);
        people = new(turn.Roster, file.Header);
        terms = new(turn);
    }

    /// <param name="said">The month that came with the file in words; else it is looked for in the title, in the file's name, and is the current one.</param>
    public static ImportPlan Plan(Turn turn, Received file, Period? said)
    {
        var (month, from) = said is { } told ? (told, "按您说的")
            : CellReading.Month(file.Header.Title, turn.Today) is { } titled ? (titled, "取自标题")
            : CellReading.Month(Path.GetFileNameWithoutExtension(file.Name), turn.Today) is { } named ? (named, "取自文件名")
            : (turn.Month, "当前月份");
        var reading = new FigureRows(turn, file, month);
        foreach (var row in file.Rows) reading.Read(row);
        return reading.Finish(file.Header.Column(ColumnKind.Month) is null ? $"月份：{month}({from})" : "月份：按“月份”列，空白的按 " + month);
    }

    private void Read(TableRow row)
    {
        var filled = file.Header.Terms.Where(column => !row[column.Index].IsEmpty).ToList();
        if (filled.Count == 0) return;
        rows++;
        var (before, found) = (faults.Count, new List<FigureEntry>());
        var of = MonthOf(row);
        var (person, fault) = people.Of(row);
        if (fault is not null) faults.Add(fault);
        if (person is not null && of is { } period)
        {
            foreach (var column in filled)
                if (Entry(row, column, person, period) is { } entry) found.Add(entry);
        }
        if (faults.Count > before) return;
        good++;
        entries.AddRange(found);
    }

    private FigureEntry? Entry(TableRow row, Column column, Person person, Period of)
    {
        var (entry, problem) = terms.Read(column, row[column.Index], person, of, row.Number);
        if (entry is not null && Refusal(entry.Kind, person) is { } refusal)
        {
            var place = new CellFault(row.Number, people.ColumnOf(row).Index, refusal);
            if (!faults.Contains(place)) faults.Add(place);
            return null;
        }
        problem ??= entry?.Problem;
        if (problem is null && !seen.TryAdd(entry!.Place, row.Number)) problem = $"与第{seen[entry.Place]}行是同一个人的同一项";
        if (problem is null) return entry;
        faults.Add(new(row.Number, column.Index, problem));
        return null;
    }

    private Period? MonthOf(TableRow row)
    {
        if (file.Header.Column(ColumnKind.Month) is not { } column || row[column.Index].IsEmpty) return month;
        var of = CellReading.Month(row[column.Index], turn.Today);
        if (of is null) faults.Add(new(row.Number, column.Index, $"看不懂月份“{row[column.Index].Text}”，请写成 2026-10 或 10月"));
        else if (of.Value.First > turn.Month.Last) faults.Add(new(row.Number, column.Index, $"{of} 还没有到"));
        else return of;
        return null;
    }

    private string? Refusal(RecordKind kind, Person person)
    {
        var action = RightsTable.Entering(kind);
        if (!refusals.TryGetValue((person, action), out var refusal)) refusals[(person, action)] = refusal = RightsTable.Refuses(turn.Sender, action, person);
        return refusal;
    }

    private ImportPlan Finish(string monthLine)
    {
        var before = Before();
        var fresh = entries.Where(entry => !entry.IsSameAs(before.GetValueOrDefault(entry.Place))).ToList();
        var lines = new List<string> { monthLine };
        if (fresh.Count > 0) lines.Add("将录入：" + Counts(fresh));
        lines.AddRange(Closed.Notes(turn, fresh.Select(entry => (entry.Person, entry.Day))));
        if (fresh.Count < entries.Count) lines.Add($"与已有的相同，不重复录入：{entries.Count - fresh.Count}个");
        lines.AddRange(fresh.OrderBy(entry => before.ContainsKey(entry.Place) ? 0 : 1).Take(MostShown).Select(entry => entry.Line(null)
            + (before.GetValueOrDefault(entry.Place) is { } old ? $"(原为 {FigureEntry.Value(old.Value, old.Label)})" : "")));
        if (fresh.Count > MostShown) lines.Add($"…共{fresh.Count}个");
        var content = new StringBuilder();
        foreach (var entry in entries) content.Append(entry.Place).Append('=').AppendLine(entry.Shown);
        return new(file, rows, good, [.. faults.OrderBy(fault => fault.Row).ThenBy(fault => fault.Column)], lines, content, Keep(fresh, entries.Count - fresh.Count));
    }

    /// <summary>What counts now at the places that the file fills, in one look for each kind and day.</summary>
    private Dictionary<(string, RecordKind, string, string, DateOnly), Record> Before()
    {
        var found = new Dictionary<(string, RecordKind, string, string, DateOnly), Record>();
        foreach (var (kind, day) in entries.Select(entry => (entry.Kind, entry.Day)).Distinct())
        {
            foreach (var record in turn.Reads.Records.Query(new RecordFilter { Kind = kind, From = day, Until = day, State = RecordState.Active }))
                found[(record.Subject, kind, record.Code ?? "", record.Assessor ?? "", day)] = record;
        }
        return found;
    }

    private Effect Keep(List<FigureEntry> fresh, int same) => (transaction, said) =>
    {
        var replaced = new List<string>();
        var (first, last) = (0L, 0L);
        foreach (var (entry, (added, previous)) in fresh.Zip(transaction.Records.AddReplacing([.. fresh.Select(entry => entry.ToRecord(turn))], turn.InboxId)))
        {
            (first, last) = (first == 0 ? added.Number : first, added.Number);
            if (previous is not null) replaced.Add(entry.Line(previous));
        }
        var text = new List<string> { fresh.Count == 0 ? "没有新的数据，全部与已有的相同。" : $"已导入 {file.Name}：{Counts(fresh)}，编号 {Words.Number(first)}" + (last == first ? "" : $" 至 {Words.Number(last)}") };
        if (same > 0 && fresh.Count > 0) text.Add($"另有{same}个与已有的相同，没有重复录入。");
        if (replaced.Count > 0) text.AddRange([$"其中替换了{replaced.Count}个：", .. replaced.Take(MostReplaced)]);
        if (replaced.Count > MostReplaced) text.Add($"…其余{replaced.Count - MostReplaced}个可在“明细”里查看。");
        if (fresh.Count > 0) text.Add("10分钟内可回复“撤销导入”整批撤回。");
        said.Privately(string.Join('\n', text));
        TellRated(said, fresh);
    };

    /// <summary>Marks, requirements and attributes are told to the person, as when they are given by chat.</summary>
    private void TellRated(Said said, List<FigureEntry> fresh)
    {
        foreach (var person in fresh.Where(entry => entry.Kind != RecordKind.Metric && !Roster.IsSubject(entry.Person)).GroupBy(entry => entry.Person.Number))
            said.Notify(person.Key, $"您 {Period.Month(person.First().Day)} 的{string.Join("、", person.Select(entry => entry.Said))}，由 {Words.Of(turn.Sender)} 录入。回复“明细”可查看记录。");
    }

    private static string Counts(List<FigureEntry> entries) =>
        string.Join("、", entries.GroupBy(entry => entry.Title).Select(group => $"{group.Key} {group.Count()}个"));
}
