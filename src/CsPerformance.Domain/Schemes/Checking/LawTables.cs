namespace CsPerformance.Domain.Schemes.Checking;

/// <summary>A rule about the risk of a scheme, as the data files hold it.</summary>
/// <param name="Code">What it looks for, such as <c>risk.wording</c>; the checker knows how.</param>
/// <param name="Words">Words that it looks for, or that name what it is about.</param>
/// <param name="Article">The article that it rests on.</param>
/// <param name="Source">Where the text of the article was read.</param>
/// <param name="On">When the entry was made.</param>
/// <param name="Limit">The share that the article names, 0 to 1; null where it names none.</param>
public sealed record RiskRule(string Code, IReadOnlyList<string> Words, string Article, string Why, string Todo, string Source, DateOnly On, decimal? Limit = null);

/// <summary>The monthly minimum wage of a city in yuan.</summary>
/// <param name="Amount">Null where it is not known: nothing is checked against it, and the check says so.</param>
public sealed record MinimumWage(string City, decimal? Amount, DateOnly? Since, string? Source);

/// <summary>What the law says about pay and rules, and the shares from which on the checker speaks up; all from data files.</summary>
/// <param name="CliffShare">A change of one unit that moves a figure of the pay by more than this share is remarked; 0 to 1.</param>
public sealed record LawTables(IReadOnlyList<RiskRule> Rules, IReadOnlyList<MinimumWage> MinimumWages, decimal CliffShare)
{
    /// <summary>No rules and no figures; cliffs from one fifth on.</summary>
    public static LawTables None { get; } = new([], [], 0.2m);
}
