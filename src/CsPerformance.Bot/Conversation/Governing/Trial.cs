using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Governing;

/// <summary>What one person's figure was and would have been; null where it cannot be computed.</summary>
internal sealed record Tried(Rated Rated, decimal? Was, decimal? Would, string? Why)
{
    public decimal? Change => Would - Was;
}

/// <summary>A past period of a team by the scheme in force then and by another one.</summary>
/// <param name="Measure">What is compared, as people call it.</param>
/// <param name="OfPay">True where it is an amount of money.</param>
internal sealed record Trial(Period Period, string Team, string Measure, bool OfPay, IReadOnlyList<Tried> People)
{
    public IEnumerable<Tried> Ups => People.Where(one => one.Change > 0);

    public IEnumerable<Tried> Downs => People.Where(one => one.Change < 0);

    public IEnumerable<Tried> Same => People.Where(one => one.Change == 0);

    public IEnumerable<Tried> Unknown => People.Where(one => one.Change is null);

    /// <summary>Pay is compared where both schemes pay and the reader may know; otherwise the figure of the board.</summary>
    public static Trial Of(Turn turn, Scheme other, string team, Period month, bool mayBePay = true)
    {
        var now = turn.House.Scores.SheetOf(turn.Reads, team, month);
        var would = turn.House.Scores.Trial(turn.Reads, other, team, month);
        var (own, others) = (PayLines(now.Scheme), PayLines(other));
        var ofPay = mayBePay && own.Count > 0 && others.Count > 0;
        var people = would.Subjects.Select(rated => ofPay
            ? new Tried(rated, Sum(now, rated.Id, own), Sum(would, rated.Id, others), Why(would, rated.Id, others) ?? Why(now, rated.Id, own))
            : new Tried(rated, now.Board(rated.Id), would.Board(rated.Id), Why(would, rated.Id, other.BoardLine is { } line ? [line] : [])));
        return new(would.Period, team, ofPay ? "工资" : $"{Board(now.Scheme)}与{Board(other)}", ofPay, [.. people]);
    }

    /// <summary>The amounts that no other amount is made of; their sum is what the period costs.</summary>
    private static List<string> PayLines(Scheme scheme)
    {
        var money = scheme.Lines.Where(line => line is { Money: true, Kind: ValueKind.Number }).ToList();
        return [.. money.Where(line => !money.Any(other => other.Code != line.Code && Needs(scheme, other.Code).Contains(line.Code))).Select(line => line.Code)];
    }

    private static HashSet<string> Needs(Scheme scheme, string code)
    {
        var (found, open) = (new HashSet<string>(), new Stack<string>([code]));
        while (open.TryPop(out var next))
            foreach (var need in scheme.Lines.FirstOrDefault(line => line.Code == next)?.Needs ?? []) if (found.Add(need)) open.Push(need);
        return found;
    }

    private static decimal? Sum(Scored scored, string id, List<string> codes)
    {
        decimal sum = 0;
        foreach (var code in codes)
        {
            switch (scored.Of(id).Line(code)?.Value)
            {
                case LineValue.Number number: sum += number.Value; break;
                case LineValue.Void: break;
                default: return null;
            }
        }
        return sum;
    }

    private static string? Why(Scored scored, string id, List<string> codes) =>
        codes.Select(code => scored.Of(id).Line(code)?.Value).OfType<LineValue.Missing>().FirstOrDefault()?.Why;

    private static string Board(Scheme scheme) => scheme.Lines.FirstOrDefault(line => line.Code == scheme.BoardLine)?.Title ?? "没有排行的分";
}
