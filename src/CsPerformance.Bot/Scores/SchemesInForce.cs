using System.Collections.Concurrent;
using CsPerformance.Bot.Schemes;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Scores;

/// <summary>Which scheme a team is paid by in a month. Compiled schemes are kept by their version, so an old month stays computable.</summary>
/// <param name="defaultScheme">Id of the shipped scheme for the company where nothing else was put in force.</param>
/// <param name="folder">Where the files lie that can be put in force; null: those beside the program.</param>
internal sealed class SchemesInForce(string defaultScheme, string? folder = null)
{
    private readonly string folder = folder ?? SchemeFiles.Folder;

    /// <summary>The default scheme counts from here on, so that months before the first start can be entered as well.</summary>
    public static Period Always { get; } = Period.Month(2000, 1);

    private readonly ConcurrentDictionary<(string Id, string Version), Scheme> compiled = new();

    private Known? known;

    /// <summary>The team's own latest entry up to the month, else the company's, else the default scheme.</summary>
    public Scheme InForce(Session session, string? team, Period month)
    {
        // What a writer sees may never be committed: it uses what readers found, and keeps nothing.
        if (session.IsWriting) return known is { } read && read.Entries == session.Schemes.Count && read.InForce.TryGetValue((team, month.First), out var same) ? same : Find(session, team, month);
        var answers = Keep(session).InForce;
        if (!answers.TryGetValue((team, month.First), out var scheme)) answers[(team, month.First)] = scheme = Find(session, team, month);
        return scheme;
    }

    private Scheme Find(Session session, string? team, Period month)
    {
        if (session.Schemes.InForce(team, Period.Month(month.First)) is not { } entry) return Default;
        return ByVersion(session, entry.Scheme, entry.Version)
            ?? throw new InvalidOperationException($"The text of scheme {entry.Scheme} {entry.Version} is not in the store.");
    }

    /// <summary>Ids of the files that lie there now, faulty ones too.</summary>
    public IReadOnlyList<string> FileIds => SchemeFiles.IdsIn(folder);

    /// <summary>A file as it is now, with everything that its check finds; null where there is none.</summary>
    public CheckedScheme? Check(string id) => FileIds.Contains(id) ? CheckedScheme.LoadFile(Path.Combine(folder, id + ".yaml"), id + ".yaml") : null;

    /// <summary>The shipped schemes in the order of their ids, then those that only the store keeps.</summary>
    public IReadOnlyList<Scheme> Installed(Session session) => session.IsWriting ? FindAll(session) : Keep(session).Installed ??= FindAll(session);

    private List<Scheme> FindAll(Session session)
    {
        var all = SchemeFiles.Ids.Select(Shipped).OfType<Scheme>().ToList();
        foreach (var entry in session.Schemes.History())
        {
            if (all.All(scheme => scheme.Id != entry.Scheme) && ByVersion(session, entry.Scheme, entry.Version) is { } kept) all.Add(kept);
        }
        return all;
    }

    /// <summary>What was found while the store held as many entries as the session sees.</summary>
    private Known Keep(Session session)
    {
        var entries = session.Schemes.Count;
        return known is { } kept && kept.Entries == entries ? kept : known = new Known(entries);
    }

    /// <summary>A scheme as it was worded once; null where nobody kept that text.</summary>
    public Scheme? ByVersion(Session session, string id, string version)
    {
        if (compiled.TryGetValue((id, version), out var scheme)) return scheme;
        // Only this one is read: the first answer after a start waits for it.
        if (Shipped(id) is { } file && file.Version == version) return compiled[(id, version)] = file;
        if (session.Schemes.Text(id, version) is not { } text) return null;
        var read = SchemeFiles.Read(id + ".yaml", text);
        return compiled[(id, version)] = read.Scheme
            ?? throw new InvalidOperationException($"Scheme {id} {version} was kept and cannot be read any more: {string.Join("; ", read.Faults)}");
    }

    /// <summary>Keeps the text for ever and lets it count from a month on; for the company where the team is null.</summary>
    /// <param name="text">The scheme's text; null for a shipped one.</param>
    public static void PutInForce(Transaction transaction, string? team, Period from, Scheme scheme, string by, string remarks = "[]", string? text = null)
    {
        text ??= TextOf(scheme) ?? transaction.Schemes.Text(scheme.Id, scheme.Version);
        if (text is null) throw new ArgumentException("A scheme that does not ship needs its text.", nameof(text));
        transaction.Schemes.Keep(scheme.Id, scheme.Version, text);
        transaction.Schemes.PutInForce(team, from, scheme.Id, scheme.Version, by, remarks);
    }

    /// <summary>At the first start the default scheme counts for the whole company; later starts change nothing.</summary>
    public void PutDefault(Transaction transaction)
    {
        if (transaction.Schemes.History().Any(entry => entry.Team is null)) return;
        PutInForce(transaction, null, Always, Default, "system");
    }

    /// <summary>Every message asks for the same few schemes.</summary>
    private sealed class Known(long entries)
    {
        public long Entries => entries;

        public ConcurrentDictionary<(string? Team, DateOnly Month), Scheme> InForce { get; } = new();

        public IReadOnlyList<Scheme>? Installed { get; set; }
    }

    private Scheme Default => Shipped(defaultScheme)
        ?? throw new InvalidOperationException($"The scheme {defaultScheme} of Company:DefaultScheme does not ship; there are: {string.Join(", ", SchemeFiles.Ids)}.");

    private static Scheme? Shipped(string id) => SchemeFiles.Ids.Contains(id) ? SchemeFiles.Load(id).Scheme : null;

    /// <summary>The text of a shipped scheme; null where it does not ship in this version.</summary>
    private static string? TextOf(Scheme scheme) =>
        Shipped(scheme.Id)?.Version == scheme.Version ? File.ReadAllText(SchemeFiles.PathOf(scheme.Id)) : null;
}
