namespace CsPerformance.Domain.People;

/// <summary>A spell in which somebody did not belong to the company (离职).</summary>
/// <param name="LeftOn">The last day of employment (离职日期), which is still worked and paid.</param>
/// <param name="BackOn">The first day after coming back; null while the person is away.</param>
public sealed record Leaving(DateOnly LeftOn, DateOnly? BackOn = null)
{
    /// <summary>True where not one of these days, both ends included, was a day of employment.</summary>
    public bool Covers(DateOnly from, DateOnly until) => LeftOn < from && (BackOn is not { } back || until < back);
}
