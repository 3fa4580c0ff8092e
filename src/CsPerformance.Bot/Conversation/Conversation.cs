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
        var effect = sender is null
            ? Binding.OfStranger(session, roster, message, clock.Now, house.Calendar)
            : Answer(new Turn(inboxId, message with { Mentions = Numbers(session, message) }, sender, roster, view, clock.Now, Evidence(message), house));
        return new Prepared(inboxId, message, number, sender, roster, direct, here, view, effect);
    }

    private Effect Answer(Turn turn)
    {
        if (turn.Message.Press is { } press) return Presses.Answer(turn, press, Read);
        return Read(turn, turn.Message.Text);
    }

    private Effect Read(Turn turn, string text)
    {
        var words = Vocabularies.For(turn, text);
        var said = new Utterance(text, turn.Message.Mentions, turn.InGroup, turn.Message.File is { IsImage: false }, turn.Message.File is { IsImage: true });
        var reading = Reader.Read(said, words, turn.Now, turn.House.Calendar);
        if (reading is not (Reading.Understood or Reading.NextPage) && Presses.OpenQuestion(turn) is { } open)
            reading = Reader.Answer(open.Question, open.Mentions, said, reading, Vocabularies.For(turn, open.Question.ContinueWith(text)), turn.Now, turn.House.Calendar);
        // Whatever else is said beside a table, the table is what counts.
        if (turn.Message.File is { IsImage: false } && turn.Message.Press is null && reading is Reading.NotUnderstood or Reading.Asked { Question.About: Doubt.Meaning })
            return Dispatch.Run(turn, new Command.Import(CellReading.Month(text, turn.Today)), Consent.None);
        return reading switch
        {
            Reading.Understood understood => Dispatch.Run(turn, understood.Command, Consent.None),
            Reading.Asked asked => (_, answer) => answer.Ask(turn, asked.Question),
            Reading.MenuPick pick => Presses.Pick(turn, pick.Choice, Read),
            Reading.NextPage => NextPage(turn),
            Reading.Courtesy courtesy => Help.Courtesy(turn, courtesy.Kind),
            Reading.NotUnderstood missed => Help.Hints(turn, missed.Hints),
            _ => throw new InvalidOperationException($"Unknown reading {reading.GetType().Name}."),
        };
    }

    private static Effect NextPage(Turn turn) => (transaction, said) =>
        said.Answer(Where.Open, Paging.Next(transaction, turn.Sender.Number, Said.ChatKey(turn.Message.Chat)) ?? "没有下一页了。");

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
