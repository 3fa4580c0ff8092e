using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>Whom a question is about, and how far the asker may look.</summary>
/// <param name="Pay">True for the own pay and for hr.</param>
internal sealed record Whom(Rated Rated, bool Own, bool Pay)
{
    /// <param name="number">工号; null for the sender.</param>
    public static Whom Of(Turn turn, string? number, Period period)
    {
        var own = number is null || number == turn.Sender.Number;
        var rated = Rated.Find(turn.Reads, number ?? turn.Sender.Number, period) ?? Rated.Of(turn.Sender);
        return new(rated, own, own || turn.Sender.Is(Role.Hr));
    }

    public string Name => $"{Rated.Name}({Rated.Id})";

    /// <summary>Notes a look at somebody else's pay.</summary>
    public void Log(Storage.Transaction transaction, Turn turn, Period period, string how)
    {
        if (!Own) transaction.PayLooks.Add(turn.Sender.Number, Rated.Id, period.ToString(), how);
    }

    /// <summary>True for who looks with the eyes of qa alone: QA flags and what they recorded themselves.</summary>
    public static bool SeesOnlyQa(Turn turn, string number) =>
        number != turn.Sender.Number && !turn.Sender.Is(Role.Hr) && !(turn.Roster.Known(number) is { } person && (turn.Sender.Leads(person) || MayLookAt(turn, person)));

    private static bool MayLookAt(Turn turn, Person subject) => Roster.IsSubject(subject) && RightsTable.Refuses(turn.Sender, nameof(Command.MyScore), subject) is null;

    /// <summary>True where the sender may see a record at all: the own one, one that they made, of the own team, QA's, or anybody's for hr.</summary>
    public static bool MaySee(Turn turn, Record record) =>
        record.By == turn.Sender.Number || !SeesOnlyQa(turn, record.Subject) || (turn.Sender.Is(Role.Qa) && IsQa(turn, record));

    /// <summary>True for a complaint that the sender made of somebody whose records are none of the sender's business.</summary>
    public static bool OnlyReported(Turn turn, Record record) =>
        record.Kind == RecordKind.Complaint && record.By == turn.Sender.Number && SeesOnlyQa(turn, record.Subject) && !turn.Sender.Is(Role.Qa);

    private static bool IsQa(Turn turn, Record record) =>
        record.Kind is RecordKind.Item or RecordKind.Complaint
        && turn.SchemeFor(turn.Roster.Known(record.Subject)?.Team, Period.Month(record.On)).Items
            .FirstOrDefault(item => item.Code == record.Code) is null or { Use: Domain.Schemes.ItemUse.Qa or Domain.Schemes.ItemUse.Complaint };

    /// <summary>The period that a stretch of days asks for: the month of its last day that is not in the future.</summary>
    public static Period PeriodOf(Turn turn, string? team, Stretch when)
    {
        if (when is Stretch.OfPeriod asked) return asked.Period;
        return turn.House.Scores.PeriodOf(turn.Reads, team, when.Until < turn.Today ? when.Until : when.From > turn.Today ? when.From : turn.Today);
    }
}
