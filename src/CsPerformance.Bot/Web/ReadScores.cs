using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Web;

/// <summary>Sheets for the read API, with the lines about money only for who may see pay.</summary>
internal sealed class ReadScores(Store store, ScoreBook scores, SchemesInForce schemes)
{
    public async Task<IResult> AnswerAsync(HttpRequest request, bool withPay)
    {
        var team = request.Query["team"].ToString() is { Length: > 0 } named ? named : null;
        Period? period = null;
        if (request.Query["period"].ToString() is { Length: > 0 } text)
        {
            if (!Period.TryParse(text, out var parsed)) return Json.Problem(400, "period 应是考核期，如 2026-11、2026-Q4、2026-H2 或 2026。");
            period = parsed;
        }
        var (answer, sheet) = await store.ReadAsync(session => Read(session, team, period), request.HttpContext.RequestAborted);
        if (sheet is null) return answer!;
        // Noted before it is shown: a look that cannot be noted is no look.
        if (withPay) await store.WriteAsync(transaction => transaction.PayLooks.Add("api", "*", sheet.Period.ToString(), "api"));
        return Results.Content(SheetJson.Write(withPay ? sheet : WithoutPay(sheet)), "application/json; charset=utf-8");
    }

    private (IResult? Problem, ScoreSheet? Sheet) Read(Session session, string? team, Period? asked)
    {
        var period = asked ?? scores.PeriodOf(session, team, session.Today);
        var teams = session.People.Teams(period);
        if (team is not null && !teams.Contains(team)) return (Json.Problem(404, "没有这个小组。"), null);
        var month = Rated.MonthOf(period);
        var common = schemes.InForce(session, null, month);
        var others = teams.Where(other => schemes.InForce(session, other, month).Version != common.Version).ToList();
        if (team is null && others.Count > 0)
            return (Json.Problem(409, $"各组的考核方案不同，请用 team 指定小组：{string.Join("、", others)} 另有方案。"), null);
        return (null, scores.SheetOf(session, team, period).Sheet);
    }

    private static ScoreSheet WithoutPay(ScoreSheet sheet) => sheet with
    {
        Subjects = [.. sheet.Subjects.Select(WithoutPay)],
        Group = WithoutPay(sheet.Group),
    };

    private static SubjectSheet WithoutPay(SubjectSheet sheet) => sheet with
    {
        Lines = [.. sheet.Lines.Where(line => !line.Money)],
        Steps = null,
    };
}
