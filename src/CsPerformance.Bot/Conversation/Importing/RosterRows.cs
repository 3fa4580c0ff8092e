using System.Globalization;
using System.Text;
using CsPerformance.Bot.Conversation.People;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Files;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Schemes;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Importing;

/// <summary>The roster as a file: 工号, 姓名, 花名, 小组, 角色, 岗位, 等级, and where they are wanted 状态, 离职日期, 入职日期. Who is not in it is named and left alone.</summary>
internal sealed class RosterRows
{
    private const int MostShown = 12;
    private const int LongestName = 40;
    private static readonly char[] _between = [',', '、', '/', ';', '|', ' ', '+'];

    private static readonly Dictionary<string, Role> _roles = new()
    {
        ["客服"] = Role.Agent,
        ["坐席"] = Role.Agent,
        ["座席"] = Role.Agent,
        ["组员"] = Role.Agent,
        ["agent"] = Role.Agent,
        ["组长"] = Role.Lead,
        ["主管"] = Role.Lead,
        ["班长"] = Role.Lead,
        ["lead"] = Role.Lead,
        ["质检"] = Role.Qa,
        ["质检员"] = Role.Qa,
        ["qa"] = Role.Qa,
        ["人事"] = Role.Hr,
        ["hr"] = Role.Hr,
        ["管理员"] = Role.Admin,
        ["admin"] = Role.Admin,
    };

    private readonly Turn turn;
    private readonly Received file;
    private readonly Dictionary<string, Person> known = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> rowOf = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<CellFault> faults = [];
    private readonly List<(Person Now, Person? Before)> people = [];
    private readonly EmploymentCells employment;
    private int rows;

    private RosterRows(Turn turn, Received file)
    {
        (this.turn, this.file) = (turn, file);
        employment = new(turn, file, Fault);
        // Platforms may have brought two numbers that differ in capitals only; a row means the one that is active.
        foreach (var person in turn.Reads.People.All().OrderByDescending(person => person.Active)) known.TryAdd(person.Number, person);
    }

    public static ImportPlan Plan(Turn turn, Received file)
    {
        var reading = new RosterRows(turn, file);
        foreach (var row in file.Rows) reading.Read(row);
        return reading.Finish();
    }

    private void Read(TableRow row)
    {
        rows++;
        var before = faults.Count;
        var number = Number(row);
        var old = known.GetValueOrDefault(number);
        if (old is { Forgotten: true }) Fault(row, ColumnKind.Number, $"{number} 的个人信息已删除，这个工号不能再用");
        var name = Text(row, ColumnKind.Name);
        if (name.Length == 0) Fault(row, ColumnKind.Name, "没有写姓名");
        var roles = Roles(row, old);
        var team = Has(ColumnKind.Team) ? Empty(Text(row, ColumnKind.Team)) : old?.Team;
        if (team is null && (roles.Contains(Role.Agent) || roles.Contains(Role.Lead))) Fault(row, ColumnKind.Team, "客服和组长要写小组");
        var scheme = turn.SchemeFor(team, turn.Month);
        var position = Has(ColumnKind.Position) ? Label(row, ColumnKind.Position, scheme, roles, old?.Position, "position", "post") : old?.Position;
        var grade = Has(ColumnKind.Grade) ? Label(row, ColumnKind.Grade, scheme, roles, old?.Grade, "grade") : old?.Grade;
        IReadOnlyList<string> nicknames = Has(ColumnKind.Nickname) ? Parts(Text(row, ColumnKind.Nickname)) : old?.Nicknames ?? [];
        var person = employment.Of(row, new Person(old?.Number ?? number, name, nicknames, team, roles, position, grade, old?.Mobile), old);
        if (faults.Count == before) people.Add((person, old));
    }

    private string Number(TableRow row)
    {
        var number = Column.Plain(Text(row, ColumnKind.Number));
        if (number.Length == 0) Fault(row, ColumnKind.Number, "没有写工号");
        else if (number.Length > 32 || !number.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')) Fault(row, ColumnKind.Number, "工号只能用字母、数字和 - _");
        else if (!rowOf.TryAdd(number, row.Number)) Fault(row, ColumnKind.Number, $"工号重复，与第{rowOf[number]}行相同");
        else if (turn.Roster.ByNumber(number) is { } other && Roster.IsSubject(other)) Fault(row, ColumnKind.Number, $"{number} 是登记的对象“{other.Name}”的编号");
        return number;
    }

    /// <summary>An empty cell leaves the role as it is; somebody new is then 客服. Nobody changes the own roles.</summary>
    private HashSet<Role> Roles(TableRow row, Person? old)
    {
        var text = Text(row, ColumnKind.Role);
        var roles = new HashSet<Role>();
        foreach (var word in Parts(text))
        {
            if (_roles.TryGetValue(Column.Plain(word), out var role)) roles.Add(role);
            else Fault(row, ColumnKind.Role, $"没有角色“{word}”，只能是 客服、组长、质检、人事、管理员");
        }
        if (text.Length == 0) roles = [.. old?.Roles ?? new HashSet<Role> { Role.Agent }];
        if (old?.Number == turn.Sender.Number && !roles.SetEquals(old.Roles)) Fault(row, ColumnKind.Role, "不能更改自己的角色");
        return roles;
    }

    /// <summary>A position or grade as the scheme knows it; where a scheme lists them, nothing else is taken for those who are rated by it.</summary>
    private string? Label(TableRow row, ColumnKind kind, Scheme scheme, HashSet<Role> roles, string? old, params string[] codes)
    {
        var text = Text(row, kind);
        if (text.Length == 0) return null;
        var labels = scheme.Attributes.FirstOrDefault(attribute => codes.Contains(attribute.Code))?.Labels ?? [];
        if (labels.Count == 0) return text;
        if (Labels.Known(labels, text) is { } code) return old is not null && Labels.Known(labels, old) == code ? old : kind == ColumnKind.Position ? code : text;
        if (roles.Contains(Role.Agent)) Fault(row, kind, $"方案“{scheme.Title}”没有“{text}”，有 {string.Join("、", labels.Select(label => label.Title))}");
        return text;
    }

    private ImportPlan Finish()
    {
        var (fresh, changed) = (people.Where(pair => pair.Before is null).ToList(), people.Where(pair => pair.Before is { } old && Changes(pair.Now, old).Count > 0).ToList());
        var missing = known.Values.Where(person => person.Active && !rowOf.ContainsKey(person.Number)).ToList();
        List<string> lines =
        [
            .. Listed($"新增 {fresh.Count} 人", fresh.Select(pair => Line(pair.Now) + (EmploymentCells.Change(pair.Now, null, turn.Today) is { } left ? "，" + left : ""))),
            .. Listed($"变更 {changed.Count} 人(小组、岗位、等级从 {turn.Month} 起)", changed.Select(pair => $"{Words.Of(pair.Now)} {string.Join("，", Changes(pair.Now, pair.Before!))}")),
            .. changed.Select(pair => EmploymentCells.Remark(turn, pair.Now)).OfType<string>().Take(MostShown),
            $"没有变化 {people.Count - fresh.Count - changed.Count} 人",
            .. Listed($"文件里没有、保持不变 {missing.Count} 人", missing.Count == 0 ? [] : [string.Join("、", missing.Take(40).Select(Words.Of)) + (missing.Count > 40 ? "…" : "")]),
        ];
        var content = new StringBuilder();
        foreach (var (now, _) in people) content.Append(Line(now)).AppendLine(string.Create(CultureInfo.InvariantCulture, $" {now.JoinedOn:O} {now.LeftOn:O}"));
        return new(file, rows, people.Count, [.. faults.OrderBy(fault => fault.Row).ThenBy(fault => fault.Column)], lines, content, Keep(fresh, changed));
    }

    private Effect Keep(List<(Person Now, Person? Before)> fresh, List<(Person Now, Person? Before)> changed) => (transaction, said) =>
    {
        transaction.People.SaveAll([.. fresh.Concat(changed).Select(pair => pair.Now)], turn.Month);
        // What was held back for the morning finds nobody any more.
        var left = changed.Where(pair => !pair.Now.Active && pair.Before!.Active).Select(pair => (Person: pair.Now, Pay: transaction.Outbox.DropPushes(pair.Now.Number))).ToList();
        TellUnpaid(transaction, said, left.FindAll(one => one.Pay > 0));
        said.Privately($"已导入花名册 {file.Name}：新增 {fresh.Count} 人，变更 {changed.Count} 人。"
            + (fresh.Count > 0 ? "\n请通知新增的人发送“绑定 工号”。" : ""));
        foreach (var (now, before) in changed.Where(pair => pair.Now.Active && !pair.Now.Roles.SetEquals(pair.Before!.Roles)))
            said.Notify(now.Number, $"您的角色已由 {Words.Of(turn.Sender)} 改为{RolesOf(now)}。回复“帮助”看看可以做什么。");
    };

    /// <summary>Who has left before the word on their pay was sent gets nothing from the bot: hr hands it over, as it is by the roster that was just stored.</summary>
    private void TellUnpaid(Transaction transaction, Said said, List<(Person Person, int Pay)> untold)
    {
        if (untold.Count == 0) return;
        var text = $"有 {untold.Sum(one => one.Pay)} 条工资私信因离职没有送出：{string.Join("、", untold.Select(one => $"{Words.Of(one.Person)} {one.Pay} 条"))}。请另行送达；结果可用“导出”或“工资预估 姓名 月份”查看。";
        // Who only comes back by this import is told nothing yet: the roster that this answer knows has them as gone.
        var hr = transaction.People.All().Where(person => person.Active && person.Is(Role.Hr) && turn.Roster.Known(person.Number) is not { Active: false }).ToList();
        foreach (var person in hr) said.Notify(person.Number, text);
        if (hr.Count == 0) said.Privately(text);
    }

    private List<string> Changes(Person now, Person old)
    {
        var changes = new List<string>();
        Add("姓名", old.Name, now.Name);
        Add("花名", string.Join("、", old.Nicknames), string.Join("、", now.Nicknames));
        Add("小组", old.Team, now.Team);
        Add("角色", RolesOf(old), RolesOf(now));
        if (now.Active && Membership.RatedUntil(turn, old, now) is { } until) changes.Add(until);
        Add("岗位", old.Position, now.Position);
        Add("等级", old.Grade, now.Grade);
        Add("入职日期", Shown(old.JoinedOn), Shown(now.JoinedOn));
        if (EmploymentCells.Change(now, old, turn.Today) is { } employed) changes.Add(employed);
        return changes;

        void Add(string what, string? was, string? becomes)
        {
            if ((was ?? "") != (becomes ?? "")) changes.Add($"{what} {(string.IsNullOrEmpty(was) ? "无" : was)}→{(string.IsNullOrEmpty(becomes) ? "无" : becomes)}");
        }
    }

    private static string? Shown(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Listed(string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        return all.Count == 0 ? [title] : [title + "：", .. all.Take(MostShown), .. all.Count > MostShown ? [$"…共{all.Count}人"] : Array.Empty<string>()];
    }

    private static string Line(Person person) => string.Join(' ', new[]
    {
        Words.Of(person), string.Join("、", person.Nicknames), person.Team ?? "", RolesOf(person), person.Position ?? "", person.Grade ?? "",
    }.Where(part => part.Length > 0));

    private static string RolesOf(Person person) => string.Join("、", person.Roles.Order().Select(Words.Of));

    private bool Has(ColumnKind kind) => file.Header.Column(kind) is not null;

    private string Text(TableRow row, ColumnKind kind)
    {
        if (file.Header.Column(kind) is not { } column) return "";
        var text = row[column.Index].Text.Trim();
        if (text.Length <= LongestName) return text;
        faults.Add(new(row.Number, column.Index, $"超过{LongestName}个字"));
        return text[..LongestName];
    }

    private static List<string> Parts(string text) => [.. text.Split(_between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];

    private static string? Empty(string text) => text.Length == 0 ? null : text;

    private void Fault(TableRow row, ColumnKind kind, string problem) => faults.Add(new(row.Number, (file.Header.Column(kind) ?? file.Header.Columns[0]).Index, problem));
}
