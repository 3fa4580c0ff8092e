namespace CsPerformance.Domain.Schemes.Language;

/// <summary>Collects what is wrong in one file.</summary>
internal sealed class Faults(string file)
{
    private const int Most = 200;

    private readonly List<Fault> all = [];

    public IReadOnlyList<Fault> All => all;

    public bool Any => all.Count > 0;

    public void Add(SchemeNode at, string place, string problem, string? nearest = null) => Add($"第 {at.Line} 行 {place}", problem, nearest);

    public void Add(string place, string problem, string? nearest = null)
    {
        var fault = new Fault(file, place, problem, nearest);
        if (all.Count < Most && !all.Contains(fault)) all.Add(fault);
    }

    /// <summary>A name that nothing is called.</summary>
    public void Unknown(SchemeNode at, string place, string what, string name, IEnumerable<string> names) =>
        Add(at, place, $"没有名为 {Short(name)} 的{what}", Nearest.To(name, names));

    /// <summary>Enough of a text to recognise it by.</summary>
    public static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
