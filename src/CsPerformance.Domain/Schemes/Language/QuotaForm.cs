using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Language;

/// <summary>A line whose levels have limited places in the group.</summary>
internal sealed class QuotaForm(Compiler compiler, PlanLine line)
{
    public Node? Read(Entries entries)
    {
        var quota = new Entries(entries.Get("quota")!, entries.At("quota"), compiler.Faults, "wants", "holds", "rank", "waits", "levels");
        foreach (var key in new[] { "wants", "rank", "levels" }) if (!quota.Has(key)) quota.Fault(key, $"要写 {key}");
        var dropsOne = quota.Word("waits", "one_level_down", "keeps") == "one_level_down";
        if (!dropsOne && !quota.Has("holds")) quota.Fault("waits", "waits: keeps 要同时写 holds(现在的级别)");
        // Places depend on everybody: what they read must be computed for the whole group first.
        var wants = Grouped(quota, "wants", null);
        var holds = quota.Has("holds") ? Grouped(quota, "holds", wants?.Kind) : null;
        var rank = Grouped(quota, "rank", ValueKind.Number);
        var levels = Levels(quota, wants?.Kind);
        if (wants is null || rank is null || levels is null || (quota.Has("holds") && holds is null)) return null;
        return new Quota(wants, holds, rank, levels, dropsOne, compiler.NextQuota(), wants.Kind);
    }

    private Node? Grouped(Entries quota, string key, ValueKind? kind)
    {
        var node = compiler.Expression(quota.Get(key), quota.At(key), kind);
        foreach (var used in node?.Tree() ?? [])
        {
            if (used is LineName name) compiler.Reach(name.Line, fromGroup: true);
            if (used is HistoryName { Own: { } own }) compiler.Reach(own, fromGroup: true);
        }
        return node;
    }

    private QuotaLevel[]? Levels(Entries quota, ValueKind? kind)
    {
        var levels = new List<QuotaLevel>();
        var broken = false;
        foreach (var item in quota.Items("levels"))
        {
            var one = new Entries(item, quota.At("levels"), compiler.Faults, "level", "at_most", "below");
            if (one.Has("at_most") && one.Has("below")) one.Fault("below", "at_most 和 below 只能写一个");
            var limited = one.Has("at_most") || one.Has("below");
            var share = compiler.Expression(one.Get("at_most") ?? one.Get("below"), quota.At("levels"), ValueKind.Number);
            if (compiler.Gives(one.Get("level"), quota.At("levels")) is Literal level && (kind is null || level.Kind == kind) && (share is not null || !limited))
            {
                if (share is { ReadsSubject: true }) one.Fault(one.Has("below") ? "below" : "at_most", "名额只能由参数和数算出");
                levels.Add(new(level.Value, share, one.Has("below")));
                continue;
            }
            compiler.Faults.Add(item, quota.At("levels"), "每级写 level(与 wants 同类型的值)，可加 at_most 或 below");
            broken = true;
        }
        if (levels.Count == 0 && !broken) quota.Fault("levels", $"{line.Code} 要写至少一级，从高到低");
        return broken || levels.Count == 0 ? null : [.. levels];
    }
}
