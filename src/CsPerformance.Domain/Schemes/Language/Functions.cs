using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Language;

/// <summary>The functions of the language. src/Schemes/README.md shows each in a small example.</summary>
internal sealed partial class ExpressionParser
{
    private static readonly string[] FunctionNames =
    [
        "min", "max", "sum", "average", "floor", "ceil", "abs", "round", "clamp", "present", "given", "is_void", "or_else",
        "leave", "leave_except", "count", "points", "score", "table_sum", "key_reached",
        "members", "group_count", "group_sum", "group_mean", "group_ratio", "group_min", "group_max", "group_rank", "group_rank_worst",
        "streak", "every", "any", "times", "longest", "sum_of", "mean_of", "lowest_of", "highest_of", "ago",
    ];

    private Node Function(string name)
    {
        at++;
        var node = name switch
        {
            "min" => new Several(Fold.Smallest, Numbers()),
            "max" => new Several(Fold.Greatest, Numbers()),
            "sum" => new Several(Fold.Sum, Numbers()),
            "average" => new Several(Fold.Mean, Numbers()),
            "floor" => new Shaped(Shape.Floor, Number()),
            "ceil" => new Shaped(Shape.Ceiling, Number()),
            "abs" => new Shaped(Shape.Absolute, Number()),
            "round" => Rounded(),
            "clamp" => Clamped(),
            "present" => new Probed(Probe.Present, Expression()),
            "is_void" => new Probed(Probe.Void, Number()),
            "or_else" => OrElse(),
            "given" => Given(),
            "leave" or "leave_except" => Leave(name == "leave_except"),
            "count" => Items(SlotKind.Count),
            "points" => Items(SlotKind.Points),
            "score" => Items(SlotKind.Score),
            "table_sum" => TableNamed() is { } table ? new TableSum(table.Table!, table.Parameter) : Wrong,
            "key_reached" => Reached(),
            "members" => new Gathered(Gather.Members, null, null, null, null, 0, name, name),
            "group_count" => Group(Gather.Count),
            "group_sum" => Group(Gather.Sum),
            "group_mean" => Group(Gather.Mean),
            "group_ratio" => Group(Gather.Ratio),
            "group_min" => Group(Gather.Lowest),
            "group_max" => Group(Gather.Highest),
            "group_rank" => Group(Gather.BestRank),
            "group_rank_worst" => Group(Gather.WorstRank),
            "streak" => new Streak(Want(Back(true), ValueKind.YesNo, name)),
            "every" => Over(Look.Every),
            "any" => Over(Look.Any),
            "times" => Over(Look.Times),
            "longest" => Over(Look.Longest),
            "sum_of" => Over(Look.Sum),
            "mean_of" => Over(Look.Mean),
            "lowest_of" => Over(Look.Lowest),
            "highest_of" => Over(Look.Highest),
            "ago" => AgoOf(),
            _ => Fail($"没有名为 {Faults.Short(name)} 的函数", Nearest.To(name, FunctionNames)),
        };
        return Problem is null && Expect(")") ? node : Wrong;
    }

    private Node Number() => Want(Expression(), ValueKind.Number, "这里");

    private Node[] Numbers()
    {
        var parts = new List<Node>();
        do parts.Add(Number());
        while (Take(",") && parts.Count < LongestChain);
        return [.. parts];
    }

    private Node Rounded()
    {
        var inner = Number();
        if (!Take(",")) return new Shaped(Shape.Round, inner);
        return WholeNumber(0, 28) is { } decimals ? new Shaped(Shape.Round, inner, decimals) : Wrong;
    }

    private int? WholeNumber(int from, int to)
    {
        if (Current.Kind == TokenKind.Number && Current.Number >= from && Current.Number <= to && Current.Number == decimal.Truncate(Current.Number)) return (int)tokens[at++].Number;
        Fail($"这里要写 {from} 到 {to} 的整数");
        return null;
    }

    private Node Clamped()
    {
        var inner = Number();
        if (!Expect(",")) return Wrong;
        var low = Number();
        return Expect(",") ? new Clamp(inner, low, Number()) : Wrong;
    }

    private Node OrElse()
    {
        var inner = Expression();
        return Expect(",") ? new Probed(Probe.OrElse, inner, Want(Expression(), inner.Kind, "or_else 的第二项")) : Wrong;
    }

    private Node Given()
    {
        if (Current.Kind != TokenKind.Name || Meant(Current.Text) is not { } meaning) return Fail("given 里要写指标、评分、属性或参数的名称");
        at++;
        place.Names.Use(meaning.Qualified);
        return meaning.Given?.Invoke() ?? Fail("given 里要写指标、评分、属性或参数的名称");
    }

    private Node Leave(bool except)
    {
        var types = new List<string>();
        while (Current.Kind == TokenKind.Name)
        {
            if (LeaveTypes.Code(Current.Text) is not { } code) return Fail($"没有名为 {Faults.Short(Current.Text)} 的假别", Nearest.To(Current.Text, LeaveTypes.All.SelectMany(type => new[] { type.Title, type.Code })));
            if (types.Contains(code)) return Fail($"假别 {Faults.Short(Current.Text)} 写了两次");
            types.Add(code);
            at++;
            if (!Take(",")) break;
        }
        if (except || types.Count == 0) types = [.. LeaveTypes.All.Select(type => type.Code).Except(types)];
        var title = $"请假天数({string.Join("、", LeaveTypes.All.Where(type => types.Contains(type.Code)).Select(type => type.Title))})";
        return place.Names.Input(new(SlotKind.Leave, SlotKind.Leave, types, "", place.Names.Items, null), ValueKind.Number, title);
    }

    private Node Items(SlotKind kind)
    {
        var except = Take("except");
        var codes = new List<string>();
        while (Current.Kind == TokenKind.Name)
        {
            var code = Current.Text.StartsWith("items.", StringComparison.Ordinal) ? Current.Text[6..] : Current.Text;
            if (!place.Names.Items.ContainsKey(code)) return Fail($"没有名为 {Faults.Short(code)} 的项目", Nearest.To(code, place.Names.Items.Keys));
            if (codes.Contains(code)) return Fail($"项目 {Faults.Short(code)} 写了两次");
            codes.Add(code);
            at++;
            if (!Take(",")) break;
        }
        if (except || codes.Count == 0) codes = [.. place.Names.Items.Keys.Except(codes)];
        return ItemInput(kind, codes);
    }

    private Input ItemInput(SlotKind kind, List<string> codes)
    {
        var items = codes.ToDictionary(code => code, code => place.Names.Items[code], StringComparer.Ordinal);
        foreach (var code in codes) place.Names.Use($"items.{code}");
        var titles = codes.Count > 3 ? $"{codes.Count}项" : string.Join("、", items.Values.Select(item => item.Title));
        var title = titles + kind switch { SlotKind.Count => "次数", SlotKind.Points => "分值", _ => "加减分" };
        return place.Names.Input(new(kind, kind, codes, "", items, null), ValueKind.Number, title);
    }

    private Node Reached()
    {
        if (TableNamed() is not { } table || !Expect(",")) return Wrong;
        if (place.Names.Keys(table.Parameter) is not [{ Match: not KeyMatch.Label }]) return Fail("key_reached 要用一层的、以数为键的表");
        var number = Number();
        return Expect(",") ? new KeyReached(table.Table!, table.Parameter, number, Number()) : Wrong;
    }

    private Node Group(Gather gather)
    {
        var (outer, start) = (inGroup, at);
        inGroup = true;
        var number = Expression();
        var divisorStart = at + 1;
        var below = gather == Gather.Ratio && Expect(",") ? Number() : null;
        var divisor = below is null ? "" : Written(divisorStart);
        var among = Take("among") ? Want(Expression(), ValueKind.YesNo, "among") : null;
        var by = Take("by") ? Either() : null;
        inGroup = outer;
        if (Problem is not null) return Wrong;
        Want(number, gather == Gather.Count ? ValueKind.YesNo : ValueKind.Number, "组内函数");
        return new Gathered(gather, number, below, among, by, place.NextId(), Written(start), divisor);
    }

    private Node Back(bool present)
    {
        var (history, reads) = (inHistory, readsPresent);
        if (history) return Fail("以往各期的函数不能套在一起");
        (inHistory, readsPresent) = (true, present);
        var node = Expression();
        (inHistory, readsPresent) = (history, reads);
        return node;
    }

    private Node Over(Look look)
    {
        // The window stands behind the expression but decides whether the present period is read.
        var inner = Back(!WindowIsBefore());
        Want(inner, look is Look.Every or Look.Any or Look.Times or Look.Longest ? ValueKind.YesNo : ValueKind.Number, "以往各期的函数");
        if (!Expect(",")) return Wrong;
        return Window() is { } window ? new Lookback(look, inner, window, Names.HistoryIn(inner)) : Wrong;
    }

    private bool WindowIsBefore()
    {
        var (open, comma) = (0, -1);
        for (var i = at; i < tokens.Count && open >= 0; i++)
        {
            if (tokens[i].Kind != TokenKind.Sign) continue;
            if (tokens[i].Text is "(" or "[" or "{") open++;
            else if (tokens[i].Text is ")" or "]" or "}") open--;
            else if (tokens[i].Text == "," && open == 0) comma = i;
        }
        return comma >= 0 && tokens.Skip(comma + 1).Take(2).Any(token => token.Text == "before");
    }

    private Window? Window()
    {
        var known = Take("known");
        var word = Current.Text;
        at++;
        switch (word)
        {
            case "quarter" or "half" or "year":
                return new(word switch { "quarter" => Span.Quarter, "half" => Span.Half, _ => Span.Year }, 0, known);
            case "all":
                return new(Span.All, 0, true);
            case "last" or "before":
                if (!Expect("(") || WholeNumber(1, 120) is not { } length || !Expect(")")) return null;
                return new(word == "last" ? Span.Last : Span.Before, length, known);
        }
        at--;
        Fail("这里要写期间：last(n)、before(n)、quarter、half、year 或 all");
        return null;
    }

    private Node AgoOf()
    {
        var inner = Back(false);
        return Expect(",") && WholeNumber(1, 120) is { } back ? new Ago(inner, back) : Wrong;
    }
}
