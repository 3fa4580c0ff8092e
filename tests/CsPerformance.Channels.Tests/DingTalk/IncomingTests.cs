using System.Text.Json;
using System.Text.Json.Nodes;
using CsPerformance.Domain.Chat;
using CsPerformance.FakePlatforms.DingTalk;

namespace CsPerformance.Channels.Tests.DingTalk;

public sealed class IncomingTests : IAsyncLifetime, IDisposable
{
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
    public async Task A_direct_text_names_its_sender_by_staff_id()
    {
        var message = await _house.ReceiveAsync(_fake.Company.Message("staff-wang", "我的分数", msgId: "m1"));
        Assert.Equal(("dingtalk", "m1", "staff-wang", "我的分数"), (message.Channel, message.Key, message.Account, message.Text));
        Assert.False(message.Chat.IsGroup);
        Assert.Empty(message.Mentions);
        Assert.NotNull(message.ReplyHandle);
    }

    [Fact]
    public async Task A_group_text_loses_its_leading_space_and_the_robot_from_its_mentions()
    {
        var sent = _fake.Company.Message("staff-chen", "扣分  延迟上号 ", group: "cidGROUP==");
        sent["atUsers"] = new JsonArray(
            new JsonObject { ["dingtalkId"] = "$:LWCP_v1:$bot" },
            new JsonObject { ["dingtalkId"] = "$:LWCP_v1:$x", ["staffId"] = "staff-li" },
            new JsonObject { ["dingtalkId"] = "$:LWCP_v1:$y", ["staffId"] = "staff-wang" },
            new JsonObject { ["dingtalkId"] = "$:LWCP_v1:$x", ["staffId"] = "staff-li" });
        var message = await _house.ReceiveAsync(sent);
        Assert.Equal("cidGROUP==", message.Chat.Group);
        Assert.Equal("扣分  延迟上号", message.Text);
        Assert.Equal(["staff-li", "staff-wang"], message.Mentions);
    }

    [Fact]
    public async Task A_mentioned_outsider_is_not_dropped_silently()
    {
        var sent = _fake.Company.Message("staff-chen", "扣分", group: "cid1");
        sent["atUsers"] = new JsonArray(
            new JsonObject { ["dingtalkId"] = "$:LWCP_v1:$bot" }, new JsonObject { ["dingtalkId"] = "$:outside" }, new JsonObject { ["staffId"] = "staff-li" });
        Assert.Equal(["$:outside", "staff-li"], (await _house.ReceiveAsync(sent)).Mentions);
    }

    [Fact]
    public async Task Rich_text_is_its_words_and_its_first_picture()
    {
        _fake.Company.Files["code-1"] = ([1, 2, 3], null);
        var sent = With("richText", """{"richText":[{"text":"表扬 "},{"type":"picture","downloadCode":"code-1","pictureDownloadCode":"p"},{"text":"@小王 工单88213","attrs":{"bold":true}},{}]}""");
        var message = await _house.ReceiveAsync(sent);
        Assert.Equal("表扬 @小王 工单88213", message.Text);
        var file = await _house.Channel.FetchAsync(message.FileReference!, default);
        Assert.True(file!.IsImage);
        Assert.Equal([1, 2, 3], file.Content);
    }

    [Fact]
    public async Task A_file_keeps_its_name_and_is_fetched_later()
    {
        _fake.Company.Files["code-2"] = ([9], null);
        var message = await _house.ReceiveAsync(With("file", """{"spaceId":"1","fileName":"绩效模板.xlsx","downloadCode":"code-2","fileId":"2"}"""));
        Assert.Equal("", message.Text);
        Assert.Equal("绩效模板.xlsx", (await _house.Channel.FetchAsync(message.FileReference!, default))!.Name);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_null()
    {
        var message = await _house.ReceiveAsync(With("picture", """{"downloadCode":"gone"}"""));
        Assert.Null(await _house.Channel.FetchAsync(message.FileReference!, default));
    }

    [Theory]
    [InlineData("""{"downloadCode":"a","recognition":"我的分数","duration":4000}""", "我的分数")]
    [InlineData("""{"downloadCode":"a","recognition":" 查分 ","duration":"4000"}""", "查分")]
    [InlineData("""{"downloadCode":"a","duration":"4000"}""", "")]
    public async Task Recognised_speech_is_a_text_like_any_other(string content, string text) =>
        Assert.Equal(text, (await _house.ReceiveAsync(With("audio", content))).Text);

    [Theory]
    [InlineData("unknownMsgType", "{}")]
    [InlineData("video", "{\"duration\":3}")]
    [InlineData("text", "null")]
    public async Task What_has_no_words_is_still_a_message_that_gets_an_answer(string type, string content)
    {
        var sent = With(type, content);
        sent.Remove("text");
        Assert.Equal("", (await _house.ReceiveAsync(sent)).Text);
    }

    [Fact]
    public async Task An_outsider_is_refused_politely_once_and_not_stored()
    {
        var sent = _fake.Company.Message("x", "你好", group: "cid1", msgId: "out-1");
        sent.Remove("senderStaffId");
        sent["senderCorpId"] = "another";
        for (var i = 0; i < 2; i++)
            Assert.True(await _house.Inbox.ReceiveAsync(JsonSerializer.SerializeToElement(sent), default));
        Assert.Empty(_house.Stored);
        Assert.Contains("只为本公司成员", Assert.Single(_fake.Company.Deliveries).Text);
    }

    [Fact]
    public async Task Colleagues_of_an_unpublished_robot_are_told_what_is_missing()
    {
        var sent = _fake.Company.Message("x", "你好");
        sent["senderStaffId"] = "";
        Assert.True(await _house.Inbox.ReceiveAsync(JsonSerializer.SerializeToElement(sent), default));
        Assert.Empty(_house.Stored);
        Assert.Contains("版本管理与发布", Assert.Single(_fake.Company.Deliveries).Text);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"msgId":true,"senderStaffId":"a"}""")]
    [InlineData("""{"msgId":"","senderStaffId":"a"}""")]
    [InlineData("""{"msgId":"\ud800","senderStaffId":"a"}""")]
    [InlineData("""{"msgId":"m","senderStaffId":"a","conversationType":"2"}""")]
    [InlineData("""{"msgId":"m","senderStaffId":[],"conversationType":"1"}""")]
    public async Task What_is_no_message_is_acknowledged_and_forgotten(string json)
    {
        Assert.True(await _house.Inbox.ReceiveAsync(JsonDocument.Parse(json).RootElement, default));
        Assert.Empty(_house.Stored);
    }

    [Fact]
    public async Task A_link_button_comes_back_as_a_press_or_as_its_command()
    {
        var card = new Card("c-1024", "扣减确认", ["李强 延迟上号"], [new Button("1", "确认"), new Button("2", "取消"), new Button("同意 2031", "同意")]);
        _fake.Company.OffersCards = false;
        await _house.Channel.SendAsync(new Delivery("staff-chen", null, null, "k"), new OutgoingMessage("", card), default);
        var buttons = _fake.Company.Deliveries.Single().Buttons;
        var choice = await _house.ReceiveAsync(_fake.Company.Message("staff-chen", buttons[1].Says!));
        Assert.Equal((new ButtonPress("c-1024", "2"), ""), (choice.Press, choice.Text));
        var command = await _house.ReceiveAsync(_fake.Company.Message("staff-chen", buttons[2].Says!));
        Assert.Equal((null, "同意 2031"), (command.Press, command.Text));
    }

    [Theory]
    [InlineData("确认〔c-1:〕")]
    [InlineData("确认 c-1:1")]
    [InlineData("〔c 1:1〕")]
    [InlineData("请假 2026:11")]
    [InlineData("〔c-1:1〕 还有话")]
    public async Task Other_texts_are_no_press(string text) => Assert.Null((await _house.ReceiveAsync(_fake.Company.Message("staff-chen", text))).Press);

    private JsonObject With(string type, string content)
    {
        var sent = _fake.Company.Message("staff-wang", "");
        sent.Remove("text");
        sent["msgtype"] = type;
        sent["content"] = JsonNode.Parse(content);
        return sent;
    }
}
