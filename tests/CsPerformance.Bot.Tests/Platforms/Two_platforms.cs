using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsPerformance.Bot.Demo;
using CsPerformance.FakePlatforms.DingTalk;
using CsPerformance.FakePlatforms.WeCom;
using DingMember = CsPerformance.FakePlatforms.DingTalk.FakeMember;
using WeComMember = CsPerformance.FakePlatforms.WeCom.FakeMember;

namespace CsPerformance.Bot.Tests.Platforms;

/// <summary>People with accounts on both platforms, and contacts that change while the bot runs.</summary>
public sealed partial class Two_platforms : IAsyncLifetime
{
    private FakeWeCom _wecom = null!;
    private FakeDingTalk _dingTalk = null!;
    private PlatformHost _bot = null!;

    public async Task InitializeAsync()
    {
        var port = PlatformHost.FreePort();
        _wecom = await FakeWeCom.StartAsync(new FakeWeComSettings { BotCallback = $"http://127.0.0.1:{port}/wecom/callback", CallbackPatience = TimeSpan.FromSeconds(60) });
        _dingTalk = await FakeDingTalk.StartAsync();
        _dingTalk.Company.Members.Clear();
        foreach (var person in DemoCompany.People)
        {
            _wecom.Api.Directory.Add(new WeComMember(person.Number, person.Name));
            // 赵敏 comes later.
            if (person.Number != "10005") _dingTalk.Company.Members.Add(new DingMember("staff-" + person.Number, person.Name, person.Number, ""));
        }
        _bot = await PlatformHost.StartAsync(port,
        [
            $"--WeCom:ApiBaseUrl={_wecom.Address}", $"--WeCom:CorpId={_wecom.Settings.CorpId}", $"--WeCom:AgentId={_wecom.Settings.AgentId}", $"--WeCom:Secret={_wecom.Settings.Secret}",
            $"--WeCom:Token={_wecom.Settings.Token}", $"--WeCom:EncodingAESKey={_wecom.Settings.EncodingAesKey}",
            $"--DingTalk:ClientId={_dingTalk.Company.ClientId}", $"--DingTalk:ClientSecret={_dingTalk.Company.ClientSecret}", $"--DingTalk:ApiBaseUrl={_dingTalk.Url}", $"--DingTalk:OapiBaseUrl={_dingTalk.Url}",
        ]);
        await BoundAsync("wecom", "10012", "10012");
        await BoundAsync("dingtalk", "staff-10012", "10012");
        await _bot.UntilAsync(() => _dingTalk.Gateway.Connections.Count > 0 ? _bot : null, "the connection");
        // The simulated clock stands still: what is used from now on is used later than it was bound.
        _bot.Clock.MoveTo(_bot.Clock.GetUtcNow() + TimeSpan.FromMinutes(1));
    }

    public async Task DisposeAsync()
    {
        await _bot.DisposeAsync();
        await _dingTalk.DisposeAsync();
        await _wecom.DisposeAsync();
    }

    [Fact]
    public async Task A_board_goes_once_to_the_platform_used_last_or_to_the_chosen_one()
    {
        // 王芳 speaks on DingTalk last, 李强 on WeChat Work; 王磊 speaks on DingTalk, but chose WeChat Work.
        await OnWeComAsync("10002", "帮助");
        await OnWeComAsync("10003", "帮助");
        await OnWeComAsync("10004", "播报到 企业微信");
        _bot.Clock.MoveTo(_bot.Clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        await OnDingTalkAsync("10002", "帮助");
        await OnDingTalkAsync("10004", "帮助");
        await QuietAsync();

        _bot.Clock.MoveTo(new DateTimeOffset(2026, 11, 30, 9, 10, 0, TimeSpan.FromHours(8)));
        await _bot.RunDue(_bot.Clock.GetUtcNow(), CancellationToken.None);
        await QuietAsync();

        Assert.Equal((0, 1), BoardsOf("10002"));
        Assert.Equal((1, 0), BoardsOf("10003"));
        Assert.Equal((1, 0), BoardsOf("10004"));
        Assert.All(DemoCompany.People.Where(person => person.Team is not null), person => Assert.Equal(1, BoardsOf(person.Number).WeCom + BoardsOf(person.Number).DingTalk));
    }

    [Fact]
    public async Task A_card_is_updated_on_the_platform_where_it_was_sent_though_another_one_was_used_meanwhile()
    {
        await OnWeComAsync("10001", "帮助");
        await OnWeComAsync("10002", "请假 明天下午 事假 半天 搬家");
        await QuietAsync();
        await OnWeComAsync("10002", "确认");
        await QuietAsync();
        var card = _wecom.Api.Mail.Delivered.Last(delivery => delivery.To == "10001" && delivery.Type == "template_card").Body["template_card"]!;
        _bot.Clock.MoveTo(_bot.Clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        await OnDingTalkAsync("10001", "帮助");
        await QuietAsync();
        await _wecom.Callbacks.PressAsync("10001", (string)card["task_id"]!, (string)card["button_list"]![0]!["key"]!, _wecom.Api.Mail.NewCode((string)card["task_id"]!));
        await QuietAsync();

        var update = Assert.Single(_wecom.Api.Mail.Updates, update => (string?)update["userids"]![0] == "10001");
        Assert.Equal((string?)card["task_id"], (string?)update["template_card"]!["task_id"]);
        Assert.StartsWith("已同意 · 陈静", (string?)update["template_card"]!["replace_text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_opens_the_app_is_welcomed_once_a_day_with_what_the_role_does_most()
    {
        foreach (var _ in Enumerable.Range(0, 3)) Assert.True((await _wecom.Callbacks.EventAsync("10001", "enter_agent")).Taken);
        Assert.True((await _wecom.Callbacks.EventAsync("10001", "subscribe")).Taken);
        Assert.True((await _wecom.Callbacks.EventAsync("10002", "enter_agent")).Taken);
        await QuietAsync();
        Assert.Equal(["待办", "团队", "评分", "模板", "周榜", "帮助"], ButtonsOf(Assert.Single(_wecom.Api.Mail.Delivered, delivery => delivery.To == "10001").Body));
        Assert.Equal(["我的分数", "还差多少", "明细", "工资预估", "我的请假", "帮助"], ButtonsOf(Assert.Single(_wecom.Api.Mail.Delivered, delivery => delivery.To == "10002").Body));
    }

    [Fact]
    public async Task Who_leaves_is_unbound_who_comes_is_matched_and_the_admin_hears_of_it()
    {
        await EventAsync("user_leave_org", "e1", "staff-10003");
        await EventAsync("user_leave_org", "e1", "staff-10003");
        await _bot.UntilAsync(async () => await _bot.Store.ReadAsync(session => session.Identities.Find("dingtalk", "staff-10003")) is null ? _bot : null, "the unbinding");
        Assert.Equal(["wecom"], await _bot.Store.ReadAsync(session => session.Identities.AccountsOf("10003").Select(account => account.Channel).ToArray()));
        _dingTalk.Company.Members.Add(new DingMember("staff-new", "赵敏", "10005", ""));
        await EventAsync("user_add_org", "e2", "staff-new");
        await BoundAsync("dingtalk", "staff-new", "10005");
        _dingTalk.Company.Members.RemoveAll(member => member.UserId == "staff-10004");
        _dingTalk.Company.Members.Add(new DingMember("staff-10004", "王磊", "10099", ""));
        await EventAsync("user_modify_org", "e3", "staff-10004");
        await EventAsync("org_dept_create", "e4", "nobody");
        await QuietAsync();

        Assert.Equal("10004", await _bot.Store.ReadAsync(session => session.Identities.Find("dingtalk", "staff-10004")));
        var told = HeardBy("10012");
        Assert.Single(told, text => text.Contains("李强(10003)已离开", StringComparison.Ordinal));
        Assert.Single(told, text => text.Contains("工号现在是 10099", StringComparison.Ordinal));
        // Whoever has the account now is nobody of the roster.
        await OnDingTalkAsync("10003", "我的分数");
        await _bot.UntilAsync(() => _dingTalk.Company.Deliveries.FirstOrDefault(delivery => delivery.To == "user:staff-10003" && delivery.Text.Contains("还没有绑定工号", StringComparison.Ordinal)), "the word to a stranger");
    }

    [Fact]
    public async Task WeChat_Work_tells_who_left_came_or_was_renamed_and_forged_or_broken_news_change_nothing()
    {
        var forger = new FakeWeComCallbacks(_wecom.Settings with { EncodingAesKey = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba" });
        Assert.All((await forger.ContactsAsync("delete_user", "10003")).Statuses, status => Assert.Equal(403, status));
        Assert.All((await _wecom.Callbacks.ContactsAsync("delete_user", "")).Statuses, status => Assert.Equal(400, status));
        Assert.True((await _wecom.Callbacks.ContactsAsync("delete_user", "nobody")).Taken);
        Assert.Equal("10003", await _bot.Store.ReadAsync(session => session.Identities.Find("wecom", "10003")));

        _wecom.Api.Directory.Remove("10003");
        for (var i = 0; i < 2; i++) Assert.True((await _wecom.Callbacks.ContactsAsync("delete_user", "10003")).Taken);
        Assert.Equal(["dingtalk"], await _bot.Store.ReadAsync(session => session.Identities.AccountsOf("10003").Select(account => account.Channel).ToArray()));
        Assert.True((await _wecom.Callbacks.ContactsAsync("update_user", "10004", "<NewUserID>WangLei</NewUserID><ExtAttr><Item><Name>爱好</Name></Item></ExtAttr>")).Taken);
        Assert.Equal(("10004", null), await _bot.Store.ReadAsync(session => (session.Identities.Find("wecom", "wanglei"), session.Identities.Find("wecom", "10004"))));

        // Back again, told twice and in disorder; the contacts are read once for all of it.
        _wecom.Api.Directory.Add(new WeComMember("10003", "李强"));
        foreach (var news in new[] { "update_user", "create_user", "create_user" }) Assert.True((await _wecom.Callbacks.ContactsAsync(news, "10003")).Taken);
        Assert.True((await _wecom.Callbacks.ContactsAsync("create_party", "", "<Id>7</Id><Name>新组</Name>")).Taken);
        await BoundAsync("wecom", "10003", "10003");
        await QuietAsync();
        Assert.Single(HeardBy("10012"), text => text.Contains("李强(10003)已离开", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_event_whose_member_cannot_be_read_just_now_is_asked_for_again()
    {
        _dingTalk.Company.Faults.Next("/topapi/v2/user/get", new FakePlatforms.DingTalk.FakeFault(503, "{}"), new FakePlatforms.DingTalk.FakeFault(503, "{}"));
        var id = Guid.NewGuid().ToString("N");
        await _dingTalk.Gateway.PushAsync(FakeGateway.Event("user_add_org", "e9", ["staff-10002"], id));
        var answer = await _bot.UntilAsync(() => _dingTalk.Gateway.Acknowledged.GetValueOrDefault(id), "the answer");
        Assert.Contains("LATER", (string?)answer["data"], StringComparison.Ordinal);
    }

    private static IEnumerable<string> ButtonsOf(JsonObject body) => body["template_card"]!["button_list"]!.AsArray().Select(button => (string)button!["text"]!);

    private async Task EventAsync(string type, string id, string account)
    {
        var frame = Guid.NewGuid().ToString("N");
        await _dingTalk.Gateway.PushAsync(FakeGateway.Event(type, id, [account], frame));
        await _bot.UntilAsync(() => _dingTalk.Gateway.Acknowledged.GetValueOrDefault(frame), "the answer to " + type);
    }

    private (int WeCom, int DingTalk) BoardsOf(string number) => (
        _wecom.Api.Mail.Delivered.Count(delivery => delivery.To == number && Board().IsMatch(delivery.Text ?? "")),
        _dingTalk.Company.Deliveries.Count(delivery => delivery.To == "user:staff-" + number && Board().IsMatch(delivery.Text)));

    [GeneratedRegex("日 (?:个人)?周报")]
    private static partial Regex Board();

    private List<string> HeardBy(string number) =>
    [
        .. _wecom.Api.Mail.Delivered.Where(delivery => delivery.To == number).Select(delivery => delivery.Text ?? ""),
        .. _dingTalk.Company.Deliveries.Where(delivery => delivery.To == "user:staff-" + number).Select(delivery => delivery.Text),
    ];

    private async Task OnWeComAsync(string number, string text) => Assert.True((await _wecom.Callbacks.SayAsync(number, text)).Taken);

    private async Task OnDingTalkAsync(string number, string text)
    {
        var frame = FakeGateway.Robot(_dingTalk.Company.Message("staff-" + number, text));
        await _dingTalk.Gateway.PushAsync(frame);
        await _bot.UntilAsync(() => _dingTalk.Gateway.Acknowledged.GetValueOrDefault((string)frame["headers"]!["messageId"]!), "the acknowledgement");
    }

    private async Task BoundAsync(string channel, string account, string number) =>
        await _bot.UntilAsync(async () => await _bot.Store.ReadAsync(session => session.Identities.Find(channel, account)) == number ? _bot : null, $"the binding of {account}");

    private async Task QuietAsync() =>
        await _bot.UntilAsync(async () => await _bot.Store.ReadAsync(session => session.Inbox.Unfinished().Count == 0 && session.Outbox.Due().Count == 0) ? _bot : null, "the rest");
}
