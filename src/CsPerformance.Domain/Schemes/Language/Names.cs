using CsPerformance.Domain.Schemes.Running;

namespace CsPerformance.Domain.Schemes.Language;

/// <summary>What a name in an expression can stand for.</summary>
/// <param name="Qualified">The full name, to be written where the short one has several meanings.</param>
/// <param name="Make">The node; null where the name needs more (an assessor, a key, a function over history).</param>
/// <param name="Hint">What to write instead where there is no node.</param>
internal sealed record Meaning(string Qualified, Func<Node>? Make, string? Hint = null)
{
    /// <summary>For given(x): whether the facts hold it.</summary>
    public Func<Node>? Given { get; init; }

    public ParameterDefinition? Table { get; init; }

    public int Parameter { get; init; }

    /// <summary>True for a name that counts inside functions over history only.</summary>
    public bool IsHistory { get; init; }

    public bool IsLine { get; init; }
}

/// <summary>All names of a scheme, short and qualified, and the slots that its expressions read.</summary>
internal sealed class Names
{
    private readonly Dictionary<string, List<Meaning>> meanings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> slotPlaces = new(StringComparer.Ordinal);
    private readonly List<Slot> slots = [];
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    public IReadOnlyList<Slot> Slots => slots;

    /// <summary>Qualified names that some expression reads.</summary>
    public IReadOnlySet<string> Used => used;

    public Dictionary<string, ItemDefinition> Items { get; } = new(StringComparer.Ordinal);

    /// <summary>All names, for the nearest one.</summary>
    public IEnumerable<string> All => meanings.Keys;

    public void Add(string kind, string code, Meaning meaning)
    {
        Add(code, meaning);
        Add($"{kind}.{code}", meaning);
    }

    public IReadOnlyList<Meaning> Find(string name) => meanings.TryGetValue(name, out var found) ? found : [];

    public void Use(string qualified) => used.Add(qualified);

    public Input Input(Slot slot, ValueKind kind, string title)
    {
        if (!slotPlaces.TryGetValue(slot.Key, out var place))
        {
            slotPlaces[slot.Key] = place = slots.Count;
            slots.Add(slot);
        }
        return new Input(slots[place], place, kind, title);
    }

    /// <summary>The levels of keys of each table parameter.</summary>
    public Dictionary<int, IReadOnlyList<TableKey>> TableKeys { get; } = [];

    public IReadOnlyList<TableKey> Keys(int parameter) => TableKeys.GetValueOrDefault(parameter) ?? [];

    /// <summary>The words that an attribute can be.</summary>
    public Dictionary<string, IReadOnlyList<string>> Labels { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<string> LabelsOf(string attribute) => Labels.GetValueOrDefault(attribute) ?? [];

    /// <summary>The code of the history that an expression reads, to name what is absent.</summary>
    public static string HistoryIn(Node node) => node.Tree().OfType<HistoryName>().FirstOrDefault()?.History.Code ?? "history";

    private void Add(string name, Meaning meaning)
    {
        if (!meanings.TryGetValue(name, out var list)) meanings[name] = list = [];
        list.Add(meaning);
    }
}
