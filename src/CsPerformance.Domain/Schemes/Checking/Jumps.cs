using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>What one step of an input did to an amount of money.</summary>
internal sealed record Effect(PlanLine Money, decimal Was, decimal Is)
{
    /// <summary>The change as a share of the greater of the two; 0 to 1, more where it changes its sign.</summary>
    public decimal Share => Math.Max(Math.Abs(Was), Math.Abs(Is)) is var most && most == 0 ? 0 : Math.Abs(Is - Was) / most;
}

/// <summary>A step of one input at which a line jumps and takes money with it.</summary>
/// <param name="Cause">The first line that jumps; the others follow it.</param>
/// <param name="Who">The kind of people it was found for; null for the first kind.</param>
/// <param name="Setting">What all other inputs were.</param>
internal sealed record Jump(PlanLine Cause, string From, string To, Movable Input, decimal Before, decimal After, IReadOnlyList<Effect> Effects, string? Who, Setting Setting)
{
    public decimal Share => Effects.Max(effect => effect.Share);
}

/// <summary>
/// Moves one input after the other through its range and finds the single steps at which money jumps: the change must be
/// much more than what the neighbouring steps bring, or it would be the ordinary price of a unit.
/// </summary>
internal sealed class Jumps
{
    private const int Parts = 12, MostEdges = 24, Much = 2, MostEffects = 5;

    private readonly Ground ground;
    private readonly Trials trials;
    private readonly List<PlanLine> money;
    private readonly List<Jump> found = [];
    private readonly Dictionary<decimal, Outcome?> seen = [];
    private readonly Setting setting;
    private readonly string? who;
    private readonly Outcome? usual;
    private Movable input = null!;

    public Jumps(Ground ground, Trials trials, Setting setting, string? who)
    {
        (this.ground, this.trials, this.setting, this.who) = (ground, trials, setting, who);
        money = [.. ground.Lines.Where(line => line is { Money: true, OfGroup: false, Kind: ValueKind.Number })];
        usual = trials.At(setting);
    }

    public IReadOnlyList<Jump> Of(IEnumerable<Movable> inputs)
    {
        foreach (var one in inputs.Where(Typical.CanMove))
        {
            if (usual is null || money.Count == 0) break;
            input = one;
            seen.Clear();
            var points = Grid();
            for (var i = 1; i < points.Count; i++) Between(points[i - 1], points[i], 40);
        }
        return found;
    }

    private List<decimal> Grid()
    {
        var steps = decimal.Floor((input.To - input.From) / input.Step);
        decimal Aligned(decimal part) => input.From + decimal.Floor(steps * part) * input.Step;
        var edges = ground.Edges.Where(edge => edge > input.From && edge < input.To).Take(MostEdges).Select(edge => Aligned((edge - input.From) / input.Step / steps));
        return [.. Enumerable.Range(0, Parts + 1).Select(i => Aligned((decimal)i / Parts)).Concat(edges.SelectMany(edge => new[] { edge - input.Step, edge, edge + input.Step })).Where(x => x >= input.From && x <= input.To).Distinct().Order()];
    }

    private Outcome? At(decimal x)
    {
        if (x < input.From || x > input.To) return null;
        return seen.TryGetValue(x, out var known) ? known : seen[x] = trials.At(setting.With(input.Name, FactValue.Of(x)));
    }

    private void Between(decimal low, decimal high, int depth)
    {
        if (At(low) is not { } a || At(high) is not { } b || money.All(line => a.Number(line) == b.Number(line))) return;
        var steps = decimal.Round((high - low) / input.Step);
        if (steps <= 1)
        {
            Consider(low, high, a, b);
            return;
        }
        var middle = low + decimal.Floor(steps / 2) * input.Step;
        if (depth == 0 || At(middle) is not { } between || money.All(line => IsStraight(line, a, between, b, (middle - low) / (high - low)))) return;
        Between(low, middle, depth - 1);
        Between(middle, high, depth - 1);
    }

    // A price for each unit is a straight line; where the middle lies on it there is no jump on the way.
    private bool IsStraight(PlanLine line, Outcome a, Outcome between, Outcome b, decimal part)
    {
        if (a.Number(line) is not { } low || b.Number(line) is not { } high || between.Number(line) is not { } middle) return a.Number(line) == b.Number(line);
        return Math.Abs(middle - (low + (high - low) * part)) <= Floor(line) / 2;
    }

    // Less than a twentieth of the usual amount is no jump.
    private decimal Floor(PlanLine line) => Math.Abs(usual!.Number(line) ?? 0) / 20;

    private void Consider(decimal low, decimal high, Outcome a, Outcome b)
    {
        Outcome?[] around = [At(low - input.Step), a, b, At(high + input.Step)];
        var effects = money.Where(line => IsJump(line, around) && Math.Abs(b.Number(line)!.Value - a.Number(line)!.Value) > Floor(line))
            .Select(line => new Effect(line, a.Number(line)!.Value, b.Number(line)!.Value)).ToList();
        if (effects.Count == 0) return;
        var cause = ground.Scheme.Plan.Lines.First(line => effects.Take(MostEffects).Any(effect => ground.ReadBy(effect.Money).Contains(line)) && (line == effects[0].Money || Changes(line, around)));
        found.Add(new(cause, a.Of(cause).ToString(), b.Of(cause).ToString(), input, low, high, effects, who, setting));
    }

    private static bool Changes(PlanLine line, Outcome?[] around)
    {
        var (a, b) = (around[1]!.Of(line), around[2]!.Of(line));
        if (a.IsMissing || b.IsMissing) return false;
        return a.Held != b.Held || (a.Held == Held.Number ? IsJump(line, around) : !a.Same(b));
    }

    private static bool IsJump(PlanLine line, Outcome?[] around)
    {
        var numbers = around.Select(outcome => outcome?.Number(line)).ToArray();
        if (numbers[1] is not { } a || numbers[2] is not { } b || a == b) return false;
        var beside = Math.Max(Math.Abs((a - numbers[0]) ?? 0), Math.Abs((numbers[3] - b) ?? 0));
        return Math.Abs(b - a) > Much * beside;
    }
}
