using CsPerformance.Domain.Schemes.Numbers;

namespace CsPerformance.Domain.Schemes.Running;

/// <summary>A line's result in an earlier period, or in the present one where it is a line of this scheme.</summary>
internal sealed class HistoryName(HistoryDefinition history, int index, PlanLine? own) : Node
{
    public HistoryDefinition History => history;

    /// <summary>The line of this scheme whose present result it continues; null for another scheme's line.</summary>
    public PlanLine? Own => own;

    public override ValueKind Kind => history.Kind;

    public override bool ReadsSubject => true;

    public override Value Eval(Frame at) => at.Back == 0 && own is not null && !at.Run.IsWithin
        ? at.Lines[at.FirstLine + own.Index]
        : at.Run.Past(at.Subject, index, at.Back);

    public override void Write(Wording words)
    {
        if (words.At is { Back: >= 0 }) words.Name(history.Title, this);
        else words.Put(history.Title);
    }
}

/// <summary>Which periods a function over history looks at.</summary>
internal enum Span
{
    /// <summary>The present one and those before it, so many in all.</summary>
    Last,

    /// <summary>So many before the present one.</summary>
    Before,
    Quarter,
    Half,
    Year,

    /// <summary>All that the facts hold.</summary>
    All,
}

/// <param name="Known">True where an earlier period without a result is left out instead of making it missing.</param>
internal sealed record Window(Span Span, int Length, bool Known)
{
    /// <summary>First and last number of periods back, both included.</summary>
    public (int From, int To) Of(Run run) => Span switch
    {
        Span.Last => (0, Length - 1),
        Span.Before => (run.IsWithin ? 0 : 1, run.IsWithin ? Length - 1 : Length),
        Span.All => (0, run.Depth - 1),
        _ => (0, run.PeriodsIn(Span switch { Span.Quarter => 3, Span.Half => 6, _ => 12 }) - 1),
    };

    public override string ToString() => Span switch
    {
        Span.Last => $"最近{Length}期",
        Span.Before => $"前{Length}期",
        Span.Quarter => "本季度",
        Span.Half => "本半年",
        Span.Year => "本年度",
        _ => "全部各期",
    } + (Known && Span != Span.All ? "(有结果的)" : "");
}

internal enum Look
{
    Every,
    Any,
    Times,
    Longest,
    Sum,
    Mean,
    Lowest,
    Highest,
}

/// <summary>A function over the periods of a window.</summary>
internal sealed class Lookback(Look look, Node inner, Window window, string name) : Node
{
    // Another scheme's line has no result of the present period yet; the own line has one, or something that it needs is absent.
    private readonly bool readsPresent = inner.Tree().OfType<HistoryName>().All(history => history.Own is not null);

    /// <summary>A year of months is read at a glance.</summary>
    private const int MostWritten = 12;

    public Look Look => look;

    private readonly Absence nothing = Absence.Of(name, $"{window}没有 {name} 的结果");

    public override ValueKind Kind => look is Look.Every or Look.Any ? ValueKind.YesNo : ValueKind.Number;

    public override IEnumerable<Node> Children => [inner];

    public override Value Eval(Frame at)
    {
        var outer = at.Back;
        var (from, to) = window.Of(at.Run);
        var (missing, tally) = (Value.Void, new Tally());
        for (var back = to; back >= from; back--)
        {
            at.Back = back;
            var value = at.Take(inner);
            if (!value.IsMissing) tally.Add(value, look);
            else if (!Pardons(at.Run, back) || value.Absence.IsOverflow) missing = at.Run.Absences.Join(missing, value);
            else tally.Gap();
        }
        at.Back = outer;
        return missing.IsMissing ? missing : tally.Count == 0 && look is Look.Mean or Look.Lowest or Look.Highest && tally.Count == 0 ? Value.Of(nothing) : tally.Result(look);
    }

    // A month without a result adds nothing, an absent input of the present one does (common rule 8).
    private bool Pardons(Run run, int back) => window.Known && (back > 0 || run.IsWithin || !readsPresent);

    public override void Write(Wording words)
    {
        var (before, after) = look switch
        {
            Look.Every => ("每期都 ", ""),
            Look.Any => ("有一期 ", ""),
            Look.Times => ("", " 的期数"),
            Look.Longest => ("", " 的最长连续期数"),
            Look.Sum => ("", " 之和"),
            Look.Mean => ("", " 的平均"),
            Look.Lowest => ("", " 的最低"),
            _ => ("", " 的最高"),
        };
        words.Put(window.ToString()).Put(before).Put("(").Put(inner).Put(")").Put(after);
        if (words.At is { } at) words.Put(" = ").Put(Eval(at).ToString()).Put(Each(at));
    }

    /// <summary>What each of the periods gives, the oldest first: (各期 85、70、76).</summary>
    private string Each(Frame at)
    {
        var outer = at.Back;
        var (from, to) = window.Of(at.Run);
        if (to <= from || to - from >= MostWritten) return "";
        var each = new List<string>();
        for (at.Back = to; at.Back >= from; at.Back--) each.Add(at.Take(inner) is { IsMissing: false } value ? value.ToString() : "缺");
        at.Back = outer;
        // That every one or none of them holds is said already.
        return look is Look.Every or Look.Any && each.Distinct().Count() == 1 ? "" : $"(各期 {string.Join('、', each)})";
    }

    private struct Tally()
    {
        private Exact sum = 0m;
        private Exact low = 0m;
        private Exact high = 0m;
        private int yes;
        private int run;
        private int longest;

        public int Count { get; private set; }

        public void Add(in Value value, Look look)
        {
            if (look is Look.Sum or Look.Mean) sum += value.Number;
            low = Count == 0 || value.Number < low ? value.Number : low;
            high = Count == 0 || value.Number > high ? value.Number : high;
            Count++;
            run = value.Yes ? run + 1 : 0;
            if (value.Yes) yes++;
            longest = Math.Max(longest, run);
        }

        public void Gap() => run = 0;

        public readonly Value Result(Look look) => look switch
        {
            Look.Every => Value.Of(yes == Count),
            Look.Any => Value.Of(yes > 0),
            Look.Times => Value.Of((decimal)yes),
            Look.Longest => Value.Of((decimal)longest),
            Look.Sum => Value.Of(sum),
            Look.Mean => Value.Of(sum / Count),
            Look.Lowest => Value.Of(low),
            _ => Value.Of(high),
        };
    }
}

/// <summary>How many periods in a row a condition holds, the present one first, then backwards; a period without a result ends it.</summary>
internal sealed class Streak(Node holds) : Node
{
    public override ValueKind Kind => ValueKind.Number;

    public override IEnumerable<Node> Children => [holds];

    public override Value Eval(Frame at)
    {
        var outer = at.Back;
        var (length, missing) = (0, Value.Void);
        for (var back = 0; back < at.Run.Depth || back == 0; back++)
        {
            at.Back = back;
            var value = at.Test(holds);
            if (value.IsMissing && back == 0 && !at.Run.IsWithin) missing = value;
            if (!value.Yes) break;
            length++;
        }
        at.Back = outer;
        return missing.IsMissing ? missing : Value.Of((decimal)length);
    }

    public override void Write(Wording words)
    {
        words.Put("连续(").Put(holds).Put(")的期数");
        if (words.At is { } at) words.Put(" = ").Put(Eval(at).ToString());
    }
}

/// <summary>A value so many periods ago.</summary>
internal sealed class Ago(Node inner, int back) : Node
{
    public override ValueKind Kind => inner.Kind;

    public override IEnumerable<Node> Children => [inner];

    public override Value Eval(Frame at)
    {
        var outer = at.Back;
        at.Back = back;
        var value = inner.Eval(at);
        at.Back = outer;
        return value;
    }

    public override void Write(Wording words)
    {
        words.Put($"{back}期前的 ").Put(inner);
        if (words.At is { } at) words.Put(" ").Put(Eval(at).ToString());
    }
}
