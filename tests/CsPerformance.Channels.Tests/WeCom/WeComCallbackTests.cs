using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;
using CsPerformance.FakePlatforms.WeCom;

namespace CsPerformance.Channels.Tests.WeCom;

public sealed class WeComCallbackTests : IAsyncLifetime
{
    private readonly FakeWeComSettings _settings = new();
    private BotUnderTest _bot = null!;
    private FakeWeComCallbacks _platform = null!;

    public async Task InitializeAsync()
    {
        _bot = await BotUnderTest.StartAsync(Some.App(_settings));
        _platform = new FakeWeComCallbacks(_settings with { BotCallback = _bot.Callback, CallbackPatience = TimeSpan.FromSeconds(2) });
    }

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    [Fact]
    public async Task The_console_gets_the_echo_without_quotes_or_line_end() =>
        Assert.Equal("1616140317555161061", await _platform.VerifyAsync());

    [Fact]
    public async Task A_captured_message_does_not_come_back_in_clear_as_an_echo()
    {
        var message = _platform.Message("zhangsan", "text", "<Content>工资</Content>");
        Assert.Null(await _platform.VerifyAsync(message));
        Assert.DoesNotContain("工资", _bot.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_is_stored_and_answered_with_200()
    {
        var sent = await _platform.SayAsync("zhangsan", " 表扬 @小王 客户书面表扬🙂 <b>& ");
        Assert.Equal([200], sent.Statuses);
        var message = Assert.Single(_bot.Inbox);
        Assert.Equal(("wecom", "zhangsan", "表扬 @小王 客户书面表扬🙂 <b>&"), (message.Channel, message.Account, message.Text));
        Assert.False(message.Chat.IsGroup);
    }

    [Fact]
    public async Task A_resend_after_silence_has_the_same_key_and_is_stored_once()
    {
        var first = true;
        _bot.OnAccept = async _ =>
        {
            if (first)
            {
                first = false;
                await Task.Delay(TimeSpan.FromSeconds(3));
            }
            return Acceptance.Stored;
        };
        var sent = await _platform.SayAsync("zhangsan", "我的分数");
        Assert.Equal([null, 200], sent.Statuses);
        Assert.Equal(2, _bot.Accepts);
        Assert.Single(_bot.Inbox);
    }

    [Fact]
    public async Task A_store_that_takes_too_long_is_an_error_and_no_silence()
    {
        var slow = new TaskCompletionSource<Acceptance>();
        _bot.OnAccept = _ => slow.Task;
        var platform = new FakeWeComCallbacks(_settings with { BotCallback = _bot.Callback });
        Assert.Equal(503, (await platform.SayAsync("zhangsan", "x")).Statuses[0]);
        slow.SetResult(Acceptance.Stored);
    }

    [Theory]
    [InlineData(Acceptance.Stored, 200)]
    [InlineData(Acceptance.Duplicate, 200)]
    [InlineData(Acceptance.TooMany, 200)]
    [InlineData(Acceptance.Busy, 503)]
    public async Task What_the_inbox_says_decides_whether_the_platform_sends_again(Acceptance acceptance, int status)
    {
        _bot.OnAccept = _ => Task.FromResult(acceptance);
        Assert.Equal(status, (await _platform.SayAsync("zhangsan", "x")).Statuses[0]);
    }

    [Fact]
    public async Task A_store_that_throws_makes_the_platform_send_again()
    {
        var times = 0;
        _bot.OnAccept = _ => ++times < 3 ? throw new InvalidOperationException("store away") : Task.FromResult(Acceptance.Stored);
        Assert.Equal([500, 500, 200], (await _platform.SayAsync("zhangsan", "x")).Statuses);
    }

    [Fact]
    public async Task Neither_what_was_said_nor_a_secret_reaches_the_log()
    {
        _bot.OnAccept = _ => throw new InvalidOperationException("store away");
        await _platform.SayAsync("zhangsan", "我的工资 8765.43 canarySalary");
        await _platform.VerifyAsync("<canaryEcho>");
        Assert.Contains("store away", _bot.Log.All, StringComparison.Ordinal);
        foreach (var secret in new[] { "canary", "8765", _settings.Token, _settings.EncodingAesKey, _settings.Secret })
            Assert.DoesNotContain(secret, _bot.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_MsgId_of_two_people_is_two_messages()
    {
        foreach (var from in new[] { "zhangsan", "lisi" })
            await _platform.PostAsync(Regex.Replace(_platform.Message(from, "text", "<Content>a</Content>"), "<MsgId>.*</MsgId>", "<MsgId>7</MsgId>"));
        Assert.Equal(2, _bot.Inbox.Count);
    }

    [Fact]
    public async Task Two_buttons_pressed_in_one_second_are_two_presses()
    {
        await _platform.PressAsync("zhangsan", "card-1@ab", "同意 1", "RC1");
        await _platform.PressAsync("zhangsan", "card-2@cd", "同意 2", "RC2");
        Assert.Equal([new ButtonPress("card-1", "同意 1"), new ButtonPress("card-2", "同意 2")], _bot.Inbox.Select(message => message.Press!));
        Assert.Equal(["card-1@ab|RC1", "card-2@cd|RC2"], _bot.Inbox.Select(message => message.ReplyHandle!));
    }

    [Fact]
    public async Task A_menu_key_is_an_ordinary_command()
    {
        await _platform.EventAsync("zhangsan", "click", "我的分数");
        Assert.Equal("我的分数", Assert.Single(_bot.Inbox).Text);
    }

    [Fact]
    public async Task Opening_the_app_greets_once_a_day()
    {
        await _platform.EventAsync("zhangsan", "enter_agent");
        await _platform.EventAsync("zhangsan", "enter_agent");
        Assert.Equal(2, _bot.Accepts);
        Assert.Equal("[进入]", Assert.Single(_bot.Inbox).Text);
    }

    [Theory]
    [InlineData("unsubscribe")]
    [InlineData("view")]
    [InlineData("LOCATION")]
    [InlineData("something_new")]
    public async Task Events_that_mean_nothing_here_are_acknowledged_and_not_stored(string name)
    {
        Assert.Equal([200], (await _platform.EventAsync("zhangsan", name)).Statuses);
        Assert.Equal(0, _bot.Accepts);
    }

    [Fact]
    public async Task The_platforms_own_sender_is_ignored()
    {
        Assert.Equal([200], (await _platform.SayAsync("sys", "hello")).Statuses);
        Assert.Equal(0, _bot.Accepts);
    }

    [Fact]
    public async Task A_file_is_referred_to_and_a_voice_gets_words()
    {
        await _platform.SendFileAsync("zhangsan", "MEDIA1", "10月数据.xlsx");
        await _platform.PostAsync(_platform.Message("zhangsan", "voice", "<MediaId>M2</MediaId><Format>amr</Format>"));
        Assert.Equal(["file|MEDIA1|10月数据.xlsx", null], _bot.Inbox.Select(message => message.FileReference));
        Assert.Equal(["", "[语音]"], _bot.Inbox.Select(message => message.Text));
    }

    [Fact]
    public async Task Elements_in_another_order_are_read_by_name()
    {
        var encrypt = Crypto().Encrypt(_platform.Message("zhangsan", "text", "<Content>a</Content>"));
        var body = $"\uFEFF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xml>\n<AgentID>9</AgentID><Encrypt>{encrypt}</Encrypt>\n<!-- c --><ToUserName>x</ToUserName></xml>";
        Assert.Equal(200, await PostAsync(_platform.AddressFor(encrypt), body));
        Assert.Single(_bot.Inbox);
    }

    [Theory]
    [InlineData(-601, 403)]
    [InlineData(-600, 200)]
    [InlineData(600, 200)]
    [InlineData(601, 403)]
    public async Task A_signature_is_good_for_ten_minutes_either_way_and_a_resend_is_no_replay(int seconds, int status)
    {
        var clock = StillClock.AtNoon;
        await using var bot = await BotUnderTest.StartAsync(Some.App(_settings), clock);
        var encrypt = Crypto().Encrypt(_platform.Message("zhangsan", "text", "<Content>a</Content>"));
        var timestamp = clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var address = $"{bot.Callback}?msg_signature={Crypto().Sign(timestamp, "n", encrypt)}&timestamp={timestamp}&nonce=n";
        Assert.Equal(status, await PostAsync(address, _platform.Envelope(encrypt)));
        Assert.Equal(status, await PostAsync(address, _platform.Envelope(encrypt)));
        Assert.Equal(status == 200 ? 1 : 0, bot.Inbox.Count);
    }

    private CallbackCrypto Crypto() => new(_settings.Token, _settings.EncodingAesKey, _settings.CorpId);

    private static async Task<int> PostAsync(string address, string body)
    {
        using var http = new HttpClient();
        using var content = new StringContent(body);
        using var response = await http.PostAsync(new Uri(address), content);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        return (int)response.StatusCode;
    }
}
