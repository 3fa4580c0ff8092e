using System.Globalization;
using System.Text;
using CsPerformance.Bot.Conversation.Deciding;
using CsPerformance.Bot.Conversation.Recording;
using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Files;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using ItemUse = CsPerformance.Domain.Schemes.ItemUse;

namespace CsPerformance.Bot.Conversation.Importing;

/// <summary>A table with a row for each occurrence of an item: 人, 日期, 项目, 分数, 次数, 原因, 会话号.</summary>
internal sealed class ItemRows
{
    private const int MostShown = 6;

    /// <summary>Somebody with more records than this from one file is told of them in one message.</summary>
    private const int MostCards = 3;
    private const int LongestText = 500;

    private readonly Turn turn;
    private readonly Received file;
    private readonly RowPeople people;
    private readonly List<CellFault> faults = [];
    private readonly List<(Incident Incident, int Row)> incidents = [];
    private int rows;

    private ItemRows(Turn turn, Received file)
    {
        (this.turn, this.file) = (turn, file);
        people = new(turn.Roster, file.Header);
    }

    public static ImportPlan Plan(Turn turn, Received file)
    {
        var reading = new ItemRows(turn, file);
        foreach (var row in file.Rows) reading.Read(row);
        reading.LeaveTwinsOut();
        return reading.Finish();
    }

    private void Read(TableRow row)
    {
        rows++;
        var before = faults.Count;
        var (person, fault) = people.Of(row);
        if (fault is not null) faults.Add(fault);
        var day = Day(row);
        var (points, count) = (Number(row, ColumnKind.Points, "分"), Number(row, ColumnKind.Count, "次"));
        var (reason, reference) = (Text(row, ColumnKind.Reason), Text(row, ColumnKind.Reference));
        if (faults.Count > before || person is null) return;
        if (Item(row, person, day) is not { } item || Refused(row, person, item)) return;
        if (PointsOf(row, item, points) is not { } known) return;
        if (count is { } many && (many != decimal.Truncate(many) || many is < 1 or > 100))
        {
            Fault(row, ColumnKind.Count, "次数应是 1 到 100 的整数");
            return;
        }
        var (made, problem) = Incident.Of(turn, [person.Number], item.Code, day, known.Points, (int)(count ?? 1), reason, reference.Length == 0 ? null : reference);
        if (problem is not null) Fault(row, day > turn.Today || person.WasAway(day, day) ? ColumnKind.Day : ColumnKind.Points, problem.Replace("，没有记录。", "", StringComparison.Ordinal));
        else incidents.Add((made[0], row.Number));
    }

    private ItemDefinition? Item(TableRow row, Person person, DateOnly day)
    {
        var said = Text(row, ColumnKind.Item);
        var scheme = turn.SchemeFor(person, day);
        var named = SchemeWords.Of(scheme).Items.Where(word => word.Names.Any(name => Column.Plain(name) == Column.Plain(said))).ToList();
        var fitting = named.Where(word => word.Fits(person)).ToList();
        if (fitting is [var one]) return scheme.Items.First(item => item.Code == one.Code);
        Fault(row, ColumnKind.Item, said.Length == 0 ? "没有写项目"
            : fitting.Count > 1 ? $"“{said}”可能是{string.Join("、", fitting.Select(word => word.Title))}，请写全名"
            : named.Count > 0 ? $"{person.Name}的岗位没有“{said}”"
            : $"方案里没有项目“{Cut(said)}”{Near(scheme, said)}");
        return null;
    }

    private static string Near(Scheme scheme, string said)
    {
        var near = TermWords.Nearest(new Sentence(Cut(said)), SchemeWords.Of(scheme).Items, 3);
        return near.Count == 0 ? "" : $"，是不是{string.Join("、", near.Select(hit => hit.Term.Title))}";
    }

    /// <summary>Leads record anything for their team; QA only what comes from quality checks.</summary>
    private bool Refused(TableRow row, Person person, ItemDefinition item)
    {
        var recording = RightsTable.Refuses(turn.Sender, nameof(Command.RecordItem), person);
        var flagging = item.Use is ItemUse.Qa or ItemUse.Complaint ? RightsTable.Refuses(turn.Sender, nameof(Command.QaFlag), person) : recording;
        var refusal = recording is null || flagging is null ? null : turn.Sender.Is(Role.Qa) && item.Use is ItemUse.Qa or ItemUse.Complaint ? flagging : recording;
        if (refusal is null && item.RecordedBy.Count > 0 && !item.RecordedBy.Any(turn.Sender.Is)) refusal = $"“{item.Title}”由{string.Join("、", item.RecordedBy.Select(Words.Of))}记录";
        if (refusal is not null) faults.Add(new(row.Number, people.ColumnOf(row).Index, refusal));
        return refusal is not null;
    }

    /// <summary>As the recorder chooses them, positive; a sign must go the way of the item.</summary>
    private (decimal? Points, bool Known)? PointsOf(TableRow row, ItemDefinition item, decimal? said)
    {
        if (said is not { } points) return (null, true);
        var deduction = item.Direction == ItemDirection.Deduction;
        var marked = Text(row, ColumnKind.Points).TrimStart() is ['+' or '＋', ..];
        if ((points < 0 && !deduction) || (marked && deduction))
        {
            Fault(row, ColumnKind.Points, $"“{item.Title}”是{(deduction ? "扣减" : "加分")}项，分数的正负不符");
            return null;
        }
        if (item.FixedPoints is null && item.Chosen is null && points != 0)
        {
            Fault(row, ColumnKind.Points, $"“{item.Title}”只计次数，不填分数");
            return null;
        }
        return (item.FixedPoints is null && item.Chosen is null ? null : Math.Abs(points), true);
    }

    private DateOnly Day(TableRow row)
    {
        if (file.Header.Column(ColumnKind.Day) is not { } column)
        {
            faults.Add(new(row.Number, people.ColumnOf(row).Index, "缺少“日期”列"));
            return turn.Today;
        }
        if (CellReading.TryDay(row[column.Index], turn.Today, out var day)) return day;
        faults.Add(new(row.Number, column.Index, row[column.Index].IsEmpty ? "没有写日期" : $"看不懂日期“{Cut(row[column.Index].Text)}”，请写成 2026-11-25"));
        return turn.Today;
    }

    private decimal? Number(TableRow row, ColumnKind kind, string unit)
    {
        if (file.Header.Column(kind) is not { } column || row[column.Index].IsEmpty) return null;
        var cell = row[column.Index];
        if (cell.Number is null && cell.Text.Trim() is ['扣' or '加', .. var rest]) cell = new((cell.Text.Trim()[0] == '扣' ? "-" : "") + rest);
        if (CellReading.TryNumber(cell, unit, out var number, out var percent) && !percent) return number;
        faults.Add(new(row.Number, column.Index, $"“{Cut(cell.Text)}”不是数字"));
        return null;
    }

    private string Text(TableRow row, ColumnKind kind)
    {
        if (file.Header.Column(kind) is not { } column) return "";
        var text = row[column.Index].Text.Trim();
        if (text.Length > LongestText) faults.Add(new(row.Number, column.Index, $"超过{LongestText}个字"));
        return text;
    }

    /// <summary>The same incident twice, in the file or with what is recorded already, is no second record without somebody saying so by hand.</summary>
    private void LeaveTwinsOut()
    {
        if (incidents.Count == 0) return;
        var (from, until) = (incidents.Min(pair => pair.Incident.Day), incidents.Max(pair => pair.Incident.Day));
        var known = turn.Reads.Records.Query(new RecordFilter { Kind = RecordKind.Item, From = from, Until = until })
            .Where(record => record.State is RecordState.Active or RecordState.Pending)
            .ToLookup(record => (record.Subject, record.Code, record.On, record.Reference));
        var rowOf = new Dictionary<(string, string?, DateOnly, string?), int>();
        incidents.RemoveAll(pair =>
        {
            var key = (pair.Incident.Person.Number, (string?)pair.Incident.Item.Code, pair.Incident.Day, pair.Incident.Reference);
            var twin = known[key].FirstOrDefault();
            var problem = twin is not null ? $"可能与 {Words.Number(twin.Number)} 重复；确需再记一条，请单独发“记”"
                : rowOf.TryGetValue(key, out var row) ? $"与第{row}行相同；同一天多次请填“次数”"
                : null;
            rowOf.TryAdd(key, pair.Row);
            if (problem is not null) faults.Add(new(pair.Row, file.Header.Column(ColumnKind.Item)!.Index, problem));
            return problem is not null;
        });
    }

    private ImportPlan Finish()
    {
        var made = incidents.Select(pair => pair.Incident).ToList();
        var lines = new List<string>();
        if (made.Count > 0) lines.Add("将记录：" + Counts(made));
        lines.AddRange(made.OrderBy(incident => incident.Costs ? 0 : 1).Take(MostShown).Select(Line));
        if (made.Count > MostShown) lines.Add($"…共{made.Count}条");
        if (made.Exists(incident => incident.Costs)) lines.Add("扣减绩效分的记录，导入后会私信告知本人，可以申诉。");
        var content = new StringBuilder();
        foreach (var incident in made)
            content.Append(incident.Person.Number).Append('|').Append(incident.Item.Code).Append('|').Append(incident.Day.DayNumber).Append('|')
                .Append(incident.Effect).Append('|').Append(incident.Reference).Append('|').AppendLine(incident.Reason);
        return new(file, rows, made.Count, [.. faults.Distinct().OrderBy(fault => fault.Row).ThenBy(fault => fault.Column)], lines, content, Keep(made));
    }

    private string Line(Incident incident) =>
        $"{Words.Of(incident.Person)} {Words.Of(incident.Day, turn.Today)} {incident.Item.Title} {incident.Effect}"
        + (incident.Clause.Length > 0 ? $" 依据：{Cut(incident.Clause)}" : "") + (incident.Reason.Length > 0 ? $" 原因：{Cut(incident.Reason)}" : "") + (incident.Reference is { } reference ? " " + reference : "");

    private Effect Keep(List<Incident> made) => (transaction, said) =>
    {
        var records = made.Select(incident => (Incident: incident, Record: transaction.Records.Add(incident.ToRecord(turn), turn.InboxId))).ToList();
        said.Privately(string.Create(CultureInfo.InvariantCulture, $"已导入 {file.Name}：{Counts(made)}，编号 {Words.Number(records[0].Record.Number)}{(records.Count > 1 ? $" 至 {Words.Number(records[^1].Record.Number)}" : "")}\n10分钟内可回复“撤销导入”整批撤回，或“撤销 编号”撤回一条，之后用“冲正 编号 原因”。"));
        foreach (var own in records.GroupBy(pair => pair.Incident.Person.Number))
        {
            if (Roster.IsSubject(own.First().Incident.Person)) continue;
            if (own.Count() <= MostCards) foreach (var (incident, record) in own) RecordItems.Tell(turn, said, incident, record);
            else said.Notify(own.Key, Summary([.. own]));
        }
    };

    private string Summary(List<(Incident Incident, Record Record)> own)
    {
        var text = new List<string> { $"您有{own.Count}条新的记录，由 {Words.Of(turn.Sender)} 导入：" };
        text.AddRange(own.Select(pair => $"{Words.Number(pair.Record.Number)} {Words.Of(pair.Incident.Day, turn.Today)} {pair.Incident.Item.Title} {pair.Incident.Effect}"
            + (pair.Incident.Reason.Length > 0 ? $" 原因：{pair.Incident.Reason}" : "") + (pair.Incident.Reference is { } reference ? " " + reference : "")));
        text.AddRange(own.Select(pair => pair.Incident.Clause).Where(clause => clause.Length > 0).Distinct().Select(clause => "依据：" + clause));
        if (own.Find(pair => pair.Incident.Costs) is { Incident: { } costing })
        {
            var deadline = Appeals.Deadline(turn, costing.Scheme, turn.Today);
            text.Add($"对扣减绩效分如有异议，可在 {Words.Of(deadline.Day, turn.Today)} 18:00 前回复“申诉 编号 理由”({deadline.WorkingDays}个工作日内)。");
        }
        return string.Join('\n', text);
    }

    private void Fault(TableRow row, ColumnKind kind, string problem) =>
        faults.Add(new(row.Number, (file.Header.Column(kind) ?? people.ColumnOf(row)).Index, problem));

    private static string Counts(List<Incident> made) =>
        string.Join("、", made.GroupBy(incident => incident.Item.Title).Select(group => $"{group.Key} {group.Sum(incident => incident.Count)}次"));

    private static string Cut(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
