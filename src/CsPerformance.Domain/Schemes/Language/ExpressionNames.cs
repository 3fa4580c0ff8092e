using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Language;

/// <summary>Names within an expression: what they stand for, and the rows of tables.</summary>
internal sealed partial class ExpressionParser
{
    private Node Named(string name)
    {
        if (PeriodName.All.Contains(name)) return new PeriodName(name);
        if (Meant(name) is not { } meaning) return Wrong;
        if (meaning.Make is null) return Fail(meaning.Hint ?? $"{name} 不能这样用");
        place.Names.Use(meaning.Qualified);
        var node = meaning.Make();
        return node switch
        {
            LineName line => Reached(line.Line) ? node : Wrong,
            HistoryName history when readsPresent && history.Own is { } own => Reached(own) ? node : Wrong,
            _ => node,
        };
    }

    private bool Reached(PlanLine line)
    {
        if (place.Reach(line, inGroup))
        {
            if (place.HasFailed(line)) Fail("");
            return !place.HasFailed(line);
        }
        Fail($"{line.Code} 直接或间接地用到了自己，或引用太深");
        return false;
    }

    /// <summary>The one meaning of a name; inside a function over history the history's name goes before the line's.</summary>
    private Meaning? Meant(string name)
    {
        IReadOnlyList<Meaning> found = [.. place.Names.Find(name).Where(meaning => inHistory || !meaning.IsHistory)];
        if (found.Any(meaning => meaning.IsHistory)) found = [.. found.Where(meaning => !meaning.IsLine)];
        if (found.Count > 1 && found.Any(meaning => meaning.Make is not null || meaning.Table is not null)) found = [.. found.Where(meaning => meaning.Make is not null || meaning.Table is not null)];
        if (found.Count == 1) return found[0];
        if (found.Count > 1) Fail($"{name} 有几种含义，请写全名：{string.Join(" 或 ", found.Select(meaning => meaning.Qualified))}");
        else if (place.Names.Find(name).Count > 0) Fail($"{name} 是以往各期的结果，只能写在 streak、every、mean_of、ago 等函数里");
        else Fail($"没有名为 {Faults.Short(name)} 的指标、评分、参数或行；文字要加引号", Nearest.To(name, place.Names.All));
        return null;
    }

    private Node Row(string name)
    {
        if (Meant(name) is not { } meaning) return Wrong;
        if (meaning.Table is not { } table) return Fail($"{name} 不是表，不能写 [ ]");
        at++;
        var keys = new List<Node>();
        do keys.Add(Expression());
        while (Take(","));
        if (!Expect("]")) return Wrong;
        var wanted = place.Names.Keys(meaning.Parameter);
        if (keys.Count != wanted.Count) return Fail($"{name} 有 {wanted.Count} 层键，这里写了 {keys.Count} 个");
        for (var i = 0; i < keys.Count; i++)
        {
            Want(keys[i], wanted[i].Match == KeyMatch.Label ? ValueKind.Label : ValueKind.Number, $"{name} 的第 {i + 1} 个键");
            if (keys[i] is Literal { Value.Held: Held.Label } literal && wanted[i].Allowed.Count > 0 && !wanted[i].Allowed.Contains(literal.Value.Label))
                return Fail($"{name} 没有 {literal.Value.Label} 这一行", Nearest.To(literal.Value.Label, wanted[i].Allowed));
        }
        place.Names.Use(meaning.Qualified);
        return new TableRow(table, meaning.Parameter, [.. keys]);
    }

    private Meaning? TableNamed()
    {
        if (Current.Kind != TokenKind.Name || Meant(Current.Text) is not { } meaning)
        {
            Fail("这里要写一个表参数的名称");
            return null;
        }
        at++;
        if (meaning.Table is null) Fail($"{meaning.Qualified} 不是表");
        place.Names.Use(meaning.Qualified);
        return meaning.Table is null ? null : meaning;
    }
}
