using System.Text.Json;
using System.Text.Json.Nodes;
using CsPerformance.Channels.DingTalk;
using CsPerformance.Channels.Protocol;
using CsPerformance.FakePlatforms.DingTalk;

namespace CsPerformance.Channels.Tests.DingTalk;

public class VectorTests
{
    private static readonly JsonElement Proof = Read("dingtalk-crypto-proof.json");

    [Fact]
    public void Robot_signatures_are_those_of_the_published_vectors()
    {
        foreach (var vector in Proof.GetProperty("robot_hmac").EnumerateArray())
        {
            var (timestamp, secret, sign) = (Text(vector, "timestamp"), Text(vector, "secret"), Text(vector, "sign_base64"));
            Assert.Equal(sign, DingTalkSignature.Sign(timestamp, secret));
            Assert.Equal(Text(vector, "sign_urlencoded"), Uri.EscapeDataString(DingTalkSignature.Sign(timestamp, secret)));
            Assert.True(DingTalkSignature.Verify(timestamp, sign, secret));
            Assert.All(
                (string[])["", sign[..43], sign + "=", " " + sign, sign.ToUpperInvariant(), Uri.EscapeDataString(sign), DingTalkSignature.Sign(timestamp + "0", secret)],
                forged => Assert.False(DingTalkSignature.Verify(timestamp, forged, secret)));
        }
    }

    [Fact]
    public void Published_event_envelopes_open_and_carry_their_signature()
    {
        foreach (var vector in Proof.GetProperty("published").EnumerateArray())
        {
            var crypto = new CallbackCrypto(Text(vector, "token"), Text(vector, "key"), Text(vector, "owner"));
            Assert.True(crypto.IsSigned(Text(vector, "sig"), Text(vector, "ts"), Text(vector, "nonce"), Text(vector, "enc")));
            Assert.Equal(Text(vector, "dingtalk_encrypt_plain"), crypto.Decrypt(Text(vector, "enc")));
        }
    }

    [Fact]
    public void Envelopes_of_an_independent_library_open_and_are_written_alike()
    {
        foreach (var vector in Proof.GetProperty("made_here").EnumerateArray())
        {
            var crypto = new CallbackCrypto(Text(vector, "token"), Text(vector, "aesKey"), Text(vector, "owner"));
            Assert.Equal(Text(vector, "plaintext"), crypto.Decrypt(Text(vector, "encrypt")));
            Assert.Equal(Text(vector, "encrypt"), crypto.Encrypt(Text(vector, "plaintext"), System.Text.Encoding.ASCII.GetBytes(Text(vector, "random16"))));
            Assert.Equal(Text(vector, "signature"), crypto.Sign(Text(vector, "timestamp"), Text(vector, "nonce"), Text(vector, "encrypt")));
        }
    }

    /// <summary>Every frame that the platform sent to the official client is sent to ours; the answers must be the same.</summary>
    [Fact]
    public async Task The_transcript_of_the_official_client_is_answered_alike()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        using var house = new House(fake);
        using var stop = new CancellationTokenSource();
        var running = house.Stream.RunAsync(stop.Token);
        await House.UntilAsync(() => fake.Gateway.Connections.Count == 1, "a connection");
        var frames = Read("dingtalk-stream-transcript.json").GetProperty("frames").EnumerateArray().ToList();
        foreach (var push in frames.Where(frame => Text(frame, "dir") == "gateway->client WS"))
        {
            var frame = JsonNode.Parse(push.GetProperty("frame").GetRawText())!.AsObject();
            await fake.Gateway.Connections.Single().SendAsync(frame);
            var expected = frames.FirstOrDefault(answer => Text(answer, "dir") == "client->gateway WS"
                && Text(answer.GetProperty("frame").GetProperty("headers"), "messageId") == (string?)frame["headers"]!["messageId"]);
            if (expected.ValueKind == JsonValueKind.Undefined)
                continue;
            var id = (string)frame["headers"]!["messageId"]!;
            await House.UntilAsync(() => fake.Gateway.Acknowledged.ContainsKey(id), "an answer to " + id);
            var theirs = JsonNode.Parse(expected.GetProperty("frame").GetRawText())!;
            var ours = fake.Gateway.Acknowledged[id];
            Assert.True(JsonNode.DeepEquals(theirs["headers"], ours["headers"]), ours.ToJsonString());
            Assert.Equal(((int?)theirs["code"], (string?)theirs["message"]), ((int?)ours["code"], (string?)ours["message"]));
            // Its listener changed the card in the answer; ours changes it when the command is done.
            if ((string?)frame["headers"]!["topic"] != "/v1.0/card/instances/callback")
                Assert.Equal((string?)theirs["data"], (string?)ours["data"]);
        }

        await House.UntilAsync(() => fake.Gateway.Opened == 2, "a second connection after the disconnect");
        Assert.Equal(["card:m1-v10cardinstancescallback", "msgAAA=="], house.Stored.Keys.Order(StringComparer.Ordinal));
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_connection_is_asked_for_as_the_official_client_asks()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        using var house = new House(fake);
        using var stop = new CancellationTokenSource();
        var running = house.Stream.RunAsync(stop.Token);
        await House.UntilAsync(() => fake.Gateway.Connections.Count == 1, "a connection");
        var theirs = Read("dingtalk-stream-transcript.json").GetProperty("frames")[0].GetProperty("body");
        var ours = fake.Company.Calls.Single(call => call.Path == "/v1.0/gateway/connections/open").Body;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(theirs.GetProperty("subscriptions").GetRawText()), ours["subscriptions"]), ours.ToJsonString());
        Assert.Equal(["clientId", "clientSecret", "subscriptions", "ua"], ours.Select(pair => pair.Key).Order(StringComparer.Ordinal));
        await stop.CancelAsync();
        await running;
    }

    private static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", name))).RootElement;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
