using CsPerformance.Bot.Hosting;
using CsPerformance.Channels.Simulator;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;
using Microsoft.AspNetCore.StaticFiles;

namespace CsPerformance.Bot.Web;

/// <summary>The page with a phone for everybody, and what it needs beyond the calls of the contract.</summary>
internal sealed class SimulatorPage(Store store, SimulatorPeople people, BusinessClock clock)
{
    private const int MostShown = 200;

    private static readonly Dictionary<string, (string Resource, string Type)> _files = new()
    {
        ["/"] = ("index.html", "text/html; charset=utf-8"),
        ["/page.css"] = ("page.css", "text/css; charset=utf-8"),
        ["/page.js"] = ("page.js", "text/javascript; charset=utf-8"),
        ["/icon.svg"] = ("icon.svg", "image/svg+xml"),
    };

    private static readonly FileExtensionContentTypeProvider _types = new();

    public void MapTo(IEndpointRouteBuilder page, IEndpointRouteBuilder calls)
    {
        foreach (var (path, (resource, type)) in _files) page.MapGet(path, (HttpResponse response) => File(response, resource, type));
        calls.MapGet("/people", PeopleAsync);
        calls.MapGet("/state", StateAsync);
        calls.MapGet("/chat", ChatAsync);
        calls.MapGet("/files/{way:regex(^(in|out)$)}/{id:long}", AttachmentAsync);
    }

    private static IResult File(HttpResponse response, string resource, string type)
    {
        response.Headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-cache";
        return Results.Stream(typeof(SimulatorPage).Assembly.GetManifestResourceStream("Page." + resource)!, type);
    }

    private async Task<IResult> PeopleAsync()
    {
        var everybody = (await people.PeopleAsync()).Where(person => person.Active).ToList();
        var shown = everybody.Select(person => new
        {
            person.Number,
            person.Name,
            person.Nicknames,
            person.Team,
            Roles = person.Roles.Order().Select(role => role.ToString().ToLowerInvariant()),
            person.Position,
            person.Grade,
        });
        var groups = everybody.Select(person => person.Team).OfType<string>().Distinct().Order(StringComparer.Ordinal);
        return Json.Ok(new { clock.Now, Zone = (int)clock.Now.Offset.TotalMinutes, People = shown, Groups = groups });
    }

    private async Task<IResult> StateAsync() => Json.Ok(new { clock.Now, Last = await store.ReadAsync(session => session.Outbox.Latest()) });

    private async Task<IResult> ChatAsync(string? @as, string? chat, CancellationToken cancellation)
    {
        var account = await people.AccountOfAsync(@as, cancellation);
        var group = SimulatorMessage.ChatOf(chat).Group;
        return Json.Ok(await store.ReadAsync(session => Timeline(session, account, group), cancellation));
    }

    /// <summary>What was said and answered, in the order of cause and effect: under a clock that stands still, times alone do not tell it.</summary>
    private static SimulatorAnswer Timeline(Session session, string account, string? group)
    {
        var said = session.Inbox.SaidIn(SimulatorChannel.ChannelName, group, account, MostShown)
            .Where(item => item.Message.Press is null)
            .Select(item => (At: item.ReceivedAt, Cause: item.Id, Answer: 0L, Message: SimulatorAnswer.Of(item, item.Message.Account)));
        var received = SimulatorPeople.ReceivedBy(session, group is null ? Recipient.To(account) : Recipient.ToGroup(group)).TakeLast(MostShown)
            .Select(item => (At: item.SentAt ?? item.CreatedAt, Cause: item.InReplyTo ?? 0, Answer: item.Id, Message: SimulatorAnswer.Of(session, item) with { At = item.SentAt }));
        return new SimulatorAnswer([.. said.Concat(received).OrderBy(x => x.At).ThenBy(x => x.Cause).ThenBy(x => x.Answer).Select(x => x.Message).TakeLast(MostShown)]);
    }

    private async Task<IResult> AttachmentAsync(HttpResponse response, string way, long id)
    {
        var file = await store.ReadAsync(session => way == "in" ? session.Inbox.Find(id)?.Message.File : session.Outbox.Find(id)?.Message.File);
        if (file is null) return Json.Problem(404, "没有这个文件。");
        // Whatever somebody uploaded must not run as a page of ours.
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        response.Headers.XContentTypeOptions = "nosniff";
        var type = _types.TryGetContentType(file.Name, out var known) ? known : "application/octet-stream";
        return file.IsImage ? Results.Bytes(file.Content, type) : Results.Bytes(file.Content, type, file.Name);
    }
}
