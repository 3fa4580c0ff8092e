using System.Security.Cryptography;
using CsPerformance.Bot.Conversation.Importing;
using CsPerformance.Bot.Conversation.People;
using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Hosting;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Conversation;

/// <summary>Answers one message of the inbox: understand, permit, act. Everything that it causes is one transaction.</summary>
internal sealed class Conversation(Store store, House house, Vocabularies vocabularies, BusinessClock clock)
{
    /// <summary>Answers a message and marks it done. May be called again after a fault: nothing happens twice.</summary>
    /// <exception cref="System.Data.Common.DbException">The store is away; try again.</exception>
    public async Task AnswerAsync(long inboxId, IncomingMessage message, CancellationToken cancellation) =>
        await KeepAsync(await store.ReadAsync(session => Prepare(session, inboxId, message), cancellation), cancellation);

    /// <summary>Writes what was prepared and marks the message done; where others were faster with the same matter, what is right now.</summary>
    public async Task KeepAsync(Prepared prepared, CancellationToken cancellation)
    {
        try
        {
            await WriteAsync(prepared, cancellation);
        }
        catch (RecordedMeanwhileException)
        {
            await AnswerAsync(prepared.InboxId, prepared.Message, cancellation);
        }
    }

    private Task WriteAsync(Prepared prepared, CancellationToken cancellation)
    {
        var (inboxId, message) = (prepared.InboxId, prepared.Message);
        return store.WriteAsync(
            transaction =>
            {
                prepared.View.Session = transaction;
                var said = new Said(transaction, message, inboxId, prepared.Direct, prepared.Here, clock) { Roster = prepared.Roster };
                prepared.Effect(transaction, said);
                if (prepared.Sender is not null) transaction.Identities.Used(message.Channel, message.Account);
                transaction.Inbox.Done(inboxId, () => new AnsweredElsewhereException(inboxId));
            },
            cancellation);
    }

    /// <summary>Finds the answer on a snapshot; nothing is written yet.</summary>
    public Prepared Prepare(Session session, long inboxId, IncomingMessage message)
    {
        var number = session.Identities.Find(message.Channel, message.Account);
        var roster = vocabularies.Roster(session);
        var sender = number is null ? null : roster.ByNumber(number);
        var direct = Recipient.To(sender?.Number ?? $"{message.Channel}:{message.Account}");
        var here = message.Chat.Group is { } group
            ? Recipient.ToGroup(session.GroupChats.TeamOf(message.Channel, group) ?? $"{message.Channel}:{group}")
            : direct;
        var view = new View(session);
        var own = message with { Text = Utterance.Own(message.Text) };
        var effect = sender is null
            ? Binding.OfStranger(session, roster, own, clock.Now, house.Calendar)
            : Answer(new Turn(inboxId, own with { Mentions = Numbers(session, message) }, sender, roster, view, clock.Now, Evidence(message), house));
        return new Prepared(inboxId, message, number, sender, roster, direct, here, view, effect);
    }

    private Effect Answer(Turn turn) => turn.Message.Press is { } press ? Presses.Answer(turn, press, Read) : Hear(turn);

    /// <summary>What was typed: something of its own, or the answer to the question that is open.</summary>
    private Effect Hear(Turn turn)
    {
        var said = Spoken(turn, turn.Message.Text);
        var alone = Alone(turn, said);
        if (said.HasFile || OpenQuestion.Outlives(alone) || OpenQuestion.Of(turn) is not { } open) return Act(turn, alone);
        if (alone is Reading.Courtesy courtesy) return courtesy.Kind == CourtesyKind.Nothing ? open.Cancelled(turn) : Act(turn, alone);
        var whole = open.With(said.Text);
        var reading = Reader.Answer(open.Asked.Question, open.Asked.Mentions, said, alone, Vocabularies.For(turn, whole), turn.Now, turn.House.Calendar);
        return !ReferenceEquals(reading, alone) ? open.Answered(turn, Act(OpenQuestion.Continued(turn, open.Asked, whole), reading))
            : reading is Reading.MenuPick ? Act(turn, reading)
            : open.Left(Act(turn, reading, open), reading is Reading.NotUnderstood ? Waiting.Hearing.Numbers : Waiting.Hearing.Buttons);
    }

    /// <summary>A whole sentence, as a button carries it: no answer to anything.</summary>
    private Effect Read(Turn turn, string text)
    {
        var reading = Alone(turn, Spoken(turn, text));
        var effect = Act(turn, reading);
        return turn.Message.Press is { } press && !OpenQuestion.Outlives(reading) && OpenQuestion.Of(turn) is { } open && open.Card != press.Card ? open.Left(effect) : effect;
    }

    private static Utterance Spoken(Turn turn, string text) =>
        new(text, turn.Message.Mentions, turn.InGroup, turn.Message.File is { IsImage: false }, turn.Message.File is { IsImage: true });

    private static Reading Alone(Turn turn, Utterance said) => Reader.Read(said, Vocabularies.For(turn, said.Text), turn.Now, turn.House.Calendar);

    /// <param name="left">The question that this is no answer to.</param>
    private Effect Act(Turn turn, Reading reading, OpenQuestion? left = null)
    {
        // Whatever else is said beside a table, the table is what counts.
        if (turn.Message.File is { IsImage: false } && turn.Message.Press is null && reading is Reading.NotUnderstood or Reading.Asked { Question.About: Doubt.Meaning })
            return Dispatch.Run(turn, new Command.Import(CellReading.Month(turn.Message.Text, turn.Today)), Consent.None);
        return reading switch
        {
            Reading.Understood understood => Dispatch.Run(turn, understood.Command, Consent.None),
            Reading.Asked asked => (_, answer) => answer.Ask(turn, asked.Question),
            Reading.MenuPick pick => Presses.Pick(turn, pick.Choice, Read),
            Reading.NextPage => (_, answer) => answer.NextPage(),
            Reading.Courtesy courtesy => Help.Courtesy(turn, courtesy.Kind),
            Reading.NotUnderstood missed => Help.Hints(turn, missed.Hints, left?.Asked.Question.Utterance),
            _ => throw new InvalidOperationException($"Unknown reading {reading.GetType().Name}."),
        };
    }

    /// <summary>工号 of the mentioned accounts; who is not on the roster is left out, and then asked for by name.</summary>
    private static IReadOnlyList<string> Numbers(Session session, IncomingMessage message) =>
        [.. message.Mentions.Select(account => session.Identities.Find(message.Channel, account)).OfType<string>()];

    /// <summary>The id under which the store keeps a file that came along.</summary>
    private static string? Evidence(IncomingMessage message) =>
        message.File is { } file ? Convert.ToHexStringLower(SHA256.HashData(file.Content)) : null;

    /// <param name="Number">工号 that the account is bound to; null for a stranger.</param>
    /// <param name="Sender">Null also where nobody of the roster has the number any more.</param>
    internal sealed record Prepared(
        long InboxId, IncomingMessage Message, string? Number, Person? Sender, Roster Roster, Recipient Direct, Recipient Here, View View, Effect Effect);
}

/// <summary>Another instance answered the message meanwhile; what this one prepared is undone.</summary>
internal sealed class AnsweredElsewhereException(long inboxId) : Exception($"Message {inboxId} was answered by another instance.");
