using System.Text;
using CsPerformance.Channels.Protocol;
using CsPerformance.Channels.WeCom;
using CsPerformance.Domain.Chat;
using CsPerformance.FakePlatforms.WeCom;

namespace CsPerformance.Channels.Tests.WeCom;

public sealed class WeComSendTests : IAsyncLifetime
{
    private readonly StillClock _clock = StillClock.AtNoon;
    private FakeWeCom _platform = null!;
    private SharedState _shared = null!;
    private HttpClient _http = null!;
    private WeComApi _api = null!;
    private WeComChannel _channel = null!;

    private FakeWeComMail Mail => _platform.Api.Mail;

    public async Task InitializeAsync()
    {
        _platform = await FakeWeCom.StartAsync(new FakeWeComSettings { Clock = _clock });
        _platform.Api.Directory.Add(new FakeMember("ZhangSan", "张三", "13800001111"));
        _platform.Api.Directory.Add(new FakeMember("lisi", "李四"));
        _platform.Api.Directory.Add(new FakeMember("nolicence", "无许可", Licensed: false));
        _platform.Api.Directory.Add(new FakeMember("hidden", "不可见", Visible: false));
        _shared = SharedState.InProcess(_clock);
        _http = PlatformHttp.NewClient();
        (_api, _channel) = Instance();
    }

    public async Task DisposeAsync()
    {
        _api.Dispose();
        _http.Dispose();
        await _platform.DisposeAsync();
    }

    [Fact]
    public async Task A_plain_answer_goes_as_text_and_a_formatted_one_as_Markdown()
    {
        Assert.IsType<SendResult.Sent>(await SayAsync("已记录 #1024"));
        Assert.IsType<SendResult.Sent>(await SayAsync("**总分** 96.5", "k2"));
        Assert.Equal([("text", "已记录 #1024"), ("markdown", "**总分** 96.5")], Mail.Delivered.Select(d => (d.Type, d.Text!)));
    }

    [Fact]
    public async Task A_client_without_Markdown_gets_the_text_form()
    {
        var (api, channel) = Instance("LiSi, zhaoliu");
        using var _ = api;
        await channel.SendAsync(Some.To("lisi"), new OutgoingMessage("# 周榜\n> **第一** [查看](https://x.example/a)\n`1024`"), default);
        var arrived = Assert.Single(Mail.Delivered);
        Assert.Equal(("text", "周榜\n第一 查看 https://x.example/a\n1024"), (arrived.Type, arrived.Text));
    }

    [Fact]
    public async Task What_only_looks_like_a_link_or_a_picture_is_shown_as_it_was_written()
    {
        await SayAsync("• 质检扣分 [1,100](也叫质检)");
        await SayAsync("**理由** ![](https://x.example/spy.png) 见[附表](附表2)，[页面](https://x.example/a)", "k2");
        Assert.Equal(
            [("text", "• 质检扣分 [1,100] (也叫质检)"), ("markdown", "**理由** ! [](https://x.example/spy.png) 见[附表] (附表2)，[页面](https://x.example/a)")],
            Mail.Delivered.Select(d => (d.Type, d.Text!)));
    }

    [Fact]
    public async Task A_card_that_cannot_stand_in_its_limits_becomes_paged_text_with_numbered_choices_and_loses_nothing()
    {
        var lines = Enumerable.Range(1, 120).Select(i => $"第{i}条：未及时回复客户，会话编号与时间见附表").ToArray();
        await _channel.SendAsync(Some.To("lisi"), new OutgoingMessage("", new Card("c1", "导入预览", lines, [new Button("1", "导入"), new Button("2", "取消")])), default);
        Assert.True(Mail.Delivered.Count > 1);
        Assert.Empty(Mail.Cut);
        Assert.All(Mail.Delivered, d => Assert.True(Encoding.UTF8.GetByteCount(d.Text!) <= 2048));
        Assert.Equal(new Card("c1", "导入预览", lines, [new Button("1", "导入"), new Button("2", "取消")]).AsText(), string.Join('\n', Mail.Delivered.Select(d => d.Text)));
    }

    [Fact]
    public async Task A_card_has_buttons_and_each_receiver_an_own_task()
    {
        foreach (var (account, key) in new[] { ("lisi", "k1"), ("ZhangSan", "k2") })
            Assert.NotNull(Assert.IsType<SendResult.Sent>(await _channel.SendAsync(Some.To(account, key), new OutgoingMessage("", Some.ApprovalCard()), default)).Handle);
        var cards = Mail.Delivered.Select(d => d.Body["template_card"]!).ToArray();
        Assert.Equal(["请假审批 #2031", "请假审批 #2031"], cards.Select(card => (string)card["main_title"]!["title"]!));
        Assert.Equal(3, cards[0]["horizontal_content_list"]!.AsArray().Count);
        Assert.Equal(2, cards.Select(card => (string)card["task_id"]!).Distinct().Count());
        Assert.All(cards, card => Assert.StartsWith("card-2031@", (string)card["task_id"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_long_question_keeps_its_buttons()
    {
        var card = new Card("c2", "“小李”有两位：李强（客服一组）和李敏（客服二组），您说的是哪一位？", [], [new Button("1", "李强"), new Button("2", "李敏")]);
        await _channel.SendAsync(Some.To("lisi"), new OutgoingMessage(card.Title, card), default);
        Assert.Equal(card.Title, (string?)Assert.Single(Mail.Delivered).Body["template_card"]!["sub_title_text"]);
    }

    [Fact]
    public async Task An_answered_card_shows_its_outcome_once_and_after_that_the_outcome_is_said_anew()
    {
        var sent = (SendResult.Sent)await _channel.SendAsync(Some.To("lisi"), new OutgoingMessage("", Some.ApprovalCard()), default);
        Assert.IsType<SendResult.Sent>(await _channel.UpdateCardAsync(Some.To("lisi", "u1"), sent.Handle!, Some.ApprovalCard(), "已同意 · 陈静 14:22", default));
        var shown = Assert.Single(Mail.Updates)["template_card"]!;
        Assert.Equal(("已同意 · 陈静 14:22", (string?)Mail.Delivered.Last().Body["template_card"]!["task_id"]), ((string?)shown["replace_text"], (string?)shown["task_id"]));
        Assert.IsType<SendResult.Sent>(await _channel.UpdateCardAsync(Some.To("lisi", "u2"), sent.Handle!, Some.ApprovalCard(), "已撤销", default));
        Assert.Equal("请假审批 #2031\n已撤销", Mail.Delivered.Last().Text);
    }

    [Fact]
    public async Task A_press_brings_a_code_of_its_own_that_still_works_when_the_first_one_is_over()
    {
        var sent = (SendResult.Sent)await _channel.SendAsync(Some.To("lisi"), new OutgoingMessage("", Some.ApprovalCard()), default);
        var task = (string)Mail.Delivered.Last().Body["template_card"]!["task_id"]!;
        _clock.Pass(TimeSpan.FromHours(80));
        var pressed = Some.To("lisi", "u1") with { ReplyHandle = $"{task}|{Mail.NewCode(task)}" };
        Assert.IsType<SendResult.Sent>(await _channel.UpdateCardAsync(pressed, sent.Handle!, Some.ApprovalCard(), "已同意", default));
        Assert.Equal(task, (string?)Assert.Single(Mail.Updates)["template_card"]!["task_id"]);
        Assert.Single(Mail.Delivered);
    }

    [Fact]
    public async Task Each_member_of_each_message_counts_as_one_person_time_of_the_day()
    {
        await _channel.SendToManyAsync(["lisi", "ZhangSan"], new OutgoingMessage("周榜"), "k1", default);
        await SayAsync("已记录", "k2");
        Assert.Equal(3, await _api.Quota.UsedAsync(default));
        Mail.Delivered.Clear();
        _clock.Pass(TimeSpan.FromHours(12));
        Assert.Equal(0, await _api.Quota.UsedAsync(default));
    }

    [Fact]
    public async Task After_72_hours_the_outcome_is_said_anew()
    {
        var sent = (SendResult.Sent)await _channel.SendAsync(Some.To("lisi"), new OutgoingMessage("", Some.ApprovalCard()), default);
        _clock.Pass(TimeSpan.FromHours(73));
        Assert.IsType<SendResult.Sent>(await _channel.UpdateCardAsync(Some.To("lisi", "u1"), sent.Handle!, Some.ApprovalCard(), "已同意", default));
        Assert.Equal("请假审批 #2031\n已同意", Mail.Delivered.Last().Text);
    }

    [Theory]
    [InlineData("10月绩效.xlsx", false)]
    [InlineData("周榜 第47周.png", true)]
    public async Task A_file_keeps_its_Chinese_name_and_its_bytes(string name, bool image)
    {
        var bytes = Encoding.UTF8.GetBytes("--not a boundary\r\n\r\n内容");
        Assert.IsType<SendResult.Sent>(await _channel.SendAsync(Some.To("lisi"), new OutgoingMessage("", File: new Attachment(name, bytes, image)), default));
        var arrived = Assert.Single(Mail.Delivered);
        var media = Mail.Find((string)arrived.Body[arrived.Type]!["media_id"]!)!;
        Assert.Equal((image ? "image" : "file", name), (arrived.Type, media.Name));
        Assert.Equal(bytes, media.Content);
    }

    [Fact]
    public async Task A_received_file_comes_with_its_name_and_one_that_is_gone_is_none()
    {
        var id = Mail.Keep("数据 10月.xlsx", [1, 2, 3, 4, 5, 6]);
        var file = await _channel.FetchAsync($"file|{id}|", default);
        Assert.Equal("数据 10月.xlsx", file!.Name);
        Assert.Equal([1, 2, 3, 4, 5, 6], file.Content);
        Assert.Null(await _channel.FetchAsync("file|MEDIAgone|", default));
    }

    [Fact]
    public async Task One_call_reaches_many_and_says_who_was_not_reached()
    {
        var results = await _channel.SendToManyAsync(["ZHANGSAN", "lisi", "nolicence", "hidden"], new OutgoingMessage("周榜已出"), "k1", default);
        Assert.Equal(["ZhangSan", "lisi"], Mail.Delivered.Select(d => d.To));
        Assert.IsType<SendResult.Sent>(results["zhangsan"]);
        Assert.Contains("许可", Assert.IsType<SendResult.Refused>(results["nolicence"]).Why, StringComparison.Ordinal);
        Assert.Contains("可见范围", Assert.IsType<SendResult.Refused>(results["hidden"]).Why, StringComparison.Ordinal);
        Assert.Single(_platform.Api.Calls, call => call == "message/send");
    }

    [Fact]
    public async Task Nobody_valid_is_final() =>
        Assert.Contains("81013", Assert.IsType<SendResult.Refused>(await _channel.SendAsync(Some.To("hidden"), new OutgoingMessage("x"), default)).Why, StringComparison.Ordinal);

    [Fact]
    public async Task A_message_that_was_taken_without_an_answer_is_not_read_twice_when_sent_again()
    {
        _platform.Api.Faults.Next("message/send", new FakeFault.TakenThenCut());
        Assert.IsType<SendResult.Unknown>(await SayAsync("扣减绩效分 2"));
        Assert.IsType<SendResult.Sent>(await SayAsync("扣减绩效分 2"));
        Assert.Single(Mail.Delivered);
    }

    [Fact]
    public async Task Two_equal_answers_both_arrive()
    {
        for (var i = 0; i < 5; i++)
            Assert.IsType<SendResult.Sent>(await SayAsync("已记录", "k" + i));
        Assert.Equal(5, Mail.Delivered.Count);
    }

    [Fact]
    public async Task A_file_taken_without_an_answer_is_not_sent_twice()
    {
        var message = new OutgoingMessage("导出完成", File: new Attachment("导出.xlsx", new byte[64], false));
        _platform.Api.Faults.Next("media/upload", new FakeFault.Code(-1, "system busy"));
        Assert.IsType<SendResult.Later>(await _channel.SendAsync(Some.To("lisi"), message, default));
        _platform.Api.Faults.Next("message/send", new FakeFault.TakenThenCut());
        Assert.IsType<SendResult.Unknown>(await _channel.SendAsync(Some.To("lisi"), message, default));
        Assert.IsType<SendResult.Sent>(await _channel.SendAsync(Some.To("lisi"), message, default));
        Assert.Equal(["text", "file"], Mail.Delivered.Select(d => d.Type));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(45009)]
    [InlineData(45033)]
    public async Task Busy_and_too_often_are_tried_later(int code)
    {
        _platform.Api.Faults.Next("message/send", new FakeFault.Code(code, "busy"));
        var later = Assert.IsType<SendResult.Later>(await SayAsync("x"));
        Assert.InRange(later.After, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(65));
        Assert.IsType<SendResult.Sent>(await SayAsync("x"));
    }

    [Theory]
    [InlineData(503, typeof(SendResult.Later))]
    [InlineData(429, typeof(SendResult.Later))]
    [InlineData(500, typeof(SendResult.Unknown))]
    [InlineData(502, typeof(SendResult.Unknown))]
    public async Task A_status_of_the_gateway_is_not_taken_for_an_answer(int status, Type expected)
    {
        _platform.Api.Faults.Next("message/send", new FakeFault.Status(status));
        Assert.IsType(expected, await SayAsync("x"));
    }

    [Fact]
    public async Task A_platform_that_is_not_there_took_nothing()
    {
        using var http = PlatformHttp.NewClient();
        using var api = new WeComApi(Some.App(_platform.Settings), http, _shared, _clock);
        Assert.IsType<SendResult.Later>(await new WeComChannel(api, _shared, _clock).SendAsync(Some.To("lisi"), new OutgoingMessage("x"), default));
    }

    [Fact]
    public async Task A_member_never_gets_more_than_the_platform_lets_through()
    {
        var sent = 0;
        for (var i = 0; i < 1000 && sent < 100; i++)
        {
            if (await SayAsync($"第 {i} 条", "k" + i) is SendResult.Sent)
                sent++;
            else
                _clock.Pass(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(100, sent);
        Assert.Empty(Mail.Dropped);
        Assert.Equal(100, Mail.Delivered.Count);
    }

    [Fact]
    public async Task Two_instances_together_stay_below_the_rate()
    {
        var (api, other) = Instance();
        using var _ = api;
        for (var i = 0; i < 60; i++)
            await (i % 2 == 0 ? _channel : other).SendAsync(Some.To("lisi", "k" + i), new OutgoingMessage("x"), default);
        Assert.Empty(Mail.Dropped);
        Assert.InRange(Mail.Delivered.Count, 5, 30);
    }

    [Fact]
    public async Task An_untrusted_address_keeps_messages_waiting_names_the_address_and_is_probed_once_a_minute()
    {
        _platform.Api.TrustsCaller = false;
        Assert.Contains("203.0.113.7", Assert.IsType<SendResult.Later>(await SayAsync("x")).Why, StringComparison.Ordinal);
        for (var i = 0; i < 10; i++)
            Assert.IsType<SendResult.Later>(await SayAsync("x"));
        Assert.Single(_platform.Api.Calls, call => call == "message/send");
        Assert.Contains("203.0.113.7", _api.Blocked, StringComparison.Ordinal);
        _platform.Api.TrustsCaller = true;
        _clock.Pass(TimeSpan.FromSeconds(61));
        Assert.IsType<SendResult.Sent>(await SayAsync("x"));
        Assert.Null(_api.Blocked);
    }

    [Fact]
    public async Task A_teams_group_is_made_once_follows_the_team_and_takes_cards_as_text()
    {
        var groups = new WeComGroups(_api);
        var chat = Assert.IsType<WeComGroup.Ready>(await groups.EnsureAsync("客服一组", "lisi", ["lisi", "ZhangSan"], default)).ChatId;
        Assert.IsType<WeComGroup.Ready>(await groups.EnsureAsync("客服一组", "lisi", ["lisi", "ZhangSan", "wangwu"], default));
        Assert.Equal(3, Assert.Single(Mail.Groups).Value["userlist"]!.AsArray().Count);
        Assert.IsType<SendResult.Sent>(await _channel.SendAsync(new Delivery(null, chat, null, "g1"), new OutgoingMessage("", Some.ApprovalCard()), default));
        var arrived = Assert.Single(Mail.Delivered);
        Assert.Equal("group:" + chat, arrived.To);
        Assert.Equal(Some.ApprovalCard().AsText(), arrived.Text);
    }

    [Fact]
    public async Task What_a_group_may_have_read_is_not_sent_again_by_itself()
    {
        var chat = ((WeComGroup.Ready)await new WeComGroups(_api).EnsureAsync("客服一组", "lisi", ["lisi", "ZhangSan"], default)).ChatId;
        _platform.Api.Faults.Next("appchat/send", new FakeFault.TakenThenCut());
        Assert.Contains("结果未知", Assert.IsType<SendResult.Refused>(await _channel.SendAsync(new Delivery(null, chat, null, "g1"), new OutgoingMessage("周榜"), default)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_board_reaches_a_webhook_as_Markdown_and_picture_below_twenty_a_minute()
    {
        var webhooks = new WeComWebhooks([new WeComWebhookOptions { Team = "客服一组", Key = _platform.Settings.WebhookKey }], Some.App(_platform.Settings, _platform.Address), _http, _shared, _clock);
        for (var i = 0; i < 15; i++)
        {
            var board = new OutgoingMessage($"**周榜** {i}", File: new Attachment("周榜.png", new byte[100], true));
            while (await webhooks.SendAsync("客服一组", board, "b" + i, default) is SendResult.Later later)
                _clock.Pass(later.After);
        }
        Assert.Equal(15, Mail.Delivered.Count(d => d.Type == "markdown"));
        Assert.Equal(15, Mail.Delivered.Count(d => d.Type == "image"));
        Assert.IsType<SendResult.Refused>(await webhooks.SendAsync("客服二组", new OutgoingMessage("x"), "c", default));
    }

    [Fact]
    public async Task The_menu_is_created_once_and_its_keys_are_commands()
    {
        Assert.Null(await new WeComMenu(_api).EnsureAsync(default));
        Assert.Null(await new WeComMenu(_api).EnsureAsync(default));
        Assert.Equal(1, _platform.Api.Directory.MenusCreated);
        Assert.All(WeComMenu.Definition, entry => Assert.InRange(entry.Entries.Count, 1, 5));
    }

    [Fact]
    public async Task Members_are_matched_by_number_then_by_mobile_and_the_rest_is_named()
    {
        _platform.Api.Directory.Add(new FakeMember("10002", "王芳"));
        var contacts = new WeComContacts(_api);
        var range = await contacts.ReadAsync(default);
        var match = await contacts.MatchAsync([Person("10002", "王芳"), Person("10003", "张三", "13800001111"), Person("10004", "王磊", "13900000000")], range, 10, default);
        Assert.Equal([("10002", "10002"), ("10003", "ZhangSan")], match.Accounts.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal("10004", Assert.Single(match.People).Number);
        Assert.Equal(["lisi", "nolicence"], match.Members.Select(member => member.Account).Order(StringComparer.Ordinal));

        static Domain.People.Person Person(string number, string name, string? mobile = null) =>
            new(number, name, [], "客服一组", new HashSet<Domain.People.Role>(), "basic", "初级", mobile);
    }

    private Task<SendResult> SayAsync(string text, string key = "k1") =>
        _channel.SendAsync(Some.To("lisi", key), new OutgoingMessage(text), default);

    private (WeComApi, WeComChannel) Instance(string plain = "")
    {
        var api = new WeComApi(Some.App(_platform.Settings, _platform.Address) with { PlainTextAccounts = plain }, _http, _shared, _clock);
        return (api, new WeComChannel(api, _shared, _clock));
    }
}
