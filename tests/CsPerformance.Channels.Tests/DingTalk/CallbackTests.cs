using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsPerformance.Channels.DingTalk;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;
using CsPerformance.FakePlatforms.DingTalk;
using Microsoft.AspNetCore.Http;

namespace CsPerformance.Channels.Tests.DingTalk;

public sealed class CallbackTests : IAsyncLifetime, IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_795_320_000_123);

    private readonly Standing _clock = new(Now);
    private readonly CallbackCrypto _crypto = new("dtToken2026", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq", "dingkey");
    private FakeDingTalk _fake = null!;
    private House _house = null!;

    public async Task InitializeAsync()
    {
        _fake = await FakeDingTalk.StartAsync();
        _house = new House(_fake, clock: _clock);
    }

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task A_signed_message_is_stored_and_answered_200_without_a_body()
    {
        var body = Body("查分", "m1");
        Assert.Equal((200, ""), await PostAsync(body, Stamp(), Sign()));
        Assert.Equal("查分", _house.Stored["m1"].Text);
    }

    [Fact]
    public async Task The_same_request_again_is_a_retry()
    {
        var body = Body("查分", "m1");
        await PostAsync(body, Stamp(), Sign());
        Assert.Equal((200, ""), await PostAsync(body, Stamp(), Sign()));
        Assert.Single(_house.Stored);
    }

    [Fact]
    public async Task A_second_body_under_a_used_pair_is_refused_even_after_a_restart()
    {
        await PostAsync(Body("查分", "m1"), Stamp(), Sign());
        using var restarted = new House(_fake, clock: _clock, shared: _house.Shared);
        foreach (var house in (House[])[_house, restarted])
        {
            Assert.Equal((409, ""), await PostAsync(Body("同意 1024", "m2"), Stamp(), Sign(), house));
            Assert.DoesNotContain("m2", house.Stored.Keys);
        }
    }

    [Fact]
    public async Task A_used_pair_stays_used_up_to_the_end_of_its_window()
    {
        var (stamp, sign) = (Stamp(TimeSpan.FromMinutes(59)), Sign(TimeSpan.FromMinutes(59)));
        var first = Body("查分", "m1");
        await PostAsync(first, stamp, sign);
        _clock.Now += TimeSpan.FromMinutes(118);
        Assert.Equal((409, ""), await PostAsync(Body("同意 1024", "m2"), stamp, sign));
        Assert.Equal((200, ""), await PostAsync(first, stamp, sign));
        _clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal((403, ""), await PostAsync(first, stamp, sign));
    }

    [Fact]
    public async Task A_busy_house_is_a_503_and_the_retry_is_taken()
    {
        var isBusy = true;
        using var house = new House(_fake, clock: _clock, shared: _house.Shared, accept: (_, _) => Task.FromResult(isBusy ? Acceptance.Busy : Acceptance.Stored));
        var body = Body("查分", "m1");
        Assert.Equal((503, ""), await PostAsync(body, Stamp(), Sign(), house));
        isBusy = false;
        Assert.Equal((200, ""), await PostAsync(body, Stamp(), Sign(), house));
    }

    public static TheoryData<string, string?, string?> Hostile()
    {
        var (stamp, sign) = (Stamp(), Sign());
        var full = string.Concat(stamp.Select(c => (char)(c - '0' + '０')));
        return new TheoryData<string, string?, string?>
        {
            { "no headers", null, null },
            { "no sign", stamp, null },
            { "no timestamp", null, sign },
            { "empty sign", stamp, "" },
            { "empty timestamp", "", sign },
            { "another secret", stamp, DingTalkSignature.Sign(stamp, "another") },
            { "secret and time exchanged", stamp, DingTalkSignature.Sign("dingsecret", stamp) },
            { "empty secret", stamp, DingTalkSignature.Sign(stamp, "") },
            { "one bit off", stamp, (sign[0] == 'A' ? "B" : "A") + sign[1..] },
            { "loose last bits", stamp, Loosened(sign) },
            { "cut short", stamp, sign[..^2] },
            { "doubled", stamp, sign + sign },
            { "url-encoded", stamp, Uri.EscapeDataString(sign) },
            { "hexadecimal", stamp, Convert.ToHexString(Convert.FromBase64String(sign)) },
            { "blank before", " " + stamp, sign },
            { "sign with a line break", stamp, sign[..20] + "\n" + sign[20..43] },
            { "other time, same sign", Stamp(TimeSpan.FromSeconds(1)), sign },
            { "an hour and a moment ago", Stamp(-TimeSpan.FromMilliseconds(3_600_001)), Sign(-TimeSpan.FromMilliseconds(3_600_001)) },
            { "an hour and a moment ahead", Stamp(TimeSpan.FromMilliseconds(3_600_001)), Sign(TimeSpan.FromMilliseconds(3_600_001)) },
            { "in seconds", stamp[..10], DingTalkSignature.Sign(stamp[..10], "dingsecret") },
            { "signed plus", "+" + stamp, DingTalkSignature.Sign("+" + stamp, "dingsecret") },
            { "a leading nought too many", "0000" + stamp, DingTalkSignature.Sign("0000" + stamp, "dingsecret") },
            { "negative", "-" + stamp, DingTalkSignature.Sign("-" + stamp, "dingsecret") },
            { "full width digits", full, DingTalkSignature.Sign(full, "dingsecret") },
            { "overflowing", "99999999999999999999", DingTalkSignature.Sign("99999999999999999999", "dingsecret") },
            { "no number", "now", DingTalkSignature.Sign("now", "dingsecret") },
        };
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_request_that_is_not_the_platforms_gets_a_bare_403(string what, string? timestamp, string? sign)
    {
        Assert.Equal((what, 403, ""), Named(what, await PostAsync(Body("同意 1024", "m1"), timestamp, sign)));
        Assert.Empty(_house.Stored);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("<xml/>")]
    [InlineData("{\"encrypt\":\"x\"}")]
    public async Task A_signed_body_that_is_no_message_stores_nothing(string body)
    {
        var (status, answer) = await PostAsync(Encoding.UTF8.GetBytes(body), Stamp(), Sign());
        // JSON that is no message is taken and forgotten, as in Stream mode: again it would be no better.
        Assert.Equal((body.Contains("encrypt", StringComparison.Ordinal) ? 200 : 400, ""), (status, answer));
        Assert.Empty(_house.Stored);
    }

    [Fact]
    public async Task A_body_over_the_limit_gets_413_and_other_methods_405()
    {
        Assert.Equal((413, ""), await PostAsync(new byte[1024 * 1024 + 1], Stamp(), Sign()));
        var get = new DefaultHttpContext();
        get.Request.Method = "GET";
        await _house.Callback.HandleAsync(get);
        Assert.Equal(405, get.Response.StatusCode);
    }

    [Fact]
    public async Task Json_deeper_than_any_message_is_refused()
    {
        var deep = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 5000)) + "1" + new string('}', 5000));
        Assert.Equal((400, ""), await PostAsync(deep, Stamp(), Sign()));
    }

    [Fact]
    public async Task The_first_event_is_answered_with_the_encrypted_word()
    {
        var answer = await EventAsync("""{"EventType":"check_url"}""", Stamp());
        Assert.Equal(200, answer.Status);
        var json = JsonNode.Parse(answer.Body)!;
        Assert.Equal(["encrypt", "msg_signature", "nonce", "timeStamp"], json.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        var encrypt = (string)json["encrypt"]!;
        Assert.True(_crypto.IsSigned((string)json["msg_signature"]!, (string)json["timeStamp"]!, (string)json["nonce"]!, encrypt));
        Assert.Equal("success", _crypto.Decrypt(encrypt));
    }

    [Fact]
    public async Task A_contact_event_is_noted_with_its_members()
    {
        var noted = new List<DingTalkEvent>();
        using var house = new House(_fake, clock: _clock, takeNote: (happened, _) =>
        {
            noted.Add(happened);
            return Task.FromResult(noted.Count > 1);
        });
        const string happened = """{"EventType":"user_add_org","UserId":["zhangsan"],"CorpId":"dingcorp01","TimeStamp":"1795320000123"}""";
        Assert.Equal(503, (await EventAsync(happened, Stamp(), house)).Status);
        Assert.Equal(200, (await EventAsync(happened, Stamp(), house)).Status);
        Assert.Equal(("user_add_org", "zhangsan"), (noted[0].Type, noted[0].Accounts.Single()));
    }

    [Fact]
    public async Task Forged_events_and_events_without_settings_are_refused()
    {
        var good = _crypto.Encrypt("""{"EventType":"user_add_org"}""");
        var other = new CallbackCrypto("dtToken2026", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq", "another-app").Encrypt("{}");
        var old = Stamp(-TimeSpan.FromHours(2));
        (string Encrypt, string Timestamp, string Signature)[] forged =
        [
            (good, Stamp(), ""), (good, Stamp(), new string('0', 40)), (good, Stamp(), _crypto.Sign(Stamp(), "other nonce", good)),
            (good, old, _crypto.Sign(old, "n", good)), (good, "", _crypto.Sign("", "n", good)), (other, Stamp(), _crypto.Sign(Stamp(), "n", other)),
            ("AAAA", Stamp(), _crypto.Sign(Stamp(), "n", "AAAA")), ("不是密文", Stamp(), _crypto.Sign(Stamp(), "n", "不是密文")),
            (good[..^4] + "AAA=", Stamp(), _crypto.Sign(Stamp(), "n", good[..^4] + "AAA=")), ("", Stamp(), _crypto.Sign(Stamp(), "n", "")),
        ];
        foreach (var (encrypt, timestamp, signature) in forged)
        {
            var (status, body) = await PostEventAsync(encrypt, timestamp, signature, _house);
            Assert.InRange(status, 400, 499);
            Assert.Equal("", body);
        }

        using var without = new House(_fake, House.OptionsFor(_fake) with { EventToken = "", EventAesKey = "" }, clock: _clock);
        Assert.Equal((400, ""), await PostEventAsync(good, Stamp(), _crypto.Sign(Stamp(), "n", good), without));
    }

    /// <summary>Seeded mutations of good requests: never an exception, never something stored that was not signed.</summary>
    [Fact]
    public async Task Mutated_requests_never_break_the_callback()
    {
        var random = new Random(5);
        var body = Body("查分", "m1");
        for (var i = 0; i < 20_000; i++)
        {
            var mutated = (byte[])body.Clone();
            for (var n = random.Next(1, 6); n > 0; n--)
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            var stamp = Stamp(TimeSpan.FromMilliseconds(i));
            var (status, _) = await PostAsync(mutated, stamp, DingTalkSignature.Sign(stamp, "dingsecret"));
            Assert.True(status is 200 or 400, $"{status} at {i}");
        }
    }

    private static (string, int, string) Named(string what, (int Status, string Body) answer) => (what, answer.Status, answer.Body);

    // The last character before the padding holds four bits that no byte needs.
    private static string Loosened(string sign)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        return sign[..42] + alphabet[alphabet.IndexOf(sign[42], StringComparison.Ordinal) ^ 1] + "=";
    }

    private static string Stamp(TimeSpan after = default) => (Now + after).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static string Sign(TimeSpan after = default) => DingTalkSignature.Sign(Stamp(after), "dingsecret");

    private byte[] Body(string text, string msgId) => Encoding.UTF8.GetBytes(_fake.Company.Message("staff-wang", text, msgId: msgId).ToJsonString());

    private async Task<(int Status, string Body)> PostAsync(byte[] body, string? timestamp, string? sign, House? house = null)
    {
        var context = Request(body);
        if (timestamp is not null)
            context.Request.Headers["timestamp"] = timestamp;
        if (sign is not null)
            context.Request.Headers["sign"] = sign;
        return await AnswerAsync(context, house ?? _house);
    }

    private Task<(int Status, string Body)> EventAsync(string plain, string timestamp, House? house = null)
    {
        var encrypt = _crypto.Encrypt(plain);
        return PostEventAsync(encrypt, timestamp, _crypto.Sign(timestamp, "n", encrypt), house ?? _house);
    }

    private static Task<(int Status, string Body)> PostEventAsync(string encrypt, string timestamp, string signature, House house)
    {
        var context = Request(Encoding.UTF8.GetBytes(new JsonObject { ["encrypt"] = encrypt }.ToJsonString()));
        context.Request.QueryString = QueryString.Create(
            new Dictionary<string, string?> { ["signature"] = signature, ["timestamp"] = timestamp, ["nonce"] = "n" });
        return AnswerAsync(context, house);
    }

    private static DefaultHttpContext Request(byte[] body)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Body = new MemoryStream(body);
        context.Response.Body = new MemoryStream();
        return context;
    }

    private static async Task<(int Status, string Body)> AnswerAsync(DefaultHttpContext context, House house)
    {
        await house.Callback.HandleAsync(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()));
    }
}
