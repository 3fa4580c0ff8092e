using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsPerformance.Bot.Demo;
using CsPerformance.FakePlatforms.DingTalk;
using CsPerformance.FakePlatforms.WeCom;
using DingMember = CsPerformance.FakePlatforms.DingTalk.FakeMember;
using WeComMember = CsPerformance.FakePlatforms.WeCom.FakeMember;

namespace CsPerformance.Bot.Tests.Platforms.Story;

/// <summary>WeChat Work: alone with the app, in the group with the robot.</summary>
internal sealed class WeComTeller(FakeWeCom fake, PlatformHost bot, MinutesOnDemand minutes) : ITeller
{
    private const string Group = "wrTeamOne";

    public PlatformHost Bot => bot;

    public static async Task<ITeller> StartAsync()
    {
        var port = PlatformHost.FreePort();
        var minutes = new MinutesOnDemand();
        var fake = await FakeWeCom.StartAsync(new FakeWeComSettings { BotCallback = $"http://127.0.0.1:{port}/wecom/callback", CallbackPatience = TimeSpan.FromSeconds(60), RateClock = minutes });
        foreach (var person in DemoCompany.People) fake.Api.Directory.Add(new WeComMember(person.Number, person.Name));
        var bot = await PlatformHost.StartAsync(port,
        [
            $"--WeCom:ApiBaseUrl={fake.Address}", $"--WeCom:CorpId={fake.Settings.CorpId}", $"--WeCom:AgentId={fake.Settings.AgentId}", $"--WeCom:Secret={fake.Settings.Secret}",
            $"--WeCom:Token={fake.Settings.Token}", $"--WeCom:EncodingAESKey={fake.Settings.EncodingAesKey}",
            $"--WeComRobot:GatewayUrl={fake.GatewayAddress}", $"--WeComRobot:BotId={fake.Settings.BotId}", $"--WeComRobot:Secret={fake.Settings.BotSecret}",
        ]);
        await bot.UntilAsync(async () => await bot.Store.ReadAsync(session => session.Identities.Find("wecom", "10012")), "the binding");
        await bot.UntilAsync(() => fake.Gateway.Subscriptions > 0 ? fake : null, "the robot's connection");
        return new WeComTeller(fake, bot, minutes);
    }

    public async Task SayAsync(string who, string text, bool inGroup)
    {
        if (!inGroup)
        {
            Assert.True((await fake.Callbacks.SayAsync(who, text)).Taken);
            return;
        }
        // The gateway tells nobody what was stored; the message's own id does.
        var id = Guid.NewGuid().ToString("N");
        await fake.Gateway.SayAsync(who, "@绩效助手 " + text, Group, id);
        await bot.UntilAsync(async () => await bot.Store.ReadAsync(session => session.Inbox.Find("wecom-robot", $"{fake.Settings.BotId}:{id}")), "the message of the group");
    }

    public async Task PressAsync(string who, Seen message, string key) =>
        Assert.True((await fake.Callbacks.PressAsync(who, message.Card!, key, fake.Api.Mail.NewCode(message.Card!))).Taken);

    public async Task SendFileAsync(string who, string name, byte[] content, bool isImage)
    {
        var media = fake.Api.Mail.Keep(name, content);
        var sent = isImage
            ? await fake.Callbacks.PostAsync(fake.Callbacks.Message(who, "image", $"<PicUrl>http://p.example/x</PicUrl><MediaId>{media}</MediaId>"))
            : await fake.Callbacks.SendFileAsync(who, media, name);
        Assert.True(sent.Taken);
    }

    public async Task EnterAsync(string who) => Assert.True((await fake.Callbacks.EventAsync(who, "enter_agent")).Taken);

    public async Task PassMinuteAsync()
    {
        minutes.Pass();
        await bot.ForgetSpentRatesAsync();
    }

    public IReadOnlyList<Seen> SeenBy(string who) => who == "群"
        ? [.. fake.Gateway.Frames.Where(frame => frame.FromClient && frame.Command is "aibot_respond_msg" or "aibot_send_msg").Select(frame => frame.Frame["body"]!.AsObject()).Where(body => (string?)body["chatid"] is null or Group).Select(OfRobot)]
        : [.. fake.Api.Mail.Delivered.Where(delivery => delivery.To == who).Select(delivery => Of(delivery.Type, delivery.Body))];

    public async ValueTask DisposeAsync()
    {
        await bot.DisposeAsync();
        await fake.DisposeAsync();
    }

    private Seen Of(string type, JsonObject body)
    {
        if (type is "image") return new Seen("[图片]", null, []);
        if (type is "file") return new Seen($"[{fake.Api.Mail.Find((string)body[type]!["media_id"]!)?.Name}]", null, []);
        if (type != "template_card") return new Seen((string?)body[type]?["content"] ?? "", null, []);
        var card = body["template_card"]!;
        var lines = (card["horizontal_content_list"]?.AsArray() ?? []).Select(pair => $"{pair!["keyname"]}：{pair["value"]}");
        var text = string.Join('\n', [(string?)card["main_title"]?["title"] ?? "", (string?)card["sub_title_text"] ?? "", .. lines]);
        return new Seen(text, (string?)card["task_id"], [.. card["button_list"]!.AsArray().Select(button => ((string)button!["text"]!, (string)button["key"]!))]);
    }

    private Seen OfRobot(JsonObject body) => (string?)body["msgtype"] is "stream" ? new Seen((string?)body["stream"]!["content"] ?? "", null, []) : Of((string)body["msgtype"]!, body);
}

/// <summary>The clock by which the platform counts what it is sent: the real one, and so many minutes more.</summary>
internal sealed class MinutesOnDemand : TimeProvider
{
    private long _minutes;

    public void Pass() => Interlocked.Increment(ref _minutes);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromMinutes(Interlocked.Read(ref _minutes));
}

/// <summary>DingTalk in Stream mode, with interactive cards.</summary>
internal sealed class DingTalkTeller(FakeDingTalk fake, PlatformHost bot) : ITeller
{
    private const string Group = "cidTeamOne";

    public PlatformHost Bot => bot;

    public static async Task<ITeller> StartAsync()
    {
        var fake = await FakeDingTalk.StartAsync();
        fake.Company.Members.Clear();
        fake.Company.Members.AddRange(DemoCompany.People.Select(person => new DingMember(Account(person.Number), person.Name, person.Number, "")));
        var bot = await PlatformHost.StartAsync(PlatformHost.FreePort(),
        [
            $"--DingTalk:ClientId={fake.Company.ClientId}", $"--DingTalk:ClientSecret={fake.Company.ClientSecret}", $"--DingTalk:ApiBaseUrl={fake.Url}", $"--DingTalk:OapiBaseUrl={fake.Url}",
        ]);
        await bot.UntilAsync(async () => await bot.Store.ReadAsync(session => session.Identities.Find("dingtalk", Account("10012"))), "the binding");
        await bot.UntilAsync(() => fake.Gateway.Connections.Count > 0 ? fake : null, "the connection");
        return new DingTalkTeller(fake, bot);
    }

    public Task SayAsync(string who, string text, bool inGroup)
    {
        if (!inGroup) return PushAsync(FakeGateway.Robot(fake.Company.Message(Account(who), text)));
        // The platform takes the mentions out of the text and names their accounts.
        var message = fake.Company.Message(Account(who), Regex.Replace(text, @"@\S+\s?", ""), Group);
        foreach (Match mention in Regex.Matches(text, @"@(\S+)"))
            message["atUsers"]!.AsArray().Add(new JsonObject { ["dingtalkId"] = "$:LWCP_v1:$" + mention.Value, ["staffId"] = Account(DemoCompany.People.Single(person => person.Name == mention.Groups[1].Value).Number) });
        return PushAsync(FakeGateway.Robot(message));
    }

    public Task PressAsync(string who, Seen message, string key) => PushAsync(FakeGateway.Press(Account(who), message.Card!, key));

    public Task SendFileAsync(string who, string name, byte[] content, bool isImage)
    {
        var code = Guid.NewGuid().ToString("N");
        fake.Company.Files[code] = (content, null);
        var message = fake.Company.Message(Account(who), "");
        message.Remove("text");
        message["msgtype"] = isImage ? "picture" : "file";
        message["content"] = new JsonObject { ["downloadCode"] = code, ["fileName"] = name };
        return PushAsync(FakeGateway.Robot(message));
    }

    // The platform tells nobody who opens the chat.
    public Task EnterAsync(string who) => Task.CompletedTask;

    public IReadOnlyList<Seen> SeenBy(string who) =>
    [
        .. fake.Company.Deliveries.Where(delivery => delivery.To == (who == "群" ? "group:" + Group : "user:" + Account(who)))
            .Select(delivery => new Seen(
                delivery.MediaId is { } media && fake.Company.Media.TryGetValue(media, out var kept) ? delivery.Kind == "sampleImageMsg" ? "[图片]" : $"{delivery.Text}[{kept.Name}]" : $"{delivery.Title}\n{delivery.Text}",
                delivery.CardId, [.. delivery.Buttons.Select(button => (button.Label, button.Key ?? button.Says ?? ""))])),
    ];

    public async ValueTask DisposeAsync()
    {
        await bot.DisposeAsync();
        await fake.DisposeAsync();
    }

    private static string Account(string number) => "staff-" + number;

    private async Task PushAsync(JsonObject frame)
    {
        await fake.Gateway.PushAsync(frame);
        var id = (string)frame["headers"]!["messageId"]!;
        await bot.UntilAsync(() => fake.Gateway.Acknowledged.ContainsKey(id) ? fake : null, "the acknowledgement");
    }
}

/// <summary>The simulator, by its calls.</summary>
internal sealed class SimulatorTeller(PlatformHost bot) : ITeller
{
    private readonly HttpClient _http = new() { BaseAddress = bot.Address, Timeout = TimeSpan.FromMinutes(2) };

    public PlatformHost Bot => bot;

    public static async Task<ITeller> StartAsync() =>
        new SimulatorTeller(await PlatformHost.StartAsync(PlatformHost.FreePort(), [], [.. DemoCompany.People.Select(person => person.Number)]));

    public Task SayAsync(string who, string text, bool inGroup) => PostAsync("/simulator/messages", new { from = who, chat = inGroup ? "group:客服一组" : "direct", text });

    public Task PressAsync(string who, Seen message, string key) => PostAsync("/simulator/buttons", new { from = who, card = message.Card, key });

    public Task SendFileAsync(string who, string name, byte[] content, bool isImage) =>
        PostAsync("/simulator/messages", new { from = who, chat = "direct", text = "", file = new { name, base64 = Convert.ToBase64String(content) } });

    public Task EnterAsync(string who) => Task.CompletedTask;

    public IReadOnlyList<Seen> SeenBy(string who)
    {
        var to = who == "群" ? "group:客服一组" : "person:" + who;
        using var response = _http.Send(new HttpRequestMessage(HttpMethod.Get, "/simulator/inbox?to=" + Uri.EscapeDataString(to)));
        var messages = JsonSerializer.Deserialize<JsonObject>(response.Content.ReadAsStream())!["messages"]!.AsArray();
        return [.. messages.Select(message => Of(message!.AsObject()))];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await bot.DisposeAsync();
    }

    private static Seen Of(JsonObject message)
    {
        var file = (string?)message["file"]?["name"] is { } name ? $"[{name}]" : message["image"] is not null ? "[图片]" : "";
        if (message["card"] is not JsonObject card) return new Seen($"{message["text"]}{file}", null, []);
        var lines = string.Join('\n', card["lines"]!.AsArray().Select(line => (string)line!));
        return new Seen($"{message["text"]}\n{card["title"]}\n{lines}{file}", (string?)card["id"], [.. card["buttons"]!.AsArray().Select(button => ((string)button!["label"]!, (string)button["key"]!))]);
    }

    private async Task PostAsync(string path, object body)
    {
        using var response = await _http.PostAsJsonAsync(path, body);
        Assert.True((int)response.StatusCode is 200 or 504, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }
}
