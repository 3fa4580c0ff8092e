using System.Text;
using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Subjects;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Files;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Importing;

/// <summary>The register of shops, centres and customers as a file: 类型, 名称, 编号, 小组.</summary>
internal sealed class SubjectRows
{
    private const int MostShown = 12;
    private const int LongestName = 30;

    private readonly Turn turn;
    private readonly Received file;
    private readonly Dictionary<string, Subject> known = [];
    private readonly HashSet<string> codes = [];
    private readonly HashSet<string> names = [];
    private readonly List<CellFault> faults = [];
    private readonly List<(Subject Now, Subject? Before)> subjects = [];
    private int rows;

    private SubjectRows(Turn turn, Received file)
    {
        (this.turn, this.file) = (turn, file);
        foreach (var subject in turn.Reads.Subjects.All().OrderBy(subject => subject.ClosedFrom is not null)) known.TryAdd(Column.Plain(subject.Name), subject);
    }

    public static ImportPlan Plan(Turn turn, Received file)
    {
        var reading = new SubjectRows(turn, file);
        foreach (var row in file.Rows) reading.Read(row);
        return reading.Finish();
    }

    private void Read(TableRow row)
    {
        rows++;
        var before = faults.Count;
        var (name, word, code) = (Text(row, ColumnKind.Name), Text(row, ColumnKind.Kind), Text(row, ColumnKind.Number));
        var kind = Kinds.Words.FirstOrDefault(pair => pair.Word == word).Kind;
        if (kind is null) Fault(row, ColumnKind.Kind, $"没有类型“{word}”，只能是 {string.Join("、", Kinds.Words.Select(pair => Kinds.Title(pair.Kind)).Distinct())}");
        var old = known.GetValueOrDefault(Column.Plain(name));
        if (name.Length == 0) Fault(row, ColumnKind.Name, "没有写名称");
        else if (!names.Add(Column.Plain(name))) Fault(row, ColumnKind.Name, "名称重复");
        else if (turn.Roster.People.Any(person => person.Name == name || person.Nicknames.Contains(name))) Fault(row, ColumnKind.Name, "名称不能和人员相同");
        if (code.Length > 0) CheckCode(row, code, old);
        var team = Text(row, ColumnKind.Team) is { Length: > 0 } said ? said : old?.Team ?? turn.Sender.Team;
        if (team is not null && RightsTable.Of(nameof(Command.RegisterSubject)).RefusesTeam(turn.Sender, team) is { } refusal) Fault(row, ColumnKind.Team, refusal);
        if (faults.Count > before) return;
        var given = code.Length > 0 ? code : old?.Code ?? Register.NextCode(turn, kind!, codes);
        codes.Add(given);
        subjects.Add((new Subject { Code = given, Name = name, Kind = kind!, Team = team }, old));
    }

    private void CheckCode(TableRow row, string code, Subject? old)
    {
        if (code.Length > 32 || !code.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')) Fault(row, ColumnKind.Number, "编号只能用字母、数字和 - _");
        else if (old is not null && old.Code != code) Fault(row, ColumnKind.Number, $"“{old.Name}”的编号已经是 {old.Code}");
        else if (codes.Contains(code)) Fault(row, ColumnKind.Number, "编号重复");
        else if (old is null && (turn.Roster.ByNumber(code) is not null || turn.Reads.People.Find(code) is not null)) Fault(row, ColumnKind.Number, $"编号 {code} 已经用了");
    }

    private ImportPlan Finish()
    {
        var changed = subjects.Where(pair => pair.Before is not { } old || (old.Kind, old.Team) != (pair.Now.Kind, pair.Now.Team) || old.ClosedFrom is not null).Select(pair => pair.Now).ToList();
        var lines = new List<string> { $"将登记 {changed.Count} 个，没有变化 {subjects.Count - changed.Count} 个" };
        lines.AddRange(changed.Take(MostShown).Select(Line));
        if (changed.Count > MostShown) lines.Add($"…共{changed.Count}个");
        var content = new StringBuilder();
        foreach (var (now, _) in subjects) content.AppendLine(Line(now));
        return new(file, rows, subjects.Count, [.. faults.OrderBy(fault => fault.Row).ThenBy(fault => fault.Column)], lines, content, (transaction, said) =>
        {
            foreach (var subject in changed) transaction.Subjects.Save(subject);
            said.Privately($"已登记 {changed.Count} 个对象，回复“对象”查看。");
        });
    }

    private static string Line(Subject subject) => $"{Kinds.Title(subject.Kind)} {subject.Name}({subject.Code}) {subject.Team}".TrimEnd();

    private string Text(TableRow row, ColumnKind kind)
    {
        if (file.Header.Column(kind) is not { } column) return "";
        var text = row[column.Index].Text.Trim();
        if (text.Length <= LongestName) return text;
        faults.Add(new(row.Number, column.Index, $"超过{LongestName}个字"));
        return text[..LongestName];
    }

    private void Fault(TableRow row, ColumnKind kind, string problem) => faults.Add(new(row.Number, (file.Header.Column(kind) ?? file.Header.Columns[0]).Index, problem));
}
