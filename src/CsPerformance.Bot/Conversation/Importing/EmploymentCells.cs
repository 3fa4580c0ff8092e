using System.Globalization;
using CsPerformance.Bot.Files;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation.Importing;

/// <summary>状态, 离职日期 and 入职日期 of a row: from when and until when somebody is here. The last day is still a day of work.</summary>
/// <param name="fault">Takes what is wrong with a cell.</param>
internal sealed class EmploymentCells(Turn turn, Received file, Action<TableRow, ColumnKind, string> fault)
{
    /// <summary>A date without a year that would lie further back than this was meant for a day to come.</summary>
    private const int MonthsMeant = 6;

    // A new company's first roster is who was there all along; who comes onto it in a later month joined then.
    private readonly DateOnly? joinedByDefault = turn.Reads.People.Beginning is { } beginning && beginning.First < turn.Month.First ? turn.Month.First : null;

    /// <summary>The person of a row with its days of employment; who is in the file without a word about it works here.</summary>
    public Person Of(TableRow row, Person person, Person? old)
    {
        var (works, left, joined) = (Works(row), Day(row, ColumnKind.LeftOn), Day(row, ColumnKind.JoinedOn));
        var known = Joining(person with { Active = old?.Active ?? true, JoinedOn = old is null ? joinedByDefault : old.JoinedOn, Leavings = old?.Leavings ?? [] }, joined);
        if (works ?? left is null)
        {
            if (left is not null) fault(row, ColumnKind.LeftOn, "状态是在职，请去掉离职日期；已离职的请把状态写成 离职");
            return known.Active ? known : known.BackFrom(joined > known.LeftOn ? joined.Value : turn.Today);
        }
        return Leaving(row, known, left ?? known.LeftOn ?? turn.Today);
    }

    /// <summary>What changes, for the preview; null where nothing does.</summary>
    public static string? Change(Person now, Person? old, DateOnly today)
    {
        if (now.LeftOn is { } left) return old?.LeftOn == left ? null : old?.LeftOn is { } before ? $"离职日期 {Words.Of(before, today)}→{Words.Of(left, today)}" : $"离职，最后一天 {Words.Of(left, today)}";
        if (old is null || now.Leavings.SequenceEqual(old.Leavings)) return null;
        return now.Leavings.Count < old.Leavings.Count ? $"{(old.Active ? "" : "恢复在职，")}{Words.Of(old.Leavings[^1].LeftOn, today)}的离职作废"
            : $"{(old.Active ? "复职日期" : "恢复在职，从")} {Words.Of(now.Leavings[^1].BackOn!.Value, today)}{(old.Active ? "" : "起")}";
    }

    /// <summary>What a last day leaves behind: records of later months, which count nowhere any more; null where there are none.</summary>
    public static string? Remark(Turn turn, Person now)
    {
        if (now.LeftOn is not { } left) return null;
        var after = turn.Reads.Records.Query(new RecordFilter { Person = now.Number, From = Period.Month(left).Last.AddDays(1), State = Domain.Records.RecordState.Active });
        return after.Count == 0 ? null
            : $"注意：{Words.Of(now)} 离职月份之后还有 {after.Count} 条记录({Words.Number(after[0].Number)}，{Words.Of(after[0].On, turn.Today)})，不再计入，请核对离职日期。";
    }

    private Person Leaving(TableRow row, Person person, DateOnly lastDay)
    {
        var since = person.Leavings.LastOrDefault(leaving => leaving.BackOn is not null)?.BackOn ?? person.JoinedOn;
        if (Column.Plain(person.Number) == turn.Sender.Number) fault(row, ColumnKind.Status, "不能把自己设为离职");
        else if (lastDay > turn.Today) fault(row, ColumnKind.LeftOn, $"{Words.Of(lastDay, turn.Today)}还没有到；离职日期是最后工作日，请到那天或之后再导入，之前保持在职");
        else if (lastDay < since && person.LeftOn != lastDay) fault(row, ColumnKind.LeftOn, $"离职日期早于入职或复职的 {Words.Of(since.Value, turn.Today)}");
        return person.LeavingOn(lastDay);
    }

    /// <summary>入职日期 is the first day of who never left, and the day of coming back where it lies behind the last leaving.</summary>
    private static Person Joining(Person person, DateOnly? joined)
    {
        if (joined is not { } day) return person;
        if (person.Leavings.Count == 0 || day <= person.Leavings[0].LeftOn) return person with { JoinedOn = day };
        if (person.Leavings[^1] is not { BackOn: not null } last || day <= last.LeftOn) return person;
        return person with { Leavings = [.. person.Leavings.SkipLast(1), .. day > last.LeftOn.AddDays(1) ? [last with { BackOn = day }] : Array.Empty<Leaving>()] };
    }

    private bool? Works(TableRow row)
    {
        var text = Text(row, ColumnKind.Status);
        if (text.Length == 0) return null;
        if (text is "在职" or "是" or "正常" or "启用") return true;
        if (text is not ("离职" or "否" or "停用")) fault(row, ColumnKind.Status, $"没有状态“{text}”，只能是 在职、离职");
        return false;
    }

    private DateOnly? Day(TableRow row, ColumnKind kind)
    {
        if (file.Header.Column(kind) is not { } column || row[column.Index].IsEmpty) return null;
        var (cell, text) = (row[column.Index], Text(row, kind));
        if (!CellReading.TryDay(cell, turn.Today, out var day)) fault(row, kind, $"看不懂日期“{(text.Length > 20 ? text[..20] + "…" : text)}”，请写成 2026-11-25");
        else if (cell.Day is null && cell.Number is null && !text.Contains(day.Year.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) && day < turn.Today.AddMonths(-MonthsMeant))
            fault(row, kind, $"“{text}”请写上年份，例如 {turn.Today.Year.ToString(CultureInfo.InvariantCulture)}-11-25");
        return day == default ? null : day;
    }

    private string Text(TableRow row, ColumnKind kind) =>
        file.Header.Column(kind) is { } column ? Understanding.Sentence.Fold(row[column.Index].Text).Trim() : "";
}
