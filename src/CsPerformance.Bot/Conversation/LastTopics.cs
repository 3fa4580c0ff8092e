using CsPerformance.Bot.Conversation.Understanding;

namespace CsPerformance.Bot.Conversation;

/// <summary>What a bare 为什么 or 撤销 means: the record that the sender made last, if that was just now.</summary>
internal static class LastTopics
{
    private static readonly TimeSpan _justNow = TimeSpan.FromMinutes(10);

    public static LastTopic? Of(Turn turn)
    {
        var made = turn.Reads.Records.Query(new Storage.RecordFilter { By = turn.Sender.Number, NewestFirst = true, Limit = 1 });
        return made is [var record] && turn.Now - record.At <= _justNow ? new LastTopic(record.Number, null) : null;
    }
}
