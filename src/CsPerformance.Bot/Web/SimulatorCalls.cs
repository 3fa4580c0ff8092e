using CsPerformance.Bot.Delivery;
using CsPerformance.Channels.Simulator;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Web;

/// <summary>The calls that stand in for a platform: say something, press a button, see what arrived. Source: chat.md, The simulator.</summary>
internal sealed class SimulatorCalls(Store store, Intake intake, Exchange exchange, SimulatorPeople people, TimeProvider time)
{
    public void MapTo(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/messages", SayAsync);
        routes.MapPost("/buttons", PressAsync);
        routes.MapGet("/inbox", InboxAsync);
    }

    private async Task<IResult> SayAsync(HttpRequest request)
    {
        var call = await Json.ReadAsync<SimulatorMessage>(request);
        var account = await people.AccountOfAsync(call.From, request.HttpContext.RequestAborted);
        var message = call.ToIncoming(account, time.GetUtcNow());
        return await ExchangeAsync(message with { Mentions = await people.AccountsOfAsync(message.Mentions) }, request.HttpContext.RequestAborted);
    }

    private async Task<IResult> PressAsync(HttpRequest request)
    {
        var call = await Json.ReadAsync<SimulatorPress>(request);
        var account = await people.AccountOfAsync(call.From, request.HttpContext.RequestAborted);
        if (string.IsNullOrEmpty(call.Card) || string.IsNullOrEmpty(call.Key)) throw new SimulatorCallException("card 和 key 都要有。");
        var shown = await store.ReadAsync(session => session.Cards.Find(call.Card) is { } card ? session.Outbox.Find(card.OutboxId) : null);
        if (shown?.Message.Card is not { } known) return Json.Problem(404, "没有这张卡片。");
        if (known.Buttons.All(button => button.Key != call.Key)) return Json.Problem(404, "这张卡片上没有这个按钮。");
        var chat = shown.To.Group is null ? Chat.Direct : new Chat(Routes.Shown(shown.To)["group:".Length..]);
        return await ExchangeAsync(call.ToIncoming(account, chat, time.GetUtcNow()), request.HttpContext.RequestAborted);
    }

    private async Task<IResult> InboxAsync(HttpRequest request)
    {
        var to = Recipient.Parse(request.Query["to"].ToString());
        if (to is null || (to.Person ?? to.Group) is "") return Json.Problem(400, "to 应是 person:工号 或 group:群名。");
        return Json.Ok(await store.ReadAsync(session => SimulatorAnswer.Of(session, SimulatorPeople.ReceivedBy(session, to)), request.HttpContext.RequestAborted));
    }

    private async Task<IResult> ExchangeAsync(IncomingMessage message, CancellationToken cancellation) =>
        await intake.AcceptAsync(message, cancellation) switch
        {
            Acceptance.Busy => Json.Problem(503, "消息太多，请稍后再试。"),
            Acceptance.TooMany => await TooManyAsync(message, cancellation),
            _ => await AnswerAsync(session => session.Inbox.Find(message.Channel, message.Key) is { } stored ? Exchange.Settled(session, stored.Id) : null, cancellation),
        };

    /// <summary>The first one too many is answered with the friendly word, the rest are refused.</summary>
    private async Task<IResult> TooManyAsync(IncomingMessage message, CancellationToken cancellation)
    {
        var key = Intake.WarningKey(message);
        var to = Recipient.To(await store.ReadAsync(session => session.Identities.Find(message.Channel, message.Account) ?? $"{message.Channel}:{message.Account}", cancellation));
        if (!intake.IsWarned(message)) return Json.Problem(429, "一分钟内最多 30 条消息，请稍后再发。");
        return await AnswerAsync(
            session => session.Outbox.Received(to).LastOrDefault(item => item.DedupeKey == key) is { } word ? [word] : null, cancellation);
    }

    private async Task<IResult> AnswerAsync(Func<Session, IReadOnlyList<OutboxItem>?> look, CancellationToken cancellation) =>
        await exchange.UntilAsync(session => look(session) is { } items ? SimulatorAnswer.Of(session, items) : null, cancellation) is { } answer
            ? Json.Ok(answer)
            : Json.Problem(504, "消息已保存，但回复还没有准备好；用同一个 messageId 再问一次即可。");
}
