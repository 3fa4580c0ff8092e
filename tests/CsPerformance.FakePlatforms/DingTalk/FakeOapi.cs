using System.Text.Json.Nodes;
using CsPerformance.Channels.DingTalk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CsPerformance.FakePlatforms.DingTalk;

/// <summary>The interfaces of <c>oapi.dingtalk.com</c>, its webhooks and the store of files.</summary>
internal static class FakeOapi
{
    private static readonly IResult Done = Results.Json(new { errcode = 0, errmsg = "ok" });

    public static void Map(WebApplication app, FakeCompany company)
    {
        app.MapPost("/robot/sendBySession", async (HttpContext context, string session) =>
        {
            var body = await FakeDingTalk.NoteAsync(context, company);
            if (!company.Sessions.TryGetValue(session, out var to))
                return Results.Json(new { errcode = 300001, errmsg = "token is not exist" });
            company.Deliver(Read(to, "webhook", body));
            return Done;
        });
        app.MapPost("/robot/send", Task<IResult> (HttpContext context, string access_token) => SendByRobotAsync(context, company, access_token));
        app.MapGet("/files/{code}", (string code) => company.Files.TryGetValue(code, out var file) ? Results.Bytes(file.Content) : Results.NotFound());
        app.MapPost("/media/upload", Task<IResult> (HttpContext context, string type) => UploadAsync(context, company, type));
        Guarded("/topapi/v2/user/get", body => Member(company, member => member.UserId == (string?)body["userid"]));
        Guarded("/topapi/v2/user/getbymobile", body => Member(company, member => member.Mobile == (string?)body["mobile"]));
        Guarded("/topapi/v2/department/listsub", body =>
            Results.Json(new { errcode = 0, result = (int?)body["dept_id"] == 1 ? new object[] { new { dept_id = 2, name = "客服二组", parent_id = 1 } } : [] }));
        Guarded("/topapi/v2/user/list", body => Page(company, body));

        void Guarded(string path, Func<JsonObject, IResult> work) =>
            app.MapPost(path, async (HttpContext context) =>
            {
                var body = await FakeDingTalk.NoteAsync(context, company);
                return context.Request.Query["access_token"] == company.AccessToken ? work(body) : Results.Json(new { errcode = 40014, errmsg = "不合法的access_token" });
            });
    }

    private static IResult Member(FakeCompany company, Func<FakeMember, bool> isMeant) =>
        company.Members.FirstOrDefault(isMeant) is { } member
            ? Results.Json(new { errcode = 0, result = Shown(member) })
            : Results.Json(new { errcode = 60121, errmsg = "找不到该用户" });

    // One member a page, so that paging is always walked.
    private static IResult Page(FakeCompany company, JsonObject body)
    {
        var all = company.Members.Where(member => member.Department == (long?)body["dept_id"]).ToArray();
        var cursor = (int?)body["cursor"] ?? 0;
        return Results.Json(new
        {
            errcode = 0,
            result = new { has_more = cursor + 1 < all.Length, next_cursor = cursor + 1, list = all.Skip(cursor).Take(1).Select(Shown) },
        });
    }

    private static object Shown(FakeMember member) =>
        new { userid = member.UserId, name = member.Name, job_number = member.JobNumber, mobile = member.Mobile, active = true };

    private static async Task<IResult> SendByRobotAsync(HttpContext context, FakeCompany company, string robot)
    {
        var body = await FakeDingTalk.NoteAsync(context, company);
        var query = context.Request.Query;
        if (company.RobotSecret.Length > 0 && !DingTalkSignature.Verify(query["timestamp"].ToString(), query["sign"].ToString(), company.RobotSecret))
            return Results.Json(new { errcode = 310000, errmsg = "sign not match" });
        company.Deliver(Read("group-robot:" + robot, "group-robot", body));
        return Done;
    }

    // Reads the form as the platform does: name and file name in quotes, the boundary without.
    private static async Task<IResult> UploadAsync(HttpContext context, FakeCompany company, string type)
    {
        if (context.Request.Query["access_token"] != company.AccessToken)
            return Results.Json(new { errcode = 40014, errmsg = "不合法的access_token" });
        using var memory = new MemoryStream();
        await context.Request.Body.CopyToAsync(memory);
        var raw = memory.ToArray();
        var head = System.Text.Encoding.UTF8.GetString(raw.AsSpan(0, Math.Min(raw.Length, 1024)));
        const string before = "name=\"media\"; filename=\"";
        var start = head.IndexOf(before, StringComparison.Ordinal);
        if (start < 0 || context.Request.ContentType?.Contains("boundary=\"", StringComparison.Ordinal) != false)
            return Results.Json(new { errcode = 40004, errmsg = "不合法的媒体文件类型" });
        var name = head[(start + before.Length)..];
        var body = raw.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        var id = "@media" + Guid.NewGuid().ToString("N");
        company.Media[id] = (name[..name.IndexOf('"', StringComparison.Ordinal)], raw[body..raw.AsSpan().LastIndexOf("\r\n--"u8)]);
        return Results.Json(new { errcode = 0, errmsg = "ok", type, media_id = id });
    }

    private static FakeDelivery Read(string to, string way, JsonObject body)
    {
        var kind = (string)body["msgtype"]!;
        var content = body[kind]!.AsObject();
        var buttons = (content["btns"]?.AsArray() ?? []).Select(button => FakeApi.Button(button!["title"], button["actionURL"])).ToArray();
        return new FakeDelivery(to, way, kind, (string?)content["title"] ?? "", (string?)(content["text"] ?? content["content"]) ?? "", buttons);
    }
}
