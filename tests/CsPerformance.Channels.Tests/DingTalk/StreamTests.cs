using System.Text.Json.Nodes;
using CsPerformance.Channels.DingTalk;
using CsPerformance.Domain.Chat;
using CsPerformance.FakePlatforms.DingTalk;

namespace CsPerformance.Channels.Tests.DingTalk;

public sealed class StreamTests : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private FakeDingTalk _fake = null!;

    public async Task InitializeAsync() => _fake = await FakeDingTalk.StartAsync();

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        await _fake.DisposeAsync();
    }

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task A_message_is_acknowledged_by_its_message_id_only_after_it_is_stored()
    {
        var commit = new TaskCompletionSource<Acceptance>();
        using var house = new House(_fake, accept: (_, _) => commit.Task);
        await RunAsync(house);
        await _fake.Gateway.PushAsync(FakeGateway.Robot(_fake.Company.Message("staff-wang", "查分"), "f-1"));
        // The ping goes after the message and is answered although the message is still on its way to the disk.
        await PingAsync("p-1");
        Assert.DoesNotContain("f-1", _fake.Gateway.Acknowledged.Keys);
        commit.SetResult(Acceptance.Stored);
        var answer = await AcknowledgedAsync("f-1");
        Assert.Equal("""{"response":null}""", (string?)answer["data"]);
        Assert.Equal("""{"contentType":"application/json","messageId":"f-1"}""", answer["headers"]!.ToJsonString());
    }

    [Theory]
    [InlineData(Acceptance.Duplicate)]
    [InlineData(Acceptance.TooMany)]
    public async Task What_need_not_come_again_is_acknowledged(Acceptance acceptance)
    {
        using var house = new House(_fake, accept: (_, _) => Task.FromResult(acceptance));
        await RunAsync(house);
        await _fake.Gateway.PushAsync(FakeGateway.Robot(_fake.Company.Message("staff-wang", "查分"), "f-1"));
        await AcknowledgedAsync("f-1");
    }

    [Fact]
    public async Task A_busy_house_is_asked_again_before_the_gateway_has_to_resend()
    {
        var asked = 0;
        using var house = new House(_fake, accept: (_, _) => Interlocked.Increment(ref asked) switch
        {
            1 => Task.FromResult(Acceptance.Busy),
            2 => throw new IOException("the database went away"),
            _ => Task.FromResult(Acceptance.Stored),
        });
        await RunAsync(house);
        await _fake.Gateway.PushAsync(FakeGateway.Robot(_fake.Company.Message("staff-wang", "查分"), "f-1"));
        await AcknowledgedAsync("f-1");
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_ping_is_echoed_with_its_data_and_headers()
    {
        using var house = new House(_fake);
        await RunAsync(house);
        var answer = await PingAsync("p-1");
        Assert.Equal("""{"opaque":"p-1-op"}""", (string?)answer["data"]);
        Assert.Equal("ping", (string?)answer["headers"]!["topic"]);
    }

    [Fact]
    public async Task On_disconnect_the_new_connection_stands_before_the_old_one_goes()
    {
        using var house = new House(_fake);
        await RunAsync(house);
        var old = _fake.Gateway.Connections.Single();
        var wasOpen = false;
        _fake.Gateway.OnConnected = _ => wasOpen = old.IsOpen;
        await old.DisconnectAsync();
        await House.UntilAsync(() => _fake.Gateway.Opened == 2 && !old.IsOpen, "a second connection");
        Assert.True(wasOpen);
        Assert.True(house.Stream.State.IsConnected);
    }

    [Fact]
    public async Task What_is_in_hand_on_disconnect_is_still_acknowledged_on_the_old_connection()
    {
        var commit = new TaskCompletionSource<Acceptance>();
        using var house = new House(_fake, accept: (_, _) => commit.Task);
        await RunAsync(house);
        await _fake.Gateway.PushAsync(FakeGateway.Robot(_fake.Company.Message("staff-wang", "查分"), "f-1"));
        await _fake.Gateway.Connections.Single().DisconnectAsync();
        await House.UntilAsync(() => _fake.Gateway.Opened == 2, "a second connection");
        commit.SetResult(Acceptance.Stored);
        await AcknowledgedAsync("f-1");
    }

    [Fact]
    public async Task A_cut_connection_is_made_again_and_takes_what_was_not_acknowledged()
    {
        using var house = new House(_fake);
        await RunAsync(house);
        _fake.Gateway.CloseAll();
        await House.UntilAsync(() => _fake.Gateway.Connections.Count == 0, "the cut");
        await _fake.Gateway.PushAsync(FakeGateway.Robot(_fake.Company.Message("staff-wang", "查分"), "f-1"));
        await House.UntilAsync(() => _fake.Gateway.Connections.Count == 1, "a second connection");
        await _fake.Gateway.ResendAsync();
        await AcknowledgedAsync("f-1");
    }

    [Fact]
    public async Task A_connection_without_pings_is_replaced_though_it_is_open()
    {
        using var house = new House(_fake, pace: House.Quick with { Silence = TimeSpan.FromMilliseconds(300) });
        await RunAsync(house);
        var silent = _fake.Gateway.Connections.Single();
        var wasOpen = false;
        _fake.Gateway.OnConnected = _ => wasOpen |= silent.IsOpen;
        await House.UntilAsync(() => _fake.Gateway.Opened >= 2 && !silent.IsOpen, "another connection");
        Assert.True(wasOpen);
    }

    [Fact]
    public async Task Refused_credentials_are_tried_again_and_named_without_the_secret()
    {
        var options = House.OptionsFor(_fake) with { ClientSecret = "canary-wrong-secret" };
        using var house = new House(_fake, options);
        _running.Add(house.Stream.RunAsync(_stop.Token));
        await House.UntilAsync(() => _fake.Company.Calls.Count(call => call.Path.EndsWith("/open", StringComparison.Ordinal)) >= 3, "three tries");
        Assert.False(house.Stream.State.IsConnected);
        Assert.Contains("DingTalk:ClientSecret", house.Stream.State.Fault, StringComparison.Ordinal);
        Assert.DoesNotContain(house.Log.Lines, line => line.Contains("canary", StringComparison.Ordinal));
        Assert.Single(house.Log.Lines, line => line.Contains("拒绝连接", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"endpoint":"ws://10.0.0.5:443/connect","ticket":"t"}""")]
    [InlineData("""{"endpoint":"wss://dingtalk.com.evil.example/connect","ticket":"t"}""")]
    [InlineData("""{"endpoint":"wss://a@wss-open-connection.dingtalk.com/connect","ticket":"t"}""")]
    [InlineData("""{"endpoint":"wss://wss-open-connection.dingtalk.com/connect"}""")]
    [InlineData("<xml/>")]
    public async Task A_gateway_address_that_is_not_the_platforms_is_not_followed(string answer)
    {
        _fake.Company.Faults.Next("/v1.0/gateway/connections/open", new FakeFault(200, answer));
        using var house = new House(_fake);
        await RunAsync(house);
        Assert.Contains(house.Log.Lines, line => line.Contains("钉钉网关", StringComparison.Ordinal) && !line.Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_press_of_an_interactive_card_is_stored_with_card_key_and_chat()
    {
        using var house = new House(_fake);
        await RunAsync(house);
        await _fake.Gateway.PushAsync(FakeGateway.Press("staff-chen", "c-1", "confirm", group: "cid1", messageId: "f-9"));
        Assert.Equal("""{"response":{}}""", (string?)(await AcknowledgedAsync("f-9"))["data"]);
        var message = house.Stored["card:f-9"];
        Assert.Equal((new ButtonPress("c-1", "confirm"), "staff-chen", "cid1"), (message.Press, message.Account, message.Chat.Group));
    }

    [Fact]
    public async Task An_event_that_could_not_be_noted_is_asked_for_later()
    {
        var noted = new List<DingTalkEvent>();
        using var house = new House(_fake, takeNote: (happened, _) =>
        {
            noted.Add(happened);
            return noted.Count == 1 ? throw new IOException("the database went away") : Task.FromResult(true);
        });
        await RunAsync(house);
        foreach (var id in (string[])["e-1", "e-2"])
        {
            await _fake.Gateway.PushAsync(FakeGateway.Frame(
                "EVENT", "*", id, """{"timeStamp":"1","userId":["staff-li"]}""", ("eventType", "user_leave_org"), ("eventId", "e1")));
            await AcknowledgedAsync(id);
        }

        Assert.Equal("""{"status":"LATER"}""", (string?)_fake.Gateway.Acknowledged["e-1"]["data"]);
        Assert.Equal("""{"status":"SUCCESS","message":"ok"}""", (string?)_fake.Gateway.Acknowledged["e-2"]["data"]);
        Assert.Equal(("e1", "user_leave_org", "staff-li"), (noted[1].Id, noted[1].Type, noted[1].Accounts.Single()));
    }

    [Fact]
    public async Task Frames_that_are_none_and_topics_that_are_unknown_do_not_end_the_connection()
    {
        using var house = new House(_fake);
        await RunAsync(house);
        var connection = _fake.Gateway.Connections.Single();
        JsonNode[] odd = ["text", 5, new JsonArray(), new JsonObject(), new JsonObject { ["type"] = "CALLBACK", ["headers"] = 1 }, new string('x', 2_000_000)];
        foreach (var frame in odd)
            await connection.SendAsync(frame);
        await connection.SendAsync(FakeGateway.Frame("CALLBACK", "/v1.0/unknown", "u-1", "{}"));
        await connection.SendAsync(FakeGateway.Frame("CALLBACK", "/v1.0/im/bot/messages/get", "u-2", "no json"));
        await connection.SendAsync(FakeGateway.Frame("SYSTEM", "KEEPALIVE", "u-3", ""));
        await PingAsync("p-1");
        await AcknowledgedAsync("u-2");
        Assert.Contains(_fake.Gateway.Received, frame => (string?)frame["headers"]?["messageId"] == "u-1" && (int?)frame["code"] == 404);
        Assert.Equal(1, _fake.Gateway.Opened);
    }

    [Fact]
    public async Task Messages_of_one_chat_reach_the_house_in_the_order_of_arrival()
    {
        var order = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var house = new House(_fake, accept: async (message, cancellation) =>
        {
            order.Enqueue(message.Text);
            await Task.Delay(Random.Shared.Next(5), cancellation);
            return Acceptance.Stored;
        });
        await RunAsync(house);
        for (var i = 0; i < 200; i++)
            await _fake.Gateway.PushAsync(FakeGateway.Robot(_fake.Company.Message("staff-wang", $"{i}")));
        await House.UntilAsync(() => order.Count == 200, "200 messages");
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), order);
    }

    [Fact]
    public async Task When_the_house_stops_what_is_in_hand_is_stored_and_acknowledged_first()
    {
        var commit = new TaskCompletionSource<Acceptance>();
        using var house = new House(_fake, accept: (_, _) => commit.Task);
        using var stop = new CancellationTokenSource();
        var running = house.Stream.RunAsync(stop.Token);
        await House.UntilAsync(() => _fake.Gateway.Connections.Count == 1, "a connection");
        await _fake.Gateway.PushAsync(FakeGateway.Robot(_fake.Company.Message("staff-wang", "查分"), "f-1"));
        await PingAsync("p-1");
        await stop.CancelAsync();
        commit.SetResult(Acceptance.Stored);
        await running;
        await AcknowledgedAsync("f-1");
    }

    private async Task RunAsync(House house)
    {
        _running.Add(house.Stream.RunAsync(_stop.Token));
        await House.UntilAsync(() => _fake.Gateway.Connections.Count == 1, "a connection");
    }

    private async Task<JsonObject> PingAsync(string id)
    {
        await _fake.Gateway.PushAsync(FakeGateway.Frame("SYSTEM", "ping", id, $$"""{"opaque":"{{id}}-op"}"""));
        return await AcknowledgedAsync(id);
    }

    private async Task<JsonObject> AcknowledgedAsync(string id)
    {
        await House.UntilAsync(() => _fake.Gateway.Acknowledged.ContainsKey(id), "the acknowledgement of " + id);
        return _fake.Gateway.Acknowledged[id];
    }
}
