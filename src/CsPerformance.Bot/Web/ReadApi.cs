using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Bot.Settings;
using CsPerformance.Domain.Records;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Web;

/// <summary>What BI tools read. Source: chat.md, The read API.</summary>
internal sealed class ReadApi(Store store, BotSettings settings, ReadScores scores)
{
    private const string ForRecords = "records", ForScores = "scores", ForPay = "pay", ForReporters = "reporters";

    private static readonly object _description = JsonSerializer.Deserialize<JsonElement>(typeof(ReadApi).Assembly.GetManifestResourceStream("openapi.json")!);

    private readonly IReadOnlyList<(byte[] Hash, IReadOnlyList<string> Scopes)> _tokens =
    [
        .. settings.Api.Tokens.Select(token => (
            SHA256.HashData(Encoding.UTF8.GetBytes(token.Token)),
            (IReadOnlyList<string>)token.Scopes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))),
    ];

    public void MapTo(IEndpointRouteBuilder routes)
    {
        if (_tokens.Count == 0) return;
        var api = routes.MapGroup("/api");
        api.MapGet("/openapi.json", () => Json.Ok(_description));
        api.MapGet("/people", Guarded(null, PeopleAsync));
        api.MapGet("/records", Guarded(ForRecords, RecordsAsync));
        api.MapGet("/scores", Guarded(ForScores, (request, scopes) => scores.AnswerAsync(request, scopes.Contains(ForPay))));
    }

    private RequestDelegate Guarded(string? scope, Func<HttpRequest, IReadOnlyList<string>, Task<IResult>> answer) => async context =>
    {
        var scopes = ScopesOf(context.Request);
        var result = scopes is null ? Unauthorized(context.Response)
            : scope is not null && !scopes.Contains(scope) ? Json.Problem(403, $"这个令牌没有 {scope} 权限。")
            : await answer(context.Request, scopes);
        await result.ExecuteAsync(context);
    };

    private static IResult Unauthorized(HttpResponse response)
    {
        response.Headers.WWWAuthenticate = "Bearer";
        return Json.Problem(401, "需要有效的令牌：Authorization: Bearer …");
    }

    /// <summary>All tokens are compared, each in constant time, so that the time tells nothing about them.</summary>
    private IReadOnlyList<string>? ScopesOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return null;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(header["Bearer ".Length..].Trim()));
        IReadOnlyList<string>? scopes = null;
        foreach (var token in _tokens)
            if (CryptographicOperations.FixedTimeEquals(hash, token.Hash)) scopes = token.Scopes;
        return scopes;
    }

    private async Task<IResult> PeopleAsync(HttpRequest request, IReadOnlyList<string> scopes) => Json.Ok(new
    {
        People = (await store.ReadAsync(session => session.People.All(), request.HttpContext.RequestAborted)).Where(person => person.Active).Select(person => new
        {
            person.Number,
            person.Name,
            person.Nicknames,
            person.Team,
            Roles = person.Roles.Order().Select(role => role.ToString().ToLowerInvariant()),
            person.Position,
            person.Grade,
        }),
    });

    private async Task<IResult> RecordsAsync(HttpRequest request, IReadOnlyList<string> scopes)
    {
        var person = Query(request, "person");
        if (!TryDay(request, "from", out var from) || !TryDay(request, "to", out var until)) return Json.Problem(400, "from 和 to 应是日期，如 2026-11-01。");
        if (from > until) return Json.Problem(400, "from 不能晚于 to。");
        return await store.ReadAsync(
            session =>
            {
                if (person is not null && session.People.Find(person) is null && session.Subjects.Find(person) is null) return Json.Problem(404, "花名册上没有这个工号。");
                var found = session.Records.Query(new RecordFilter { Person = person, From = from, Until = until });
                var told = found.Where(IsTold).Select(record => Told(record, scopes.Contains(ForReporters) ? record.By : Recorder.ToReader(session, record)));
                // The answer is written when the session is over.
                return Json.Ok(new { Records = told.ToList() });
            },
            request.HttpContext.RequestAborted);
    }

    // Appeals, checks and attributes are no records of the contract's four kinds; a complaint is an item that is not chosen yet.
    private static bool IsTold(Record record) =>
        record.Kind is RecordKind.Item or RecordKind.Rating or RecordKind.Metric or RecordKind.Leave or RecordKind.Complaint;

    /// <param name="by">工号 of who is named as having recorded it.</param>
    private static object Told(Record record, string? by) => new
    {
        record.Number,
        Person = record.Subject,
        Kind = record.Kind is RecordKind.Complaint ? "item" : record.Kind.ToString().ToLowerInvariant(),
        record.Code,
        On = Day(record.On),
        Until = Day(record.Until),
        Count = record.Kind is RecordKind.Item or RecordKind.Complaint ? record.Count.ToString(CultureInfo.InvariantCulture) : null,
        Points = Plain(record.Points),
        Value = Plain(record.Value) ?? record.Label,
        By = by,
        record.Reason,
        record.Reference,
        State = record.State.ToString().ToLowerInvariant(),
        record.Channel,
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Plain(decimal? number) => number?.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string? Query(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static bool TryDay(HttpRequest request, string name, out DateOnly? day)
    {
        day = null;
        if (Query(request, name) is not { } text) return true;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)) return false;
        day = parsed;
        return true;
    }
}
