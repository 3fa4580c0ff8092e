using CsPerformance.Bot.Conversation.Understanding;

namespace CsPerformance.Bot.Conversation;

/// <summary>The question that was asked last in a chat and waits for words. It hears one answer: whatever else is said is not for it.</summary>
internal sealed record OpenQuestion(string Card, Waiting.ToAnswer Asked)
{
    public static OpenQuestion? Of(Turn turn) => Last(turn) is { Asked.Hears: Waiting.Hearing.Words } open ? open : null;

    /// <summary>The same where it hears no words any more: 取消 means it still.</summary>
    public static OpenQuestion? Last(Turn turn) =>
        Presses.Latest(turn) is { } draft && Waiting.Read(draft.Payload) is Waiting.ToAnswer asked ? new(draft.Id, asked) : null;

    /// <summary>True for what people look up before they answer, and for words to a card.</summary>
    public static bool Outlives(Reading said) => said is Reading.NextPage or Reading.Understood
    {
        Command: Command.MyScore or Command.Details or Command.Why or Command.PayEstimate or Command.HowFar or Command.WhatIf or Command.Ranking
            or Command.TeamSheet or Command.Tasks or Command.RatingsOpen or Command.MyLeave or Command.NoticePeriod or Command.ShowScheme or Command.MyData
            or Command.Help or Command.Menu or Command.Sample or Command.Export or Command.Template or Command.Members or Command.ShowSubjects
            or Command.SchemeCheck or Command.SchemeTrial or Command.Evidence or Command.Import or Command.Confirm or Command.Cancel or Command.Modify,
    };

    /// <summary>The turn as if all had been said at once, with what came along with its beginning.</summary>
    public static Turn Continued(Turn turn, Waiting.ToAnswer asked, string whole) => turn with
    {
        Message = turn.Message with { Text = whole, Mentions = [.. asked.Mentions, .. turn.Message.Mentions] },
        Attachment = turn.Attachment ?? asked.Attachment,
    };

    public string With(string answer) => Asked.Question.ContinueWith(answer);

    public Effect Cancelled(Turn turn) => Presses.Once(Card, Presses.Outcome(turn, "已取消"), (_, said) => said.Privately(Presses.Cancelled(Asked.Question.Utterance)));

    /// <summary>What was said completes it: nothing that is said later completes it again.</summary>
    public Effect Answered(Turn turn, Effect effect) => Presses.Once(Card, Presses.Outcome(turn, "已回答"), effect);

    /// <summary>What was said is none of it: later words do not reach it either, its choices can still be taken.</summary>
    public Effect Left(Effect effect, Waiting.Hearing hears = Waiting.Hearing.Buttons) => (transaction, said) =>
    {
        if (Asked.Question.Choices.Count == 0) transaction.Drafts.Cancel(Card);
        else transaction.Drafts.Change(Card, (Asked with { Hears = hears }).ToJson());
        effect(transaction, said);
    };
}
