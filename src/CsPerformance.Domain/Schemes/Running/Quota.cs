using CsPerformance.Domain.Schemes.Numbers;

namespace CsPerformance.Domain.Schemes.Running;

/// <param name="Share">The share of the group that may stand there; null: any.</param>
/// <param name="Strict">True where the share must stay below it; false where it may be reached.</param>
internal sealed record QuotaLevel(Value Level, Node? Share, bool Strict);

/// <summary>
/// Limited places at the levels of a group, from the highest downwards. Who held a level before, and who falls to it,
/// stays; of the others the lowest by rank wait until it fits, equals together, and a place that a tie gave up stays
/// empty. Who waits drops one level and is counted there, or keeps the level that was held.
/// </summary>
/// <param name="wants">The level that the rules would give.</param>
/// <param name="holds">The present level; null where nobody holds one.</param>
internal sealed class Quota(Node wants, Node? holds, Node rank, QuotaLevel[] levels, bool dropsOne, int id, ValueKind kind) : Node
{
    public override ValueKind Kind => kind;

    public override bool ReadsSubject => true;

    public override IEnumerable<Node> Children => new[] { wants, holds, rank }.OfType<Node>().Concat(levels.Select(level => level.Share).OfType<Node>());

    public override Value Eval(Frame at)
    {
        var inputs = Inputs(at, out _, out _, out _);
        if (inputs.IsMissing) return inputs;
        var placed = at.Run.Places[id] ??= Place(at.Run);
        return placed[at.Subject];
    }

    public override void Write(Wording words)
    {
        if (words.At is { } at)
        {
            words.Put("应得 ").Put(wants).Put("，名额后 ").Put(Eval(at).ToString());
            return;
        }
        words.Put(wants).Put(" 按 ").Put(rank).Put(" 名次受名额限制：");
        foreach (var level in levels.Where(level => level.Share is not null)) words.Put($"{level.Level} {(level.Strict ? "低于" : "至多")} ").Put(level.Share!).Put("；");
    }

    private Value Inputs(Frame at, out Value wanted, out Value held, out Value number)
    {
        (wanted, held, number) = (wants.Eval(at), holds?.Eval(at) ?? Value.Void, rank.Eval(at));
        var missing = at.Run.Absences.Join(at.Run.Absences.Join(wanted, held), number);
        foreach (var level in levels) if (level.Share is not null) missing = at.Run.Absences.Join(missing, level.Share.Eval(at));
        return missing.IsMissing ? missing : Value.Void;
    }

    private Value[] Place(Run run)
    {
        var placed = new Value[run.SubjectCount];
        var (takers, counted) = (new List<Taker>(), 0);
        var frame = new Frame(run);
        for (frame.Subject = 0; frame.Subject < run.SubjectCount; frame.Subject++)
        {
            if (Inputs(frame, out var wanted, out var held, out var number).IsMissing) continue;
            placed[frame.Subject] = wanted;
            counted++;
            if (Level(wanted) is var level && level >= 0) takers.Add(new(frame.Subject, level, holds is null ? levels.Length : Level(held) is var own && own >= 0 ? own : levels.Length - 1, number.Number));
        }
        // The first subject's frame serves the shares: they hold parameters, which are the same for all.
        frame.Subject = takers.Count > 0 ? takers[0].Subject : 0;
        for (var level = 0; level < levels.Length; level++) Limit(frame, takers, counted, level);
        foreach (var taker in takers) placed[taker.Subject] = levels[taker.Level].Level;
        return placed;
    }

    private void Limit(Frame frame, List<Taker> takers, int counted, int level)
    {
        if (levels[level].Share is not { } share) return;
        var places = share.Eval(frame).Number * (decimal)counted;
        var here = takers.Count(taker => taker.Level == level);
        var newcomers = takers.Where(taker => taker.Level == level && taker.IsNewAt(level)).OrderBy(taker => taker.Rank, Comparer<Exact>.Create(Exact.Compare)).ToList();
        for (var i = 0; i < newcomers.Count && !Fits(here, places, levels[level].Strict);)
        {
            var lowest = newcomers[i].Rank;
            for (; i < newcomers.Count && Exact.Compare(newcomers[i].Rank, lowest) == 0; i++, here--) newcomers[i].Wait(Math.Min(dropsOne ? level + 1 : newcomers[i].Held, levels.Length - 1));
        }
    }

    private static bool Fits(int here, Exact places, bool strict) => strict ? here < places : here <= places;

    // Index 0 is the highest level; -1 for a value that is none of them, which no quota touches.
    private int Level(in Value value)
    {
        for (var i = 0; i < levels.Length; i++) if (levels[i].Level.Same(value)) return i;
        return -1;
    }

    private sealed class Taker(int subject, int level, int held, Exact rank)
    {
        public int Subject => subject;

        public int Level { get; private set; } = level;

        public int Held => held;

        public Exact Rank => rank;

        /// <summary>True where it would rise to the level: it held a lower one.</summary>
        public bool IsNewAt(int here) => held > here;

        public void Wait(int to) => Level = to;
    }
}
