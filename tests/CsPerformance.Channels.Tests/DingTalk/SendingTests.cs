using System.Globalization;
using System.Text.Json.Nodes;
using CsPerformance.Channels.DingTalk;
using CsPerformance.Domain.Chat;
using CsPerformance.FakePlatforms.DingTalk;

namespace CsPerformance.Channels.Tests.DingTalk;

public sealed class SendingTests : IAsyncLifetime, IDisposable
{
    private const string Batch = "/v1.0/robot/oToMessages/batchSend";
    private static readonly Card Confirm = new("c-1024", "扣减绩效分确认", ["李强 · 延迟上号", "-1.2 分"], [new Button("1", "确认"), new Button("2", "取消")]);

    private FakeDingTalk _fake = null!;
    private House _house = null!;

    public async Task InitializeAsync()
    {
        _fake = await FakeDingTalk.StartAsync();
        _house = new House(_fake);
    }

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task An_answer_goes_by_the_webhook_of_its_message_and_costs_no_call()
    {
        var asked = await _house.ReceiveAsync(_fake.Company.Message("staff-wang", "查分"));
        Assert.IsType<SendResult.Sent>(await SendAsync("staff-wang", "总分 98.5", handle: asked.ReplyHandle));
        Assert.Equal(("user:staff-wang", "webhook", "总分 98.5"), Seen());
        Assert.Equal(0, await _house.Api.Quota.UsedAsync(default));
    }

    [Fact]
    public async Task A_private_answer_to_a_question_from_a_group_never_goes_by_the_groups_webhook()
    {
        var asked = await _house.ReceiveAsync(_fake.Company.Message("staff-wang", "工资预估", group: "cid1"));
        await SendAsync("staff-wang", "工资预估 6200 元", handle: asked.ReplyHandle);
        Assert.Equal(("user:staff-wang", "robot", "工资预估 6200 元"), Seen());
    }

    [Fact]
    public async Task The_webhook_of_one_person_or_group_serves_no_other()
    {
        var direct = await _house.ReceiveAsync(_fake.Company.Message("staff-wang", "查分"));
        var group = await _house.ReceiveAsync(_fake.Company.Message("staff-wang", "周榜", group: "cid1"));
        await SendAsync("staff-chen", "待办", handle: direct.ReplyHandle);
        await _house.Channel.SendAsync(new Delivery(null, "cid2", group.ReplyHandle, "k"), new OutgoingMessage("周榜"), default);
        await _house.Channel.SendAsync(new Delivery(null, "cid1", group.ReplyHandle, "k"), new OutgoingMessage("周榜"), default);
        Assert.Equal(
            ["user:staff-chen robot", "group:cid2 robot", "group:cid1 webhook"],
            _fake.Company.Deliveries.Select(delivery => $"{delivery.To} {delivery.Way}"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(29_000)]
    public async Task An_expired_or_expiring_webhook_is_not_used(long millisecondsLeft)
    {
        var message = _fake.Company.Message("staff-wang", "查分");
        message["sessionWebhookExpiredTime"] = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + millisecondsLeft;
        await SendAsync("staff-wang", "总分", handle: (await _house.ReceiveAsync(message)).ReplyHandle);
        Assert.Equal(("user:staff-wang", "robot", "总分"), Seen());
    }

    [Theory]
    [InlineData(200, """{"errcode":300001,"errmsg":"token is not exist"}""")]
    [InlineData(200, """{"errcode":"130101","errmsg":"send too fast"}""")]
    [InlineData(503, "busy")]
    public async Task What_the_webhook_certainly_did_not_take_goes_by_the_robot(int status, string body)
    {
        _fake.Company.Faults.Next("/robot/sendBySession", new FakeFault(status, body));
        var asked = await _house.ReceiveAsync(_fake.Company.Message("staff-wang", "查分"));
        await SendAsync("staff-wang", "总分", handle: asked.ReplyHandle);
        Assert.Equal(("user:staff-wang", "robot", "总分"), Seen());
    }

    [Fact]
    public async Task What_the_webhook_may_have_taken_is_unknown_and_not_sent_a_second_way()
    {
        _fake.Company.Faults.Next("/robot/sendBySession", new FakeFault(0, null, AfterWork: true));
        var asked = await _house.ReceiveAsync(_fake.Company.Message("staff-wang", "查分"));
        Assert.IsType<SendResult.Unknown>(await SendAsync("staff-wang", "总分", handle: asked.ReplyHandle));
        Assert.Single(_fake.Company.Deliveries);
    }

    [Fact]
    public async Task More_answers_than_the_webhook_takes_in_a_minute_go_by_the_robot()
    {
        var asked = await _house.ReceiveAsync(_fake.Company.Message("staff-wang", "查分"));
        for (var i = 0; i < 22; i++)
            Assert.IsType<SendResult.Sent>(await SendAsync("staff-wang", $"{i}", handle: asked.ReplyHandle));
        Assert.InRange(_fake.Company.Deliveries.Count(delivery => delivery.Way == "webhook"), 12, 20);
        Assert.Equal(22, _fake.Company.Deliveries.Select(delivery => delivery.Text).Distinct().Count());
    }

    [Theory]
    [InlineData(403, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", typeof(SendResult.Later), 1)]
    [InlineData(403, "Forbidden.AccessDenied.QpsLimitForApi", typeof(SendResult.Later), 1)]
    [InlineData(403, "Forbidden.AccessDenied.ApiCountLimitForOrg", typeof(SendResult.Later), 3600)]
    [InlineData(403, "Forbidden.AccessDenied.AccessTokenPermissionDenied", typeof(SendResult.Refused), 0)]
    [InlineData(429, "Throttling", typeof(SendResult.Later), 1)]
    [InlineData(400, "send.too.fast", typeof(SendResult.Later), 5)]
    [InlineData(400, "invalidParameter.robotCode.auth", typeof(SendResult.Refused), 0)]
    [InlineData(400, "group.disbanded", typeof(SendResult.Refused), 0)]
    [InlineData(500, "ServiceError", typeof(SendResult.Later), 2)]
    [InlineData(503, "", typeof(SendResult.Later), 2)]
    [InlineData(500, "", typeof(SendResult.Unknown), 0)]
    [InlineData(502, "", typeof(SendResult.Unknown), 0)]
    [InlineData(504, "ServiceTimeout", typeof(SendResult.Unknown), 0)]
    [InlineData(302, "", typeof(SendResult.Refused), 0)]
    public async Task A_fault_of_the_platform_becomes_a_result(int status, string code, Type result, int seconds)
    {
        _fake.Company.Faults.Next(Batch, new FakeFault(status, code.Length == 0 ? "<html>" : new JsonObject { ["code"] = code, ["message"] = "…" }.ToJsonString()));
        var sent = await SendAsync("staff-wang", "总分");
        Assert.IsType(result, sent);
        Assert.Equal(TimeSpan.FromSeconds(seconds), (sent as SendResult.Later)?.After ?? TimeSpan.Zero);
        Assert.Empty(_fake.Company.Deliveries);
    }

    [Fact]
    public async Task A_ban_of_the_address_waits_out_its_five_minutes()
    {
        _fake.Company.Faults.Next(Batch, new FakeFault(200, """{"status":1111,"wait":5,"source":"x5","punish":"deny"}"""));
        Assert.Equal(TimeSpan.FromMinutes(5), Assert.IsType<SendResult.Later>(await SendAsync("staff-wang", "总分")).After);
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_an_unreachable_platform_is_later()
    {
        _fake.Company.Faults.Next(Batch, new FakeFault(0, null, AfterWork: true));
        Assert.IsType<SendResult.Unknown>(await SendAsync("staff-wang", "总分"));
        Assert.Single(_fake.Company.Deliveries);
        await _fake.DisposeAsync();
        Assert.IsType<SendResult.Later>(await SendAsync("staff-wang", "总分"));
    }

    [Fact]
    public async Task A_stale_token_is_renewed_once_and_the_message_goes_out_once()
    {
        await SendAsync("staff-wang", "一");
        _fake.Company.AccessToken = "token-2";
        Assert.IsType<SendResult.Sent>(await SendAsync("staff-wang", "二"));
        Assert.Equal(["一", "二"], _fake.Company.Deliveries.Select(delivery => delivery.Text));
        Assert.Equal(2, _fake.Company.Calls.Count(call => call.Path == "/v1.0/oauth2/accessToken"));
    }

    [Fact]
    public async Task Limited_and_unknown_members_are_told_apart()
    {
        _fake.Company.FlowControlled["staff-li"] = true;
        Assert.IsType<SendResult.Later>(await SendAsync("staff-li", "总分"));
        Assert.IsType<SendResult.Refused>(await SendAsync("nobody", "总分"));
    }

    [Fact]
    public async Task Forty_five_people_are_reached_in_three_calls_each_with_the_own_result()
    {
        var accounts = Enumerable.Range(0, 45).Select(i => $"u{i}").ToList();
        _fake.Company.Members.AddRange(accounts.Take(44).Select((account, i) => new FakeMember(account, account, $"{i}", "")));
        _fake.Company.FlowControlled["u7"] = true;
        var results = await _house.Channel.SendToManyAsync(accounts, new OutgoingMessage("周榜"), default);
        Assert.Equal([20, 20, 5], _fake.Company.Calls.Where(call => call.Path == Batch).Select(call => call.Body["userIds"]!.AsArray().Count).OrderDescending());
        Assert.IsType<SendResult.Later>(results["u7"]);
        Assert.IsType<SendResult.Refused>(results["u44"]);
        Assert.Equal(43, results.Values.OfType<SendResult.Sent>().Count());
        Assert.Equal(3, await _house.Api.Quota.UsedAsync(default));
    }

    [Fact]
    public async Task Twenty_calls_a_second_are_not_exceeded()
    {
        for (var i = 0; i < 45; i++)
            Assert.IsType<SendResult.Sent>(await SendAsync("staff-wang", $"{i}"));
        var moments = _fake.Company.Moments.Where(call => call.Path == Batch).Select(call => call.At).Order().ToList();
        Assert.All(moments, start => Assert.InRange(moments.Count(at => at >= start && at < start + TimeSpan.FromMilliseconds(950)), 1, 20));
    }

    [Fact]
    public async Task Calls_are_counted_by_the_calendar_month_in_china()
    {
        var clock = new Standing(new DateTimeOffset(2026, 11, 30, 15, 59, 0, TimeSpan.Zero));
        using var house = new House(_fake, clock: clock);
        await house.Channel.SendAsync(new Delivery("staff-wang", null, null, "k"), new OutgoingMessage("总分"), default);
        Assert.Equal(1, await house.Api.Quota.UsedAsync(default));
        clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(0, await house.Api.Quota.UsedAsync(default));
    }

    [Fact]
    public async Task A_card_is_interactive_its_press_returns_and_the_outcome_takes_the_buttons_away()
    {
        var sent = Assert.IsType<SendResult.Sent>(await SendCardAsync(Confirm));
        var seen = Assert.Single(_fake.Company.Deliveries);
        Assert.Equal(("card", "user:staff-chen", "c-1024"), (seen.Way, seen.To, sent.Handle));
        Assert.Equal(["确认 1", "取消 2"], seen.Buttons.Select(button => $"{button.Label} {button.Key}"));
        await _house.Channel.UpdateCardAsync(new Delivery("staff-chen", null, null, "k"), sent.Handle!, Confirm, "已确认 · 陈静 14:22", default);
        var card = _fake.Company.Cards["c-1024"];
        Assert.Equal(("[]", "已确认 · 陈静 14:22"), ((string?)card["buttons"], (string?)card["status"]));
        Assert.Contains("-1.2 分", (string?)card["markdown"], StringComparison.Ordinal);
        Assert.Equal("""{"msgButtons":[]}""", (string?)card["sys_full_json_obj"]);
    }

    [Fact]
    public async Task Without_the_permission_for_cards_an_action_card_does_the_same_and_the_reason_is_logged()
    {
        _fake.Company.OffersCards = false;
        var sent = Assert.IsType<SendResult.Sent>(await SendCardAsync(Confirm));
        await SendCardAsync(Confirm with { Id = "c-1025" });
        Assert.Null(sent.Handle);
        Assert.Equal(["sampleActionCard2", "sampleActionCard2"], _fake.Company.Deliveries.Select(delivery => delivery.Kind));
        Assert.Single(_fake.Company.Calls, call => call.Path.EndsWith("createAndDeliver", StringComparison.Ordinal));
        Assert.Contains(_house.Log.Lines, line => line.Contains("Card.Instance.Write", StringComparison.Ordinal));
        Assert.IsType<SendResult.Sent>(await _house.Channel.UpdateCardAsync(new Delivery("staff-chen", null, null, "k"), "", Confirm, "已确认", default));
    }

    [Theory]
    [InlineData(0, "sampleMarkdown")]
    [InlineData(1, "sampleActionCard")]
    [InlineData(2, "sampleActionCard2")]
    [InlineData(5, "sampleActionCard5")]
    [InlineData(6, "sampleMarkdown")]
    public async Task Each_number_of_buttons_has_its_form(int count, string kind)
    {
        _fake.Company.OffersCards = false;
        await SendCardAsync(Confirm with { Buttons = [.. Enumerable.Range(1, count).Select(i => new Button($"k{i}", $"第{i}项"))] });
        var seen = Assert.Single(_fake.Company.Deliveries);
        Assert.Equal(kind, seen.Kind);
        Assert.True(seen.Buttons.Count == count || seen.Text.Split("dtmd://").Length == count + 1);
    }

    [Fact]
    public async Task An_answering_action_card_uses_the_webhook()
    {
        _fake.Company.OffersCards = false;
        var asked = await _house.ReceiveAsync(_fake.Company.Message("staff-chen", "记"));
        await _house.Channel.SendAsync(new Delivery("staff-chen", null, asked.ReplyHandle, "k"), new OutgoingMessage("请确认：", Confirm), default);
        var seen = Assert.Single(_fake.Company.Deliveries);
        Assert.Equal(("webhook", "actionCard", "扣减绩效分确认"), (seen.Way, seen.Kind, seen.Title));
        Assert.StartsWith("请确认：", seen.Text, StringComparison.Ordinal);
        Assert.Equal("确认〔c-1024:1〕", seen.Buttons[0].Says);
    }

    [Theory]
    [InlineData("总分 98.5\n#1024 已记", "text", "")]
    [InlineData("**总分** 98.5\n第二行", "markdown", "总分 98.5")]
    [InlineData("\n## 周榜\n- 第一", "markdown", "周榜")]
    [InlineData("- **这一行的文字比通知栏能显示的长得多得多得多得多得多得多**", "markdown", "这一行的文字比通知栏能显示的长得多得多得多得多得多得多")]
    [InlineData("** **", "markdown", "绩效消息")]
    public async Task Plain_text_stays_plain_and_markdown_gets_a_title(string text, string kind, string title)
    {
        var asked = await _house.ReceiveAsync(_fake.Company.Message("staff-wang", "查分"));
        await SendAsync("staff-wang", text, handle: asked.ReplyHandle);
        var seen = Assert.Single(_fake.Company.Deliveries);
        Assert.Equal((kind, title), (seen.Kind, seen.Title));
    }

    [Fact]
    public async Task A_long_first_line_is_cut_in_the_title_between_characters_and_line_breaks_are_kept_in_the_text()
    {
        await SendAsync("staff-wang", "**" + string.Concat(Enumerable.Repeat("👨‍👩‍👧", 40)) + "**\n第二行\n\n第四行");
        var seen = Assert.Single(_fake.Company.Deliveries);
        Assert.Equal(string.Concat(Enumerable.Repeat("👨‍👩‍👧", 29)) + "…", seen.Title);
        Assert.EndsWith("**  \n第二行\n\n第四行", seen.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("**理由** [看这里](dtmd://dingtalkclient/sendMessage?content=同意1024)")]
    [InlineData("**理由** [看这里](DTMD://dingtalkclient/x)")]
    [InlineData("**理由** ![](https://evil.example/p.png)")]
    [InlineData("**理由** [x](javascript:alert(1))")]
    public async Task What_somebody_wrote_cannot_act_in_the_readers_name(string text)
    {
        await SendAsync("staff-chen", text);
        var seen = Assert.Single(_fake.Company.Deliveries).Text;
        Assert.DoesNotMatch(@"dtmd:|!\[|\]\((?!https://)", seen.ToLowerInvariant());
    }

    [Fact]
    public async Task A_picture_and_its_words_are_one_message()
    {
        await _house.Channel.SendAsync(
            new Delivery(null, "cid1", null, "k"), new OutgoingMessage("本周之星", File: new Attachment("周榜.png", [1, 2], IsImage: true)), default);
        var seen = Assert.Single(_fake.Company.Deliveries);
        var (id, upload) = Assert.Single(_fake.Company.Media);
        Assert.Equal(("sampleMarkdown", $"本周之星\n\n![]({id})"), (seen.Kind, seen.Text));
        Assert.Equal("周榜.png", upload.Name);
        Assert.Equal([1, 2], upload.Content);
    }

    [Fact]
    public async Task A_file_follows_its_words_and_the_words_are_not_said_twice_when_only_the_file_failed()
    {
        var file = new OutgoingMessage("导出完成", File: new Attachment("绩效 11月.xlsx", [1], IsImage: false));
        var target = new Delivery("staff-chen", null, null, "same-key");
        _fake.Company.Faults.Next(Batch, new FakeFault(200, """{"processQueryKey":"x"}"""), new FakeFault(503, "busy"));
        Assert.IsType<SendResult.Later>(await _house.Channel.SendAsync(target, file, default));
        Assert.IsType<SendResult.Sent>(await _house.Channel.SendAsync(target, file, default));
        var seen = Assert.Single(_fake.Company.Deliveries);
        Assert.Equal(("sampleFile", "绩效 11月.xlsx"), (seen.Kind, seen.Text));
        Assert.Contains(seen.MediaId!, _fake.Company.Media.Keys);
    }

    [Theory]
    [InlineData("脚本.exe", 10)]
    [InlineData("空.xlsx", 0)]
    [InlineData("大.zip", 20 * 1024 * 1024 + 1)]
    public async Task A_file_that_the_platform_would_not_take_is_refused_here(string name, int bytes)
    {
        var result = await _house.Channel.SendAsync(
            new Delivery("staff-chen", null, null, "k"), new OutgoingMessage("导出", File: new Attachment(name, new byte[bytes], IsImage: false)), default);
        Assert.IsType<SendResult.Refused>(result);
        Assert.Empty(_fake.Company.Deliveries);
    }

    [Fact]
    public async Task A_teams_group_robot_signs_and_keeps_to_twenty_a_minute()
    {
        _fake.Company.RobotSecret = "SECabc";
        using var house = new House(_fake, webhooks: [new DingTalkWebhook { Team = "客服一组", AccessToken = "t0123456789abcdef", Secret = "SECabc" }]);
        var target = new Delivery(null, "客服一组", null, "k");
        var results = new List<SendResult>();
        for (var i = 0; i < 25; i++)
            results.Add(await house.Channel.SendAsync(target, new OutgoingMessage($"**周榜** {i.ToString(CultureInfo.InvariantCulture)}"), default));
        Assert.InRange(results.OfType<SendResult.Sent>().Count(), 10, 20);
        Assert.Contains(results, result => result is SendResult.Later);
        Assert.All(_fake.Company.Deliveries, delivery => Assert.Equal("group-robot:t0123456789abcdef", delivery.To));
    }

    [Theory]
    [InlineData("""{"errcode":130101,"errmsg":"send too fast"}""", typeof(SendResult.Later))]
    [InlineData("""{"errcode":"130101","errmsg":"send too fast"}""", typeof(SendResult.Later))]
    [InlineData("""{"errcode":310000,"errmsg":"sign not match"}""", typeof(SendResult.Refused))]
    [InlineData("""{"errcode":-1,"errmsg":"busy"}""", typeof(SendResult.Later))]
    [InlineData("""{"errcode":15,"errmsg":"isp.top-remote-connection-timeout"}""", typeof(SendResult.Unknown))]
    [InlineData("""{"ok":true}""", typeof(SendResult.Unknown))]
    [InlineData("<html>", typeof(SendResult.Unknown))]
    public async Task The_error_codes_of_group_robots_become_results(string body, Type result)
    {
        using var house = new House(_fake, webhooks: [new DingTalkWebhook { Team = "客服一组", AccessToken = "t0123456789abcdef" }]);
        _fake.Company.Faults.Next("/robot/send", new FakeFault(200, body));
        Assert.IsType(result, await house.Channel.SendAsync(new Delivery(null, "客服一组", null, "k"), new OutgoingMessage("周榜"), default));
    }

    private Task<SendResult> SendAsync(string account, string text, string? handle = null) =>
        _house.Channel.SendAsync(new Delivery(account, null, handle, Guid.NewGuid().ToString()), new OutgoingMessage(text), default);

    private Task<SendResult> SendCardAsync(Card card) =>
        _house.Channel.SendAsync(new Delivery("staff-chen", null, null, card.Id), new OutgoingMessage("", card), default);

    private (string To, string Way, string Text) Seen() =>
        _fake.Company.Deliveries.Single() is var seen ? (seen.To, seen.Way, seen.Text) : default;
}
