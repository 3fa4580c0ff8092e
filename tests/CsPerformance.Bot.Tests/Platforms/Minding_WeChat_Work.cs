using System.Globalization;
using System.Text.Json.Nodes;
using CsPerformance.Bot.Demo;
using CsPerformance.Bot.Platforms;
using CsPerformance.Channels.Protocol;
using CsPerformance.FakePlatforms.WeCom;

namespace CsPerformance.Bot.Tests.Platforms;

/// <summary>App and robot beside the ordinary conversation: the first entry, strangers, the day's allowance, reminders.</summary>
public sealed class Minding_WeChat_Work : IAsyncLifetime
{
    private const string Lead = "10001", Fang = "10002", OtherLead = "10006", Hr = "10011", Admin = "10012";

    private FakeWeCom _fake = null!;
    private PlatformHost _bot = null!;

    public async Task InitializeAsync()
    {
        var port = PlatformHost.FreePort();
        _fake = await FakeWeCom.StartAsync(new FakeWeComSettings { BotCallback = $"http://127.0.0.1:{port}/wecom/callback", CallbackPatience = TimeSpan.FromSeconds(60) });
        // 吴霞 has an account that is not her number.
        foreach (var person in DemoCompany.People.Where(person => person.Number != "10009")) _fake.Api.Directory.Add(new FakeMember(person.Number, person.Name));
        foreach (var stranger in new[] { "WuXia", "SomebodyElse" }) _fake.Api.Directory.Add(new FakeMember(stranger, stranger));
        var settings = _fake.Settings;
        _bot = await PlatformHost.StartAsync(port,
        [
            $"--WeCom:ApiBaseUrl={_fake.Address}", $"--WeCom:CorpId={settings.CorpId}", $"--WeCom:AgentId={settings.AgentId}", $"--WeCom:Secret={settings.Secret}",
            $"--WeCom:Token={settings.Token}", $"--WeCom:EncodingAESKey={settings.EncodingAesKey}", "--WeCom:AccountLimit=1",
            $"--WeComRobot:GatewayUrl={_fake.GatewayAddress}", $"--WeComRobot:BotId={settings.BotId}", $"--WeComRobot:Secret={settings.BotSecret}",
        ]);
        await _bot.UntilAsync(async () => await _bot.Store.ReadAsync(session => session.Identities.Find("wecom", Admin)), "the binding");
        await _bot.UntilAsync(() => _fake.Gateway.Subscriptions > 0 ? _fake : null, "the robot's connection");
    }

    public async Task DisposeAsync()
    {
        await _bot.DisposeAsync();
        await _fake.DisposeAsync();
    }

    [Fact]
    public async Task Who_enters_the_robots_chat_is_welcomed_at_once_with_a_card_for_the_role()
    {
        await _fake.Gateway.EnterAsync(Fang);
        Assert.Equal(["我的分数", "还差多少", "明细", "工资预估", "我的请假", "帮助"], ButtonsOf(await WelcomedAsync(0)));
        await _fake.Gateway.EnterAsync(Lead);
        Assert.Equal(["待办", "团队", "评分", "模板", "周榜", "帮助"], ButtonsOf(await WelcomedAsync(1)));
        await _fake.Gateway.EnterAsync("SomebodyElse");
        Assert.Contains("绑定 工号", (string?)(await WelcomedAsync(2))["text"]!["content"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_is_bound_when_the_lead_agrees_and_nobody_takes_a_bound_number()
    {
        await _fake.Callbacks.SayAsync("WuXia", "我的分数");
        await HeardAsync("WuXia", "还没有绑定工号");
        await _fake.Callbacks.SayAsync("WuXia", $"绑定 {Fang}");
        await HeardAsync("WuXia", "已绑定其他账号");
        await _fake.Gateway.SayAsync("SomebodyElse", $"绑定 {Fang}");
        await _bot.UntilAsync(() => RobotSaid().Contains("已绑定其他账号", StringComparison.Ordinal) ? _bot : null, "the refusal");

        await _fake.Callbacks.SayAsync("WuXia", "绑定 10009");
        await HeardAsync("WuXia", "申请已发给");
        await _fake.Callbacks.SayAsync("SomebodyElse", "绑定 10009");
        await HeardAsync("SomebodyElse", "申请已发给");
        await PressAsync(OtherLead, "wuxia", "1");
        await HeardAsync("WuXia", "绑定成功");
        await PressAsync(OtherLead, "somebodyelse", "1");
        await HeardAsync(OtherLead, "没有改变");
        Assert.Equal(("10009", null), await _bot.Store.ReadAsync(session => (session.Identities.Find("wecom", "wuxia"), session.Identities.Find("wecom", "somebodyelse"))));
        await _fake.Callbacks.SayAsync("WuXia", "我的分数");
        await HeardAsync("WuXia", "11月");
    }

    [Fact]
    public async Task From_four_fifths_of_the_days_allowance_on_the_admin_sees_it_among_the_tasks()
    {
        var now = TimeProvider.System.GetUtcNow();
        var day = now.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (chores, shared) = (_bot.Get<WeComChores>(), _bot.Get<SharedState>());
        var key = $"wecom:sent:{_fake.Settings.AgentId}:{day}";
        async Task UseAsync(string used)
        {
            while (!await shared.Replace(key, await shared.Read(key, default), used, now.AddDays(3), default))
            {
                // Something was sent meanwhile.
            }
            await chores.CountAsync(default);
        }
        await UseAsync("100");
        Assert.Null(chores.Scarce);
        await UseAsync("160");
        await _fake.Callbacks.SayAsync(Admin, "待办");
        await HeardAsync(Admin, "人次，上限 200 人次");
    }

    [Fact]
    public async Task Three_working_days_ahead_leads_and_hr_are_reminded_once_through_the_app()
    {
        _bot.Clock.MoveTo(new DateTimeOffset(2026, 12, 16, 9, 13, 0, TimeSpan.FromHours(8)));
        for (var i = 0; i < 2; i++) await _bot.RunDue(_bot.Clock.GetUtcNow(), CancellationToken.None);
        await HeardAsync(Lead, "⏰", "还有3个工作日");
        await HeardAsync(Hr, "⏰", "还有3个工作日");
        Assert.Single(Said(Lead), text => text.Contains("客服一组", StringComparison.Ordinal) && text.Contains("还有3个工作日", StringComparison.Ordinal));
        Assert.DoesNotContain(Said(Fang), text => text.Contains('⏰', StringComparison.Ordinal));
    }

    private static IEnumerable<string> ButtonsOf(JsonObject body) => body["template_card"]!["button_list"]!.AsArray().Select(button => (string)button!["text"]!);

    private Task<JsonObject> WelcomedAsync(int index) => _bot.UntilAsync(
        () => _fake.Gateway.Frames.Where(frame => frame is { FromClient: true, Command: "aibot_respond_welcome_msg" }).Select(frame => frame.Frame["body"]!.AsObject()).ElementAtOrDefault(index), "the welcome");

    private string RobotSaid() => string.Join('\n', _fake.Gateway.Frames.Where(frame => frame.FromClient).Select(frame => System.Text.RegularExpressions.Regex.Unescape(frame.Frame.ToJsonString())));

    private async Task PressAsync(string who, string named, string key)
    {
        var card = await _bot.UntilAsync(
            () => _fake.Api.Mail.Delivered.LastOrDefault(one => one.To == who && one.Type == "template_card" && Words(one).Contains(named, StringComparison.Ordinal)), $"a card about {named}");
        var task = (string)card.Body["template_card"]!["task_id"]!;
        Assert.True((await _fake.Callbacks.PressAsync(who, task, key, _fake.Api.Mail.NewCode(task))).Taken);
    }

    private Task<string> HeardAsync(string who, params string[] words) =>
        _bot.UntilAsync(() => Said(who).FirstOrDefault(text => words.All(word => text.Contains(word, StringComparison.Ordinal))), $"{string.Join('、', words)} to {who}");

    private IEnumerable<string> Said(string who) => _fake.Api.Mail.Delivered.Where(one => one.To.Equals(who, StringComparison.OrdinalIgnoreCase)).Select(Words);

    private static string Words(FakeDelivery delivery) => delivery.Text ?? System.Text.RegularExpressions.Regex.Unescape(delivery.Body.ToJsonString());
}
