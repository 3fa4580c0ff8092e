using CsPerformance.Domain.Chat;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Jobs;

/// <summary>One message of an errand, to one target.</summary>
/// <param name="Also">What is written in the same transaction, such as a look at pay.</param>
/// <param name="Chart">A drawing in SVG that goes out as a picture, with the text as the file's name; where it cannot be drawn, nothing goes out.</param>
internal sealed record Push(Recipient To, string Text, Purpose Purpose, Action<Transaction>? Also = null, string? Chart = null);

/// <summary>Something that has to go out once for a period: to a team, or to those of a role.</summary>
/// <param name="Scope">Within which it is done or not: <c>team:客服一组</c>, <c>all</c>.</param>
/// <param name="FellDue">When it should have gone out.</param>
/// <param name="Make">Reads and words it; called again after a crash, when only what is missing is sent.</param>
internal sealed record Errand(string Job, string Period, string Scope, DateTimeOffset FellDue, Func<Session, IReadOnlyList<Push>> Make);
