using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsPerformance.Bot.Schemes;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Benchmarks;

/// <summary>
/// The evaluator against a hand-written decimal loop on the same work in one run: 60 + Σ clamp(x·w, lo, hi) over 40 figures, a tier,
/// a coefficient by band, praise, money with a floor.
/// </summary>
internal static class FormulaBenchmark
{
    private const int Figures = 40;
    private const int Warm = 1500;

    public static void Run(int subjects)
    {
        var (weights, low, high, values) = Work(subjects);
        var text = SchemeText(weights, low, high);
        var clock = Stopwatch.StartNew();
        var reading = SchemeFiles.Read("formula.yaml", text);
        if (reading.Scheme is not { } scheme) throw new InvalidOperationException(string.Join('\n', reading.Faults));
        Console.WriteLine($"load and compile {clock.Elapsed.TotalMilliseconds:F1} ms");
        var facts = new Facts(Period.Month(2026, 10), null, [.. values.Select(Facts)], new Dictionary<string, ParameterFact>());
        Agree(scheme, facts, values, weights, low, high);
        var hand = Measuring.Of(subjects, subjects, Warm, () =>
        {
            decimal sum = 0;
            foreach (var value in values) sum += Hand(value, weights, low, high);
            GC.KeepAlive(sum);
        });
        Show("hand-written decimal loop", hand, hand);
        var run = scheme.Bind(facts, "facts").Run!;
        Show("evaluator, compiled lines", Measuring.Of(subjects, subjects, Warm, run.Execute), hand);
        Show("evaluator, facts checked and sheet made", Measuring.Of(subjects, subjects, Warm, () => GC.KeepAlive(scheme.Evaluate(facts))), hand);
        Show("evaluator, with explanation", Measuring.Of(subjects, subjects, Warm, () => GC.KeepAlive(scheme.Evaluate(facts, explain: true))), hand);
        var few = facts with { Subjects = [.. facts.Subjects.Take(1000)] };
        Show("evaluator, every word of it written", Measuring.Of(few.Subjects.Count, few.Subjects.Count, Warm, () => SchemesBenchmark.Words(scheme, few)), hand);
    }

    private static void Show(string name, Measured measured, Measured hand) => Console.WriteLine($"{name,-42} {measured}  {measured.Nanoseconds / hand.Nanoseconds,7:F2} x");

    private static (decimal[] Weights, decimal[] Low, decimal[] High, decimal[][] Values) Work(int subjects)
    {
        var (weights, low, high) = (new decimal[Figures], new decimal[Figures], new decimal[Figures]);
        for (var i = 0; i < Figures; i++)
            (weights[i], low[i], high[i]) = ((i % 5 == 4 ? -1 : 1) * (0.25m + i % 7 * 0.15m), -5m - i % 3, 4m + i % 4);
#pragma warning disable CA5394 // The same numbers in every run are wanted.
        var random = new Random(42);
        var values = new decimal[subjects][];
        for (var a = 0; a < subjects; a++)
        {
            values[a] = [.. Enumerable.Range(0, Figures).Select(i => random.Next(0, 1200) / 100m - (i % 5 == 4 ? 0 : 4))];
            values[a][0] = random.Next(70, 101) / 100m;
        }
#pragma warning restore CA5394
        return (weights, low, high, values);
    }

    private static decimal Hand(decimal[] x, decimal[] w, decimal[] lo, decimal[] hi)
    {
        var score = 60m;
        for (var i = 0; i < Figures; i++) score += Math.Min(Math.Max(x[i] * w[i], lo[i]), hi[i]);
        var tier = score < 60m ? 0m : score < 75m ? 300m : score < 85m ? 800m : score < 95m ? 1500m : Math.Min(2200m + (score - 95m) * 20m, 3000m);
        var coefficient = x[0] < 0.8m ? 0.5m : x[0] < 0.95m ? 0.8m : x[0] < 1m ? 1.0m : 1.1m;
        var praise = 0m;
        for (var i = 30; i < Figures; i++) praise += x[i];
        return Math.Max(Math.Round(3000m + tier * coefficient + praise * 5m, 2, MidpointRounding.AwayFromZero), 2400m);
    }

    private static string SchemeText(decimal[] weights, decimal[] low, decimal[] high)
    {
        static string N(decimal number) => number.ToString(CultureInfo.InvariantCulture);
        var text = new StringBuilder("id: formula\ntitle: 基准\nsource: 基准\nperiod: month\nsubject: agent\nmetrics:\n");
        for (var i = 0; i < Figures; i++) text.Append(CultureInfo.InvariantCulture, $"  x{i}: {{title: 指标{i}, range: \"[-100,100]\"}}\n");
        text.Append("lines:\n  score:\n    title: 得分\n    value: 60");
        for (var i = 0; i < Figures; i++) text.Append(CultureInfo.InvariantCulture, $" + min(max(x{i} * {N(weights[i])}, {N(low[i])}), {N(high[i])})");
        text.Append("\n  tier:\n    title: 档\n    bands: score\n    rows:\n      \"(-∞,60)\": 0\n      \"[60,75)\": 300\n      \"[75,85)\": 800\n      \"[85,95)\": 1500\n");
        text.Append("      \"[95,∞)\": min(2200 + (score - 95) * 20, 3000)\n");
        text.Append("  coefficient:\n    title: 系数\n    bands: x0\n    rows: {\"(-∞,0.8)\": 0.5, \"[0.8,0.95)\": 0.8, \"[0.95,1)\": 1.0, \"[1,∞)\": 1.1}\n");
        text.Append("  total_pay:\n    title: 工资\n    value: max(3000 + tier * coefficient + (");
        text.AppendJoin(" + ", Enumerable.Range(30, 10).Select(i => $"x{i}")).Append(") * 5, 2400)\n");
        return text.ToString();
    }

    private static SubjectFacts Facts(decimal[] values, int index) => new(
        index.ToString(CultureInfo.InvariantCulture), null, new Dictionary<string, FactValue>(),
        values.Select((value, i) => (Code: "x" + i, value)).ToDictionary(pair => pair.Code, pair => pair.value),
        [], [], new Dictionary<string, IReadOnlyDictionary<string, FactValue>>(), new Dictionary<string, bool>(), []);

    private static void Agree(Scheme scheme, Facts facts, decimal[][] values, decimal[] weights, decimal[] low, decimal[] high)
    {
        if (scheme.Evaluate(facts) is not Evaluation.Sheet { Result: var sheet }) throw new InvalidOperationException("The facts do not fit.");
        for (var i = 0; i < values.Length; i++)
        {
            var (hand, line) = (Hand(values[i], weights, low, high), ((LineValue.Number)sheet.Subjects[i].Line("total_pay")!.Value).Value);
            if (hand != line) throw new InvalidOperationException($"Subject {i}: by hand {hand}, by the scheme {line}.");
        }
    }
}
