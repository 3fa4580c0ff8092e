using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CsPerformance.FakePlatforms.DingTalk;

/// <summary>The interfaces of <c>api.dingtalk.com</c>.</summary>
internal static class FakeApi
{
    public static void Map(WebApplication app, FakeCompany company)
    {
        app.MapPost("/v1.0/oauth2/accessToken", async (HttpContext context) =>
        {
            var body = await FakeDingTalk.NoteAsync(context, company);
            return (string?)body["appKey"] == company.ClientId && (string?)body["appSecret"] == company.ClientSecret
                ? Results.Json(new { accessToken = company.AccessToken, expireIn = 7200 })
                : Results.Json(new { code = "invalidClientIdOrSecret", message = "无效的clientId或者clientSecret" }, statusCode: 400);
        });
        Guarded(HttpMethods.Post, "/v1.0/robot/oToMessages/batchSend", body => SendToUsers(company, body));
        Guarded(HttpMethods.Post, "/v1.0/robot/groupMessages/send", body =>
        {
            Deliver(company, "group:" + (string?)body["openConversationId"], body);
            return Results.Json(new { processQueryKey = Guid.NewGuid().ToString("N") });
        });
        Guarded(HttpMethods.Post, "/v1.0/robot/messageFiles/download", body =>
            company.Files.TryGetValue((string)body["downloadCode"]!, out var file)
                ? Results.Json(new { downloadUrl = file.Address ?? $"{company.Url}/files/{body["downloadCode"]}" })
                : Results.Json(new { code = "invalidParameter.downloadCode", message = "downloadCode is expired" }, statusCode: 400));
        Guarded(HttpMethods.Post, "/v1.0/card/instances/createAndDeliver", body => CreateCard(company, body));
        Guarded(HttpMethods.Put, "/v1.0/card/instances", body => UpdateCard(company, body));

        void Guarded(string method, string path, Func<JsonObject, IResult> work) =>
            app.MapMethods(path, [method], async (HttpContext context) =>
            {
                var body = await FakeDingTalk.NoteAsync(context, company);
                return context.Request.Headers["x-acs-dingtalk-access-token"] == company.AccessToken
                    ? work(body)
                    : Results.Json(new { code = "InvalidAuthentication", message = "不合法的access_token" }, statusCode: 401);
            });
    }

    private static IResult SendToUsers(FakeCompany company, JsonObject body)
    {
        var users = body["userIds"]!.AsArray().Select(user => (string)user!).ToArray();
        if (users.Length > 20)
            return Results.Json(new { code = "invalidParameter.userIds.overMax", message = "userIds over max" }, statusCode: 400);
        var limited = users.Where(company.FlowControlled.ContainsKey).ToArray();
        var unknown = users.Where(user => company.Members.All(member => member.UserId != user)).ToArray();
        foreach (var user in users.Except(limited).Except(unknown))
            Deliver(company, "user:" + user, body);
        return Results.Json(new { processQueryKey = Guid.NewGuid().ToString("N"), invalidStaffIdList = unknown, flowControlledStaffIdList = limited });
    }

    private static void Deliver(FakeCompany company, string to, JsonObject body)
    {
        var values = JsonNode.Parse((string)body["msgParam"]!)!.AsObject();
        var buttons = values.Where(pair => pair.Key.StartsWith("actionTitle", StringComparison.Ordinal))
            .Select(pair => Button(pair.Value, values["actionURL" + pair.Key["actionTitle".Length..]]))
            .Concat(values["singleTitle"] is { } single ? [Button(single, values["singleURL"])] : [])
            .ToArray();
        company.Deliver(new FakeDelivery(
            to, "robot", (string)body["msgKey"]!, (string?)values["title"] ?? "", (string?)(values["text"] ?? values["content"] ?? values["fileName"]) ?? "",
            buttons, MediaId: (string?)(values["mediaId"] ?? values["photoURL"])));
    }

    internal static FakeButton Button(JsonNode? label, JsonNode? link)
    {
        const string sends = "dtmd://dingtalkclient/sendMessage?content=";
        var address = (string?)link ?? "";
        return new FakeButton((string?)label ?? "", address.StartsWith(sends, StringComparison.Ordinal) ? Uri.UnescapeDataString(address[sends.Length..]) : null, null);
    }

    private static IResult CreateCard(FakeCompany company, JsonObject body)
    {
        if (!company.OffersCards)
        {
            return Results.Json(
                new
                {
                    code = "Forbidden.AccessDenied.AccessTokenPermissionDenied",
                    message = "应用尚未开通所需的权限：[Card.Instance.Write]",
                    accessdenieddetail = new { requiredScopes = (string[])["Card.Instance.Write"] },
                },
                statusCode: 403);
        }

        var values = body["cardData"]!["cardParamMap"]!.AsObject();
        if (values.Any(pair => pair.Value?.GetValueKind() != System.Text.Json.JsonValueKind.String))
            return Results.Json(new { code = "param.error", message = "cardParamMap values must be strings" }, statusCode: 400);
        var id = (string)body["outTrackId"]!;
        company.Cards[id] = (JsonObject)values.DeepClone();
        var space = ((string)body["openSpaceId"]!)["dtv1.card//".Length..].Split('.', 2);
        company.Deliver(new FakeDelivery(
            (space[0] == "IM_GROUP" ? "group:" : "user:") + space[1], "card", "card", (string?)values["title"] ?? "", (string?)values["markdown"] ?? "",
            [.. JsonNode.Parse((string)values["buttons"]!)!.AsArray().Select(button => new FakeButton((string)button!["label"]!, null, (string)button["key"]!))],
            CardId: id));
        return Results.Json(new { success = true, result = new { outTrackId = id } });
    }

    private static IResult UpdateCard(FakeCompany company, JsonObject body)
    {
        if (!company.Cards.TryGetValue((string)body["outTrackId"]!, out var card))
            return Results.Json(new { code = "param.cardNotExist", message = "card not exist" }, statusCode: 400);
        foreach (var (key, value) in body["cardData"]!["cardParamMap"]!.AsObject())
            card[key] = value?.DeepClone();
        return Results.Json(new { success = true, result = true });
    }
}
