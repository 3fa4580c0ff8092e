using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>排行榜: the top openly, the own place privately.</summary>
internal static class Ranking
{
    /// <summary>So many are named openly; who is further down learns it alone.</summary>
    public const int Top = 5;

    /// <summary>So many stay unnamed at least below the first: where one alone were missing in a small team, everybody would know who is last.</summary>
    private const int Unnamed = 2;

    private static readonly string[] _medals = ["🥇", "🥈", "🥉"];

    public static Effect Show(Turn turn, Command.Ranking command)
    {
        var team = command.Team ?? turn.Sender.Team;
        var board = BoardOf(turn, command.When, team);
        var title = $"{team ?? "全公司"} {(command.When is Stretch.OfWeek { Week: var week } ? SheetText.Of(week) + " 周榜" : SheetText.Of(Period.Month(command.When.Until), turn.Today) + " 排行榜")}";
        var open = Open(title, board);
        var mine = team is null || team == turn.Sender.Team ? Own(title, board, turn.Sender) : null;
        return (_, said) =>
        {
            if (!turn.InGroup)
            {
                said.Privately(mine is null ? open : open + "\n" + mine);
                return;
            }
            said.Openly(open);
            if (mine is not null) said.Privately(mine);
        };
    }

    private static Board BoardOf(Turn turn, Stretch when, string? team)
    {
        var boards = new Boards(turn.House.Scores, turn.House.Schemes, turn.House.Clock);
        return when is Stretch.OfWeek { Week: var week }
            ? boards.OfWeek(turn.Reads, team, week)
            : boards.OfPeriod(turn.Reads, team, when is Stretch.OfPeriod { Period: var period } ? period : Period.Month(when.Until));
    }

    /// <summary>What everybody may read: the first few, nobody's loss, nobody's last place.</summary>
    public static string Open(string title, Board board)
    {
        if (board.Why is { } why) return $"{title}\n{why}";
        var text = new List<string> { $"{title}(按{board.By})" };
        if (board.Labels.Count > 0)
        {
            var labels = Leading(board, board.Labels.Take(2).Select(group => (group, group.Who.Count)));
            text.AddRange(labels.Select(group => $"{group.Label}：{string.Join("、", group.Who.Select(one => one.Name))}"));
            return string.Join('\n', text);
        }
        var top = Openly(board);
        text.AddRange(top.Select(row => Row(row)));
        var partly = KnownOpenly(board, top.Count);
        if (partly.Count > 0)
        {
            if (board.Waiting.Count > board.Partly.Count) text.Add($"另有{board.Waiting.Count - board.Partly.Count}人数据未录全，暂不排名。");
            text.Add(top.Count == 0 ? "还没有评分，先列已知部分，不算名次：" : "还缺评分的先列已知部分，不算名次：");
            text.AddRange(partly.Select(part => $"• {part.Rated.Name} {Words.Of(part.Value)}(缺评分 {part.Lacks})"));
        }
        else if (top.Count == 0) text.Add(board.Waiting.Count > 0 ? "数据还没有录全，暂时排不出名次。" : "还没有分数。");
        else if (board.Waiting.Count > 0) text.Add($"另有{board.Waiting.Count}人数据未录全，暂不排名。");
        return string.Join('\n', text);
    }

    /// <summary>The rows that everybody may see, in words or in a picture; those of one place together or not at all.</summary>
    public static IReadOnlyList<BoardRow> Openly(Board board) =>
        [.. Leading(board, board.Rows.Where(row => row.Place <= Top && row.Value > 0).GroupBy(row => row.Place).Select(place => (place, place.Count()))).SelectMany(place => place)];

    /// <summary>The team's sum; null where one alone is unnamed, whose points it would be less the named ones.</summary>
    public static decimal? Total(Board board) => board.Rows.Count - Openly(board).Count == 1 ? null : board.Rows.Sum(row => row.Value);

    /// <summary>The first group, and those behind it as long as enough stay unnamed.</summary>
    private static List<T> Leading<T>(Board board, IEnumerable<(T Group, int Count)> groups)
    {
        var (named, all) = (0, Everybody(board));
        var leading = new List<T>();
        foreach (var (group, count) in groups)
        {
            if (named > 0 && all - named - count < Unnamed) break;
            named += count;
            leading.Add(group);
        }
        return leading;
    }

    private static List<KnownPart> KnownOpenly(Board board, int named) =>
        [.. board.Partly.Where(part => part.Value > 0).Take(Math.Clamp(Everybody(board) - named - Unnamed, named == 0 ? 1 : 0, Top))];

    private static int Everybody(Board board) => board.Rows.Count + board.Waiting.Count + board.Labels.Sum(group => group.Who.Count);

    /// <summary>🥇 王芳 7030 ↑2</summary>
    public static string Row(BoardRow row) =>
        $"{(row.Place <= _medals.Length ? _medals[row.Place - 1] : row.Place + ".")} {row.Rated.Name} {Words.Of(row.Value)}{Change(row)}";

    public static string Change(BoardRow row) => row.Before is not { } before || before == row.Place ? "" : before > row.Place ? $" ↑{before - row.Place}" : $" ↓{row.Place - before}";

    /// <summary>The own place; null for who is not on this board.</summary>
    public static string? Own(string title, Board board, Person person)
    {
        if (board.Why is not null) return null;
        if (board.Of(person.Number) is { } row)
        {
            if (board.IsBlank) return $"{title}\n还没有{board.By}，暂无名次。";
            // Of somebody who is not named openly the distance would tell the points.
            var above = board.Rows.LastOrDefault(other => other.Place < row.Place) is { } next && Openly(board).Contains(next) ? next : null;
            return $"{title}\n您的名次：第{row.Place}名，共{board.Rows.Count}人，{board.By} {Words.Of(row.Value)}"
                + (above is null ? "" : $"，距上一名还差 {Words.Of(above.Value - row.Value)}");
        }
        if (board.Labels.FirstOrDefault(group => group.Who.Any(one => one.Id == person.Number)) is { Label: { } label }) return $"{title}\n您的{board.By}：{label}";
        if (board.Partly.FirstOrDefault(part => part.Rated.Id == person.Number) is { } known)
            return $"{title}\n您的{board.By}，已知部分 {Words.Of(known.Value)}(缺评分 {known.Lacks})；评分后才有名次。";
        return board.Waiting.Any(one => one.Id == person.Number) ? $"{title}\n您的数据还没有录全，暂无名次；回复“我的分数”看还缺什么。" : null;
    }
}
