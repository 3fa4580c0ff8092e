using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsPerformance.Channels.DingTalk;
using CsPerformance.Domain.Chat;
using CsPerformance.FakePlatforms.DingTalk;
using Microsoft.AspNetCore.Http;

namespace CsPerformance.Channels.Tests.DingTalk;

public class SecretTests
{
    private static readonly string[] Canaries =
        ["canary-secret", "canary-token", "canary-session", "canary-event", "canary-webhook", "SECcanary", "canarycanarycanarycanarycanarycanarycanary1", "13800010002", "6200.55"];

    /// <summary>Every path that can fail is made to fail; nothing that was logged or said about it holds a secret, a mobile number or an amount.</summary>
    [Fact]
    public async Task No_secret_is_in_any_log_or_result_whatever_fails()
    {
        var company = new FakeCompany { ClientSecret = "canary-secret", AccessToken = "canary-token" };
        await using var fake = await FakeDingTalk.StartAsync(company);
        var options = House.OptionsFor(fake) with { EventToken = "canary-event", EventAesKey = "canarycanarycanarycanarycanarycanarycanary1" };
        var webhook = new DingTalkWebhook { Team = "客服一组", AccessToken = "canary-webhook", Secret = "SECcanary" };
        using var house = new House(fake, options, webhooks: [webhook], accept: (_, _) => throw new IOException("Host=db;Password=canary-secret"));
        var said = new List<string> { options.ToString(), webhook.ToString() };
        string[] paths =
        [
            "/v1.0/oauth2/accessToken", "/v1.0/robot/oToMessages/batchSend", "/v1.0/robot/groupMessages/send", "/v1.0/card/instances/createAndDeliver",
            "/v1.0/robot/messageFiles/download", "/media/upload", "/robot/send", "/topapi/v2/user/getbymobile", "/topapi/v2/user/get", "/v1.0/gateway/connections/open",
        ];
        FakeFault[] faults =
        [
            new(0, null), new(500, "canary-secret"), new(400, Echo("canary-secret canary-token")), new(403, Echo("x.canary token=canary-token")),
            new(200, Echo("0 canary-token")), new(200, """{"errcode":310000,"errmsg":"sign canary-webhook not match","sub_code":"canary-token!"}"""), new(401, Echo("InvalidAuthentication canary-token")),
        ];
        foreach (var fault in faults)
        {
            foreach (var path in paths)
                company.Faults.Next(path, fault);
            await TryAllAsync(house, company, said);
        }

        using var stop = new CancellationTokenSource();
        company.Faults.Next("/v1.0/gateway/connections/open", faults);
        var running = house.Stream.RunAsync(stop.Token);
        await House.UntilAsync(() => fake.Gateway.Connections.Count == 1, "a connection");
        await fake.Gateway.PushAsync(FakeGateway.Robot(Message(company)));
        await stop.CancelAsync();
        await running;
        said.AddRange(house.Log.Lines);
        said.AddRange((await new DingTalkDoctor(options, house.Api).RunAsync(default)).Select(finding => finding.ToString()));
        Assert.NotEmpty(house.Log.Lines);
        Assert.All(said, line => Assert.DoesNotContain(Canaries, canary => line.Contains(canary, StringComparison.Ordinal)));
    }

    [Fact]
    public void Settings_that_are_wrong_are_named_and_not_repeated()
    {
        var faults = new DingTalkOptions
        {
            ClientId = "canary secret",
            ClientSecret = "canary secret",
            RobotCode = "canary secret",
            Mode = "canary-secret",
            ApiBaseUrl = "http://canary-secret.example",
            OapiBaseUrl = "canary-secret",
            EventAesKey = "canary-secret",
        }.Validate();
        Assert.All(
            (string[])["ClientId", "ClientSecret", "RobotCode", "Mode", "ApiBaseUrl", "OapiBaseUrl", "EventToken", "EventAesKey"],
            key => Assert.Contains(faults, fault => fault.StartsWith($"DingTalk:{key} ", StringComparison.Ordinal)));
        Assert.DoesNotContain(faults, fault => fault.Contains("canary", StringComparison.Ordinal));
        Assert.Empty(new DingTalkOptions().Validate());
        Assert.Empty(new DingTalkOptions { ClientId = "ding1", ClientSecret = "s", Mode = "http", ApiBaseUrl = "http://127.0.0.1:6200" }.Validate());
        Assert.Equal(2, new DingTalkWebhook { AccessToken = "https://canary" }.Validate(0).Count);
    }

    private static string Echo(string code) => JsonSerializer.Serialize(new { code, message = "你的 canary-secret canary-token 13800010002", requestid = "canary-session" });

    private static JsonObject Message(FakeCompany company)
    {
        var message = company.Message("staff-wang", "工资 6200.55");
        message["sessionWebhook"] = company.Url + "/robot/sendBySession?session=canary-session";
        return message;
    }

    private static async Task TryAllAsync(House house, FakeCompany company, List<string> said)
    {
        await house.Inbox.ReceiveAsync(JsonSerializer.SerializeToElement(Outsider(company)), default);
        var card = new Card("c-1", "标题", ["6200.55"], [new Button("k", "确认")]);
        OutgoingMessage[] messages = [new("工资 6200.55"), new("", card), new("图", File: new Attachment("a.png", [1], IsImage: true))];
        foreach (var message in messages)
        {
            foreach (var target in (Delivery[])[new("staff-wang", null, Handle(company), "k"), new(null, "cid1", null, "k"), new(null, "客服一组", null, "k")])
                said.Add((await house.Channel.SendAsync(target, message, default)).ToString()!);
        }

        said.Add((await house.Channel.UpdateCardAsync(new Delivery("staff-wang", null, null, "k"), "c-1", card, "已确认", default)).ToString()!);
        await SayFaultAsync(said, () => house.Channel.FetchAsync("""{"d":"canary-session","n":"a","i":true}""", default));
        await SayFaultAsync(said, () => new DingTalkContacts(house.Api).FindByMobileAsync("13800010002", default));
        await SayFaultAsync(said, () => new DingTalkContacts(house.Api).GetAsync("staff-wang", default));
        var context = new DefaultHttpContext();
        (context.Request.Method, context.Request.Body) = ("POST", new MemoryStream(Encoding.UTF8.GetBytes(Message(company).ToJsonString())));
        context.Request.Headers["timestamp"] = "1";
        context.Request.Headers["sign"] = "canary-secret";
        await house.Callback.HandleAsync(context);
    }

    private static JsonObject Outsider(FakeCompany company)
    {
        var message = Message(company);
        message["senderStaffId"] = "";
        return message;
    }

    private static async Task SayFaultAsync(List<string> said, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (IOException fault)
        {
            said.Add(fault.ToString());
        }
    }

    private static string Handle(FakeCompany company) => JsonSerializer.Serialize(new
    {
        w = company.Url + "/robot/sendBySession?session=canary-session",
        u = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds(),
        a = "staff-wang",
        c = "c",
    });
}
