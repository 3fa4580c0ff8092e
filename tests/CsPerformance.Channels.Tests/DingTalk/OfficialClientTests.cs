using System.Text.Json.Nodes;
using CsPerformance.FakePlatforms.DingTalk;

namespace CsPerformance.Channels.Tests.DingTalk;

/// <summary>The official client and ours on equal gateways: what goes over the wire must not tell them apart.</summary>
public class OfficialClientTests
{
    [NodeFact]
    public async Task The_official_client_and_ours_answer_every_frame_alike()
    {
        var theirs = await TalkAsync(async (fake, work) =>
        {
            using var peer = NodePeers.Start("dingtalk-client.cjs", fake.Url, fake.Company.ClientId, fake.Company.ClientSecret);
            await work();
            await EndAsync(peer);
        });
        var ours = await TalkAsync(async (fake, work) =>
        {
            using var house = new House(fake);
            using var stop = new CancellationTokenSource();
            var running = house.Stream.RunAsync(stop.Token);
            await work();
            await stop.CancelAsync();
            await running;
        });
        Assert.Equal(8, theirs.Count);
        Assert.Equal(theirs, ours);
    }

    [NodeFact]
    public async Task Both_on_one_gateway_share_the_messages()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        using var peer = NodePeers.Start("dingtalk-client.cjs", fake.Url, fake.Company.ClientId, fake.Company.ClientSecret);
        using var house = new House(fake);
        using var stop = new CancellationTokenSource();
        var running = house.Stream.RunAsync(stop.Token);
        await House.UntilAsync(() => fake.Gateway.Connections.Count == 2, "both clients");
        for (var i = 0; i < 200; i++)
            await fake.Gateway.PushAsync(FakeGateway.Robot(fake.Company.Message("staff-wang", $"{i}"), $"f-{i}"));
        await House.UntilAsync(() => fake.Gateway.Acknowledged.Count == 200, "200 acknowledgements");
        Assert.InRange(house.Stored.Count, 1, 199);
        await EndAsync(peer);
        await stop.CancelAsync();
        await running;
    }

    // The script ends with its input.
    private static Task EndAsync(System.Diagnostics.Process peer)
    {
        peer.StandardInput.Close();
        return peer.WaitForExitAsync();
    }

    private static async Task<List<string>> TalkAsync(Func<FakeDingTalk, Func<Task>, Task> with)
    {
        await using var fake = await FakeDingTalk.StartAsync();
        var answers = new List<string>();
        await with(fake, async () =>
        {
            await House.UntilAsync(() => fake.Gateway.Connections.Count == 1, "a connection");
            foreach (var frame in Frames(fake))
                answers.Add(await AnswerAsync(fake, frame));
            var old = fake.Gateway.Connections.Single();
            await old.DisconnectAsync();
            // The platform waits ten seconds for silence; the official client comes back only after the close.
            await Task.Delay(300);
            old.Cut();
            await House.UntilAsync(() => fake.Gateway.Connections.Count == 1, "a new connection with a new ticket");
            answers.Add(await AnswerAsync(fake, FakeGateway.Robot(fake.Company.Message("staff-wang", "之后"), "after")));
        });
        Assert.Equal(2, fake.Gateway.Opened);
        var opening = fake.Company.Calls.First(call => call.Path.EndsWith("/open", StringComparison.Ordinal)).Body;
        answers.Add(new JsonObject { ["id"] = opening["clientId"]!.DeepClone(), ["topics"] = opening["subscriptions"]!.DeepClone() }.ToJsonString());
        return answers;
    }

    private static IEnumerable<JsonObject> Frames(FakeDingTalk fake)
    {
        yield return FakeGateway.Frame("SYSTEM", "ping", "ping-1", """{"opaque":"0f1e-op"}""");
        yield return FakeGateway.Robot(fake.Company.Message("staff-wang", "查分"), "robot-1");
        yield return FakeGateway.Robot(fake.Company.Message("staff-chen", "周榜", group: "cid1"), "robot-2");
        yield return FakeGateway.Robot(fake.Company.Message("staff-wang", "查分", msgId: "same"), "robot-3");
        yield return FakeGateway.Frame("EVENT", "*", "event-1", """{"userId":["staff-li"]}""", ("eventType", "user_add_org"), ("eventId", "e1"));
        yield return FakeGateway.Press("staff-chen", "c-1", "1", messageId: "card-1");
    }

    private static async Task<string> AnswerAsync(FakeDingTalk fake, JsonObject frame)
    {
        var id = (string)frame["headers"]!["messageId"]!;
        await fake.Gateway.PushAsync(frame);
        await House.UntilAsync(() => fake.Gateway.Acknowledged.ContainsKey(id), "an answer to " + id);
        var answer = (JsonObject)fake.Gateway.Acknowledged[id].DeepClone();
        answer["headers"]!.AsObject().Remove("time");
        // The order of members means nothing in JSON.
        return string.Join(' ', answer.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value?.ToJsonString()}"));
    }
}
