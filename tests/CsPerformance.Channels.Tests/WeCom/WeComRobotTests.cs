using System.Text.Json.Nodes;
using CsPerformance.Channels.Protocol;
using CsPerformance.Channels.WeCom;
using CsPerformance.Domain.Chat;
using CsPerformance.FakePlatforms.WeCom;

namespace CsPerformance.Channels.Tests.WeCom;

public sealed class WeComRobotTests : IAsyncLifetime
{
    private static readonly RobotTimes s_short = new()
    {
        Ping = TimeSpan.FromMilliseconds(200),
        Ack = TimeSpan.FromSeconds(2),
        Placeholder = TimeSpan.FromMilliseconds(100),
        LongestStream = TimeSpan.FromSeconds(60),
        AfterKick = TimeSpan.FromSeconds(1),
        Lease = TimeSpan.FromSeconds(4),
        FirstRetry = TimeSpan.FromMilliseconds(50),
        LongestRetry = TimeSpan.FromMilliseconds(200),
    };

    private readonly CancellationTokenSource _stop = new();
    private readonly BotUnderTest _bot = BotUnderTest.WithoutServer();
    private readonly List<(WeComRobotChannel Channel, Task Running)> _running = [];
    private readonly SharedState _shared = SharedState.InProcess(TimeProvider.System);
    private FakeWeCom _platform = null!;

    private FakeRobotGateway Gateway => _platform.Gateway;

    public async Task InitializeAsync() => _platform = await FakeWeCom.StartAsync();

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var (channel, running) in _running)
        {
            await running;
            channel.Dispose();
        }
        await _platform.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task What_is_said_in_a_group_comes_without_the_robots_name_and_is_answered_in_place()
    {
        var channel = await ConnectedAsync();
        var request = await Gateway.SayAsync("10001", "@绩效助手 表扬 @王芳 客户书面表扬", group: "wrCHAT1", messageId: "M1");
        var message = await ReceivedAsync(1);
        Assert.Equal(("wecom-robot", "BOT1:M1", "10001", "wrCHAT1", "表扬 @王芳 客户书面表扬"), (message.Channel, message.Key, message.Account, message.Chat.Group, message.Text));
        Assert.IsType<SendResult.Sent>(await channel.SendAsync(new Delivery(null, "wrCHAT1", message.ReplyHandle, "a1"), new OutgoingMessage("已记录 **#1024**"), default));
        var answer = Client("aibot_respond_msg").Last();
        Assert.Equal(request, answer.Request);
        Assert.Equal((true, "已记录 **#1024**"), ((bool)answer.Frame["body"]!["stream"]!["finish"]!, (string?)answer.Frame["body"]!["stream"]!["content"]));
    }

    [Fact]
    public async Task A_slow_answer_is_announced_and_finished_in_the_same_stream()
    {
        var channel = await ConnectedAsync();
        await Gateway.SayAsync("10001", "我的分数");
        var message = await ReceivedAsync(1);
        await Some.UntilAsync(() => Client("aibot_respond_msg").Count == 1);
        await channel.SendAsync(new Delivery("10001", null, message.ReplyHandle, "a1"), new OutgoingMessage("总分 96.5"), default);
        var frames = Client("aibot_respond_msg").Select(frame => frame.Frame["body"]!["stream"]!).ToArray();
        Assert.Equal([false, true], frames.Select(stream => (bool)stream["finish"]!));
        Assert.Single(frames.Select(stream => (string?)stream["id"]).Distinct());
    }

    [Fact]
    public async Task A_stream_is_finished_in_time_and_the_late_answer_comes_by_itself()
    {
        var channel = await ConnectedAsync(s_short with { LongestStream = TimeSpan.FromMilliseconds(200) });
        await Gateway.SayAsync("10001", "导出 10月");
        var message = await ReceivedAsync(1);
        await Some.UntilAsync(() => Client("aibot_respond_msg").Any(frame => (bool)frame.Frame["body"]!["stream"]!["finish"]!));
        Assert.IsType<SendResult.Sent>(await channel.SendAsync(new Delivery("10001", null, message.ReplyHandle, "a1"), new OutgoingMessage("导出完成"), default));
        var own = Assert.Single(Client("aibot_send_msg"));
        Assert.Equal(("10001", "导出完成"), ((string?)own.Frame["body"]!["chatid"], (string?)own.Frame["body"]!["markdown"]!["content"]));
    }

    [Fact]
    public async Task A_message_that_could_not_be_stored_is_said_to_be_lost()
    {
        await ConnectedAsync();
        _bot.OnAccept = _ => throw new InvalidOperationException("store away");
        await Gateway.SayAsync("10001", "请假 明天");
        await Some.UntilAsync(() => Client("aibot_respond_msg").Count > 0);
        Assert.Contains("没有记录", (string?)Client("aibot_respond_msg").Last().Frame["body"]!["stream"]!["content"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_entry_of_a_day_is_welcomed_in_place()
    {
        var channel = await ConnectedAsync();
        var request = await Gateway.EnterAsync("10002");
        var message = await ReceivedAsync(1);
        Assert.Equal("[进入]", message.Text);
        await channel.SendAsync(new Delivery("10002", null, message.ReplyHandle, "a1"), new OutgoingMessage("您好"), default);
        Assert.Equal(request, Assert.Single(Client("aibot_respond_welcome_msg")).Request);
    }

    [Fact]
    public async Task A_pressed_card_is_changed_in_place_and_a_later_change_is_said()
    {
        var channel = await ConnectedAsync();
        Assert.IsType<SendResult.Sent>(await channel.SendAsync(new Delivery("10001", null, null, "c1"), new OutgoingMessage("", Some.ApprovalCard()), default));
        var task = (string)Assert.Single(Client("aibot_send_msg")).Frame["body"]!["template_card"]!["task_id"]!;
        await Gateway.PressAsync("10001", task, "同意 2031");
        var message = await ReceivedAsync(1);
        Assert.Equal(new ButtonPress("card-2031", "同意 2031"), message.Press);
        Assert.IsType<SendResult.Sent>(await channel.UpdateCardAsync(new Delivery("10001", null, message.ReplyHandle, "u1"), "", Some.ApprovalCard(), "已同意 · 陈静 14:22", default));
        Assert.Equal(task, (string?)Assert.Single(Client("aibot_respond_update_msg")).Frame["body"]!["template_card"]!["task_id"]);
        Assert.IsType<SendResult.Sent>(await channel.UpdateCardAsync(new Delivery("10001", null, null, "u2"), "", Some.ApprovalCard(), "已撤销", default));
        Assert.Contains("已撤销", (string?)Client("aibot_send_msg").Last().Frame["body"]!["markdown"]!["content"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_come_unsealed_and_go_in_chunks()
    {
        var channel = await ConnectedAsync();
        byte[] bytes = [.. Enumerable.Range(0, 1_200_000).Select(i => (byte)(i % 251))];
        await Gateway.SendFileAsync("10001", "10月数据.xlsx", bytes[..1000]);
        var message = await ReceivedAsync(1);
        var received = await channel.FetchAsync(message.FileReference!, default);
        Assert.Equal("10月数据.xlsx", received!.Name);
        Assert.Equal(bytes[..1000], received.Content);
        Assert.Null(await channel.FetchAsync("file|AAAA|http://127.0.0.1:9/x", default));
        Assert.Null(await channel.FetchAsync("file|AAAA|https://example.com/x", default));
        Assert.IsType<SendResult.Sent>(await channel.SendAsync(new Delivery("10001", null, null, "f1"), new OutgoingMessage("", File: new Attachment("导出.xlsx", bytes, false)), default));
        Assert.Equal(3, Client("aibot_upload_media_chunk").Count);
        Assert.Equal(bytes, Assert.Single(Gateway.Uploaded).Value);
    }

    [Theory]
    [InlineData(45009, typeof(SendResult.Later))]
    [InlineData(-1, typeof(SendResult.Later))]
    [InlineData(40008, typeof(SendResult.Refused))]
    public async Task Errors_of_the_gateway_are_told_apart(int code, Type expected)
    {
        var channel = await ConnectedAsync();
        Gateway.Faults.Next("aibot_send_msg", new FakeFault.Code(code, "x"));
        Assert.IsType(expected, await channel.SendAsync(new Delivery("10001", null, null, "a1"), new OutgoingMessage("x"), default));
    }

    [Fact]
    public async Task A_reply_that_is_too_late_for_its_stream_goes_as_an_own_message()
    {
        var channel = await ConnectedAsync(s_short with { Placeholder = TimeSpan.FromSeconds(30) });
        await Gateway.SayAsync("10001", "我的分数");
        var message = await ReceivedAsync(1);
        Gateway.Faults.Next("aibot_respond_msg", new FakeFault.Code(846608, "stream expired"));
        Assert.IsType<SendResult.Sent>(await channel.SendAsync(new Delivery("10001", null, message.ReplyHandle, "a1"), new OutgoingMessage("x"), default));
        Assert.Single(Client("aibot_send_msg"));
    }

    [Fact]
    public async Task A_broken_line_is_made_anew_and_the_answer_goes_without_the_old_request()
    {
        var channel = await ConnectedAsync();
        await Gateway.SayAsync("10001", "我的分数");
        var message = await ReceivedAsync(1);
        Gateway.DropAll();
        await Some.UntilAsync(() => Gateway.Subscriptions == 2 && channel.IsConnected);
        Assert.IsType<SendResult.Sent>(await channel.SendAsync(new Delivery("10001", null, message.ReplyHandle, "a1"), new OutgoingMessage("总分"), default));
        Assert.Single(Client("aibot_send_msg"));
    }

    [Fact]
    public async Task A_line_that_looks_alive_but_answers_no_ping_is_made_anew()
    {
        await ConnectedAsync();
        Gateway.Silent = true;
        await Some.UntilAsync(() => Gateway.Subscriptions >= 2);
        Gateway.Silent = false;
    }

    [Fact]
    public async Task Without_a_connection_nothing_is_sent_and_nothing_lost()
    {
        var channel = Channel(s_short);
        Assert.IsType<SendResult.Later>(await channel.SendAsync(new Delivery("10001", null, null, "a1"), new OutgoingMessage("x"), default));
        channel.Dispose();
    }

    [Fact]
    public async Task Two_instances_hold_one_connection_and_the_second_takes_over()
    {
        using var firstStop = new CancellationTokenSource();
        using var first = Channel(s_short);
        var running = first.RunAsync(firstStop.Token);
        await Some.UntilAsync(() => first.IsConnected);
        var second = Channel(s_short);
        _running.Add((second, second.RunAsync(_stop.Token)));
        await Some.UntilAsync(() => Client("ping").Count >= 4);
        Assert.Equal((1, false), (Gateway.Subscriptions, second.IsConnected));
        await firstStop.CancelAsync();
        await running;
        await Some.UntilAsync(() => second.IsConnected);
        Assert.Equal(2, Gateway.Subscriptions);
    }

    [Fact]
    public async Task Whoever_is_the_only_one_goes_on_with_the_lease_of_the_one_that_was_killed()
    {
        // Killed, it could not give the lease back.
        var killed = SharedState.InProcess(TimeProvider.System);
        Assert.True(await killed.HoldAsync("wecom-robot:" + Robot().BotId, "only", TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1), default));
        using var again = new WeComRobotChannel(Robot(), _bot.AcceptAsync, killed, TimeProvider.System, _bot.Log.For<WeComRobotChannel>(), s_short, "only");
        using var stop = new CancellationTokenSource();
        var running = again.RunAsync(stop.Token);
        await Some.UntilAsync(() => again.IsConnected);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_kicked_connection_waits_instead_of_kicking_back_at_once()
    {
        var first = await ConnectedAsync(s_short with { AfterKick = TimeSpan.FromSeconds(30) });
        // A stranger with the same bot id, outside our lease. It is patient: on a busy machine it does not connect again by itself.
        using var stranger = new WeComRobotChannel(
            Robot(), _bot.AcceptAsync, SharedState.InProcess(TimeProvider.System), TimeProvider.System, _bot.Log.For<WeComRobotChannel>(), s_short with { Ack = TimeSpan.FromMinutes(1) });
        using var stop = new CancellationTokenSource();
        var running = stranger.RunAsync(stop.Token);
        await Some.UntilAsync(() => first.Trouble is not null);
        await Some.UntilAsync(() => Client("ping").Count(frame => frame.FromClient) >= 3);
        Assert.Equal((2, false, true), (Gateway.Subscriptions, first.IsConnected, stranger.IsConnected));
        Assert.Contains("顶替", first.Trouble, StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_wrong_secret_ends_the_trying_and_is_not_logged()
    {
        using var channel = new WeComRobotChannel(Robot() with { Secret = "canaryRobotSecret" }, _bot.AcceptAsync, _shared, TimeProvider.System, _bot.Log.For<WeComRobotChannel>(), s_short);
        await channel.RunAsync(_stop.Token);
        Assert.Contains("853000", channel.Trouble, StringComparison.Ordinal);
        Assert.Single(Client("aibot_subscribe"));
        Assert.DoesNotContain("canaryRobotSecret", _bot.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_that_makes_no_sense_does_not_end_the_connection()
    {
        await ConnectedAsync();
        await Gateway.PushAsync("aibot_msg_callback", new JsonObject
        {
            ["msgid"] = "x",
            ["from"] = new JsonObject { ["userid"] = "10001" },
            ["create_time"] = long.MaxValue,
            ["msgtype"] = "text",
        });
        await Gateway.PushAsync("aibot_msg_callback", new JsonObject { ["from"] = new JsonObject() });
        await Gateway.SayAsync("10001", "帮助");
        Assert.Equal("帮助", (await ReceivedAsync(1)).Text);
        Assert.Equal(1, Gateway.Subscriptions);
    }

    [Fact]
    public async Task The_same_message_twice_is_answered_once()
    {
        await ConnectedAsync();
        await Gateway.SayAsync("10001", "a", messageId: "M1");
        await Gateway.SayAsync("10001", "a", messageId: "M1");
        await Some.UntilAsync(() => _bot.Accepts == 2 && Client("aibot_respond_msg").Count > 0);
        Assert.Single(_bot.Inbox);
        Assert.Single(Client("aibot_respond_msg").Select(frame => frame.Request).Distinct());
    }

    [Theory]
    [InlineData("@绩效助手 表扬 @王芳 书面表扬", "表扬 @王芳 书面表扬")]
    [InlineData("表扬 @王芳 书面表扬 @绩效助手", "表扬 @王芳 书面表扬")]
    [InlineData("@绩效助手 @王芳 +2", "@王芳 +2")]
    [InlineData("@绩效助手", "")]
    public async Task Only_the_robots_own_name_is_taken_out(string said, string heard)
    {
        await ConnectedAsync();
        await Gateway.SayAsync("10001", "@绩效助手 帮助", group: "g");
        await Gateway.SayAsync("10001", said, group: "g");
        Assert.Equal(heard, (await ReceivedAsync(2)).Text);
    }

    private static WeComRobotOptions RobotAt(string gateway) => new() { BotId = "BOT1", Secret = "SEC1", GatewayUrl = gateway };

    private WeComRobotOptions Robot() => RobotAt(_platform.GatewayAddress);

    private WeComRobotChannel Channel(RobotTimes times) =>
        new(Robot(), _bot.AcceptAsync, _shared, TimeProvider.System, _bot.Log.For<WeComRobotChannel>(), times);

    private async Task<WeComRobotChannel> ConnectedAsync(RobotTimes? times = null)
    {
        var channel = Channel(times ?? s_short);
        _running.Add((channel, channel.RunAsync(_stop.Token)));
        await Some.UntilAsync(() => channel.IsConnected);
        return channel;
    }

    private async Task<IncomingMessage> ReceivedAsync(int count)
    {
        await Some.UntilAsync(() => _bot.Inbox.Count >= count);
        return _bot.Inbox.Last();
    }

    private List<FakeFrame> Client(string command) =>
        [.. Gateway.Frames.Where(frame => frame.FromClient && frame.Command == command)];
}
