using System.Globalization;
using CsPerformance.Channels.Protocol;
using CsPerformance.Channels.WeCom;
using CsPerformance.Domain.Chat;
using CsPerformance.FakePlatforms.WeCom;

namespace CsPerformance.Channels.Tests.WeCom;

public sealed class WeComTokenTests : IAsyncLifetime
{
    private readonly StillClock _clock = StillClock.AtNoon;
    private FakeWeCom _platform = null!;
    private SharedState _shared = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _platform = await FakeWeCom.StartAsync(new FakeWeComSettings { Clock = _clock });
        _platform.Api.Directory.Add(new FakeMember("lisi", "李四"));
        _shared = SharedState.InProcess(_clock);
        _http = PlatformHttp.NewClient();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _platform.DisposeAsync();
    }

    [Fact]
    public async Task Many_calls_of_two_instances_fetch_one_token()
    {
        using var one = Api();
        using var two = Api();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => SendAsync(i % 2 == 0 ? one : two, "k" + i)));
        Assert.Single(_platform.Api.Calls, call => call == "gettoken");
    }

    [Fact]
    public async Task A_token_that_became_void_early_is_fetched_once_more_and_the_message_arrives()
    {
        using var one = Api();
        using var two = Api();
        await SendAsync(one, "k1");
        await SendAsync(two, "k2");
        _platform.Api.ExpireTokens();
        Assert.IsType<SendResult.Sent>(await SendAsync(one, "k3"));
        Assert.IsType<SendResult.Sent>(await SendAsync(two, "k4"));
        Assert.Equal(2, _platform.Api.Calls.Count(call => call == "gettoken"));
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_expires()
    {
        using var api = Api();
        await SendAsync(api, "k1");
        _clock.Pass(TimeSpan.FromMinutes(116));
        await SendAsync(api, "k2");
        Assert.Equal(2, _platform.Api.Calls.Count(call => call == "gettoken"));
        Assert.Equal(2, _platform.Api.Mail.Delivered.Count);
    }

    [Fact]
    public async Task A_refusal_for_ever_ends_after_one_refresh()
    {
        using var api = Api();
        _platform.Api.Faults.Next("message/send", new FakeFault.Code(40014, "invalid access_token"), 2);
        Assert.IsType<SendResult.Later>(await SendAsync(api, "k1"));
        Assert.Equal(2, _platform.Api.Calls.Count(call => call == "message/send"));
    }

    [Fact]
    public async Task A_wrong_secret_is_asked_once_and_not_again_and_again()
    {
        using var api = Api(Some.App(_platform.Settings, _platform.Address) with { Secret = "canarySecret-0123456789" });
        for (var i = 0; i < 20; i++)
            Assert.IsType<SendResult.Later>(await SendAsync(api, "k" + i));
        Assert.Single(_platform.Api.Calls, call => call == "gettoken");
        Assert.Contains("WeCom:Secret", api.Blocked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_token_does_not_take_a_newer_ones_place()
    {
        var gate = new TaskCompletionSource<TokenReply>();
        using var slow = new AccessToken("t", "secret", _ => gate.Task, _shared, _clock);
        using var fast = new AccessToken("t", "secret", _ => Task.FromResult<TokenReply>(new TokenReply.Granted("newer", TimeSpan.FromHours(2))), _shared, _clock);
        var waiting = slow.GetAsync(default);
        // The slow one loses its lease; the fast one fetches meanwhile.
        _clock.Pass(TimeSpan.FromSeconds(16));
        Assert.Equal("newer", Assert.IsType<TokenReply.Granted>(await fast.GetAsync(default)).Token);
        gate.SetResult(new TokenReply.Granted("older", TimeSpan.FromHours(2)));
        Assert.Equal("newer", Assert.IsType<TokenReply.Granted>(await waiting).Token);
        Assert.Equal("newer", Assert.IsType<TokenReply.Granted>(await fast.GetAsync(default)).Token);
    }

    [Fact]
    public async Task The_shared_state_holds_no_usable_token()
    {
        var written = new List<string>();
        var kept = _shared with { Replace = (key, expected, value, until, c) => { written.Add(key + value); return _shared.Replace(key, expected, value, until, c); } };
        using var api = new WeComApi(Some.App(_platform.Settings, _platform.Address), _http, kept, _clock);
        await SendAsync(api, "k1");
        Assert.NotEmpty(written);
        Assert.DoesNotContain(written, text => text.Contains("accesstoken-", StringComparison.Ordinal) || text.Contains(_platform.Settings.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Secrets_that_the_platform_echoes_do_not_reach_an_answer()
    {
        var wrong = Some.App(_platform.Settings, _platform.Address) with { Secret = "canarySecret-0123456789" };
        using var api = Api(wrong);
        var findings = await new WeComDoctor(api, wrong, new WeComRobotOptions(), []).CheckAsync(default);
        Assert.Contains(findings, finding => !finding.IsGood && finding.Text.Contains("WeCom:Secret", StringComparison.Ordinal));
        using var right = Api();
        _platform.Api.Faults.Next("message/send", new FakeFault.Code(99999, "odd " + _platform.Settings.Secret));
        var refused = Assert.IsType<SendResult.Refused>(await SendAsync(right, "k1"));
        foreach (var text in findings.Select(finding => finding.Text).Append(refused.Why).Append(wrong.ToString()))
        {
            Assert.DoesNotContain("canarySecret", text, StringComparison.Ordinal);
            Assert.DoesNotContain(_platform.Settings.Secret, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_doctor_finds_nothing_wrong_where_nothing_is()
    {
        using var api = Api();
        var findings = await new WeComDoctor(api, Some.App(_platform.Settings, _platform.Address), new WeComRobotOptions(), []).CheckAsync(default);
        Assert.All(findings, finding => Assert.True(finding.IsGood, finding.Text));
    }

    [Fact]
    public async Task The_doctor_names_a_wrong_agent_id_and_an_untrusted_address()
    {
        using var api = Api(Some.App(_platform.Settings, _platform.Address) with { AgentId = "1000009" });
        var wrong = await new WeComDoctor(api, Some.App(_platform.Settings) with { AgentId = "1000009" }, new WeComRobotOptions(), []).CheckAsync(default);
        Assert.Contains(wrong, finding => !finding.IsGood && finding.Text.Contains("AgentId", StringComparison.Ordinal));
        _platform.Api.TrustsCaller = false;
        using var untrusted = Api();
        var blocked = await new WeComDoctor(untrusted, Some.App(_platform.Settings), new WeComRobotOptions(), []).CheckAsync(default);
        Assert.Contains(blocked, finding => !finding.IsGood && finding.Text.Contains("203.0.113.7", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_number_of_an_error_is_explained_on_the_page_of_setting_up()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CsPerformance.Bot.sln")))
            folder = Path.GetDirectoryName(folder)!;
        var firsts = File.ReadAllLines(Path.Combine(folder, "deploy", "wecom.md")).Where(line => line.StartsWith('|')).SelectMany(line => line.Split('|')[1].Split('/')).Select(cell => cell.Trim()).ToHashSet();
        Assert.Subset(firsts, WeComErrors.Known.Select(code => code.ToString(CultureInfo.InvariantCulture)).ToHashSet());
    }

    [Fact]
    public void Every_wrong_setting_is_named_and_none_repeated()
    {
        var faults = new WeComOptions { CorpId = "ww 1", AgentId = "x", Secret = "canary", Token = "!", EncodingAESKey = "canaryKey", ApiBaseUrl = "http://example.com" }.Validate();
        foreach (var key in new[] { "CorpId", "AgentId", "Secret", "Token", "EncodingAESKey", "ApiBaseUrl" })
            Assert.Contains(faults, fault => fault.StartsWith("WeCom:" + key, StringComparison.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.Contains("canary", StringComparison.Ordinal));
        Assert.Empty(new WeComOptions().Validate());
    }

    private WeComApi Api(WeComOptions? options = null) =>
        new(options ?? Some.App(_platform.Settings, _platform.Address), _http, _shared, _clock);

    private Task<SendResult> SendAsync(WeComApi api, string key) =>
        new WeComChannel(api, _shared, _clock).SendAsync(Some.To("lisi", key), new OutgoingMessage("x"), default);
}
