using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsPerformance.Channels.Protocol;
using CsPerformance.Channels.WeCom;
using CsPerformance.Domain.Chat;
using CsPerformance.FakePlatforms.WeCom;

namespace CsPerformance.Channels.Tests.WeCom;

/// <summary>Independent implementations of the protocol talk to ours.</summary>
public sealed class WeComPeerTests
{
    private readonly FakeWeComSettings _settings = new();

    [NodeFact]
    public async Task Three_other_implementations_seal_for_the_bot_and_open_what_it_seals()
    {
        await using var bot = await BotUnderTest.StartAsync(Some.App(_settings));
        var platform = new FakeWeComCallbacks(_settings with { BotCallback = bot.Callback });
        var crypto = new CallbackCrypto(_settings.Token, _settings.EncodingAesKey, _settings.CorpId);
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string[] plain = [.. Enumerable.Range(0, 33).Select(i => platform.Message("10002", "text", $"<Content><![CDATA[表扬 @小王 🙂 <b>& {new string('x', i)}]]></Content>"))];
        var input = new { token = _settings.Token, key = _settings.EncodingAesKey, id = _settings.CorpId, timestamp, nonce = "n0nce", plain, ours = plain.Select(text => crypto.Encrypt(text)) };
        var output = JsonNode.Parse(await NodePeers.RunAsync("wecom-crypto.cjs", JsonSerializer.Serialize(input)))!;

        Assert.Equal(99, output["opened"]!.AsArray().Count);
        foreach (var opened in output["opened"]!.AsArray())
        {
            Assert.Equal(_settings.CorpId, (string?)opened!["id"]);
            Assert.Contains((string)opened["message"]!, plain);
            Assert.Equal(crypto.Sign(timestamp, "n0nce", (string)opened["encrypt"]!), (string?)opened["signature"]);
        }
        using var http = new HttpClient();
        foreach (var made in output["sealed"]!.AsArray())
        {
            var encrypt = (string)made!["encrypt"]!;
            using var content = new StringContent(platform.Envelope(encrypt));
            using var response = await http.PostAsync(new Uri($"{bot.Callback}?msg_signature={made["signature"]}&timestamp={timestamp}&nonce=n0nce"), content);
            Assert.Equal(200, (int)response.StatusCode);
        }
        Assert.Equal((99, 33), (bot.Accepts, bot.Inbox.Count));
    }

    [NodeFact]
    public async Task The_official_robot_client_and_ours_leave_equal_transcripts_at_one_gateway()
    {
        await using var platform = await FakeWeCom.StartAsync(_settings);
        var ours = await OurTranscriptAsync(platform);
        platform.Gateway.Frames.Clear();
        var answers = new JsonArray([.. ours.Where(frame => frame.FromClient && frame.Command.StartsWith("aibot_", StringComparison.Ordinal)).Select(frame => (JsonNode)frame.Frame.DeepClone())]);
        using var node = NodePeers.Start("wecom-robot.cjs", platform.GatewayAddress);
        await node.StandardInput.WriteAsync(answers.ToJsonString());
        node.StandardInput.Close();
        Assert.Equal("ready", await node.StandardOutput.ReadLineAsync());
        await PlayAsync(platform.Gateway, () => Task.CompletedTask);
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await node.StandardError.ReadToEndAsync());
        Assert.Equal(Shape(ours), Shape(platform.Gateway.Frames));
    }

    /// <summary>Our channel's frames for a message, a welcome, a pressed card and a message of its own.</summary>
    private async Task<IReadOnlyList<FakeFrame>> OurTranscriptAsync(FakeWeCom platform)
    {
        var inbox = BotUnderTest.WithoutServer();
        var times = new RobotTimes { Ping = TimeSpan.FromMilliseconds(200), Placeholder = TimeSpan.FromMilliseconds(50) };
        var options = new WeComRobotOptions { BotId = _settings.BotId, Secret = _settings.BotSecret, GatewayUrl = platform.GatewayAddress };
        using var channel = new WeComRobotChannel(options, inbox.AcceptAsync, SharedState.InProcess(TimeProvider.System), TimeProvider.System, inbox.Log.For<WeComRobotChannel>(), times);
        using var stop = new CancellationTokenSource();
        var running = channel.RunAsync(stop.Token);
        await Some.UntilAsync(() => channel.IsConnected);
        var heard = 0;
        await PlayAsync(platform.Gateway, async () =>
        {
            heard++;
            await Some.UntilAsync(() => inbox.Inbox.Count == heard);
            var message = inbox.Inbox.Last();
            var target = new Delivery(message.Account, message.Chat.Group, message.ReplyHandle, "k" + heard);
            if (message.Text == "退款要几天")
                await Some.UntilAsync(() => platform.Gateway.Frames.Any(frame => frame.Command == "aibot_respond_msg"));
            Assert.IsType<SendResult.Sent>(message.Press is null
                ? await channel.SendAsync(target, new OutgoingMessage("答复：**3 天**"), default)
                : await channel.UpdateCardAsync(target, message.ReplyHandle!, Some.ApprovalCard(), "已同意 · 陈静", default));
        });
        await channel.SendAsync(new Delivery(null, "wrCHAT1", null, "own"), new OutgoingMessage("**主动推送**"), default);
        await Some.UntilAsync(() => platform.Gateway.Frames.Any(frame => frame.Command == "ping"));
        await stop.CancelAsync();
        await running;
        return [.. platform.Gateway.Frames];
    }

    private static async Task PlayAsync(FakeRobotGateway gateway, Func<Task> answered)
    {
        await gateway.PushAsync("aibot_msg_callback", Body("M1", "text", ("text", new JsonObject { ["content"] = "@客服助手 退款要几天" })), "REQ-1");
        await AnsweredAsync("REQ-1", 2);
        await gateway.PushAsync("aibot_event_callback", Body("M2", "event", ("event", new JsonObject { ["eventtype"] = "enter_chat" })), "REQ-2");
        await AnsweredAsync("REQ-2", 1);
        await gateway.PushAsync("aibot_event_callback", Body("M3", "event", ("event", new JsonObject
        {
            ["eventtype"] = "template_card_event",
            ["template_card_event"] = new JsonObject { ["card_type"] = "button_interaction", ["event_key"] = "同意 2031", ["task_id"] = "card-2031@1" },
        })), "REQ-3");
        await AnsweredAsync("REQ-3", 1);

        async Task AnsweredAsync(string request, int frames)
        {
            await answered();
            await Some.UntilAsync(() => gateway.Frames.Count(frame => frame.FromClient && frame.Request == request) == frames);
        }

        static JsonObject Body(string id, string type, (string Name, JsonNode Value) part) => new()
        {
            ["msgid"] = id,
            ["aibotid"] = "BOT1",
            ["chatid"] = "wrCHAT1",
            ["chattype"] = "group",
            ["from"] = new JsonObject { ["userid"] = "zhangsan" },
            ["msgtype"] = type,
            [part.Name] = part.Value,
        };
    }

    /// <summary>What both sent, without the parts that each draws for itself (request ids) and without the number of pings.</summary>
    private static string Shape(IEnumerable<FakeFrame> frames) =>
        string.Join('\n', frames.Where(frame => frame.FromClient)
            .Select(frame => Regex.Replace(Sorted(frame.Frame).ToJsonString(), @"_\d{13}_[0-9a-f]{8}", "_TIME_RANDOM"))
            .GroupBy(text => text).OrderBy(group => group.Key.Contains("\"ping\"", StringComparison.Ordinal)).Select(group => group.Key));

    private static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject json => new JsonObject(json.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value is null ? null : Sorted(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(item => item is null ? null : Sorted(item))]),
        _ => node.DeepClone(),
    };
}
