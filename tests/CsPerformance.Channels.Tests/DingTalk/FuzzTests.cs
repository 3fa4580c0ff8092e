using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsPerformance.Channels.DingTalk;
using CsPerformance.Domain.Chat;
using CsPerformance.FakePlatforms.DingTalk;

namespace CsPerformance.Channels.Tests.DingTalk;

/// <summary>Frames and messages of all shapes, mutated with a fixed seed: the reader must not throw, whatever comes.</summary>
public sealed class FuzzTests : IClassFixture<SharedFake>, IDisposable
{
    private const int Inputs = 10_000;
    private static readonly string[] Odd = ["null", "true", "-1", "1e400", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[[]]", "\"{\"", "99999999999999999999", "\"2\""];

    private readonly House _house;
    private readonly FakeCompany _company;

    public FuzzTests(SharedFake shared)
    {
        _company = shared.Platform.Company;
        _house = new House(shared.Platform);
    }

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task Messages_with_any_member_replaced_by_anything_are_read_or_set_aside()
    {
        var random = new Random(20261123);
        var seeds = Seeds().Select(seed => seed.ToJsonString()).ToArray();
        for (var i = 0; i < Inputs; i++)
        {
            if (Parse(Mutated(seeds[random.Next(seeds.Length)], random)) is not { } json)
                continue;
            Assert.True(await _house.Inbox.ReceiveAsync(json, default));
            Assert.True(await _house.Inbox.PressAsync(json, $"f-{i}", default));
            Assert.True(await _house.Inbox.HappenAsync(null, "user_add_org", json, default));
        }

        Assert.All(_house.Stored.Values, Sound);
        Assert.NotEmpty(_house.Stored);
    }

    private static void Sound(IncomingMessage message)
    {
        Assert.InRange(message.Key.Length, 1, 300);
        Assert.InRange(message.Account.Length, 1, 256);
        // PostgreSQL takes neither NUL nor half a character.
        Assert.DoesNotContain('\0', message.Text + message.Account + message.Key + message.Chat.Group);
        Assert.Equal(message.Text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(message.Text)));
    }

    private IEnumerable<JsonObject> Seeds()
    {
        yield return _company.Message("staff-wang", "表扬 @小王 工单88213");
        yield return _company.Message("staff-wang", "周榜", group: "cid1");
        yield return JsonNode.Parse((string)FakeGateway.Press("staff-chen", "c-1", "同意 2031")["data"]!)!.AsObject();
        var rich = _company.Message("staff-wang", "");
        rich["msgtype"] = "richText";
        rich["content"] = JsonNode.Parse("""{"richText":[{"text":"a"},{"type":"picture","downloadCode":"d"}]}""");
        yield return rich;
    }

    // Half of the time a member's value is exchanged, half of the time bytes are.
    private static byte[] Mutated(string seed, Random random)
    {
        if (random.Next(2) == 0)
        {
            var node = JsonNode.Parse(seed)!.AsObject();
            var (name, value) = node.ElementAt(random.Next(node.Count));
            var member = $"\"{name}\":{value?.ToJsonString() ?? "null"}";
            var text = node.ToJsonString().Replace(member, $"\"{name}\":{Odd[random.Next(Odd.Length)]}", StringComparison.Ordinal);
            return Encoding.UTF8.GetBytes(text);
        }

        var bytes = Encoding.UTF8.GetBytes(seed);
        for (var n = random.Next(1, 8); n > 0; n--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    private static JsonElement? Parse(byte[] json)
    {
        try
        {
            return JsonDocument.Parse(json).RootElement is { ValueKind: JsonValueKind.Object } root ? root : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
