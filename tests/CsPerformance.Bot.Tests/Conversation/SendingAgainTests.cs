using CsPerformance.Bot.Delivery;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>From a platform that did not answer to the admin's word and the second send.</summary>
public class SendingAgainTests
{
    private const string Admin = "10012", Pay = "实发 8848.31 元";

    [StoreFact]
    public async Task Pay_whose_send_got_no_answer_goes_out_once_more_on_an_admins_word_and_only_to_whom_it_belongs()
    {
        await using var world = await ChatWorld.OpenAsync();
        var platform = new Silent();
        var pump = new OutboxPump(world.Store, new Routes([platform], new Dictionary<string, string>()), new Progress(), InstanceName.New(), NullLogger<OutboxPump>.Instance);
        await world.Store.WriteAsync(transaction => transaction.Outbox.Add(new NewOutgoing(Recipient.To("10002"), new OutgoingMessage(Pay), Purpose.Pay, "pay")));
        await RunAsync(pump);
        await RunAsync(pump);
        Assert.Equal([("10002", Pay)], platform.Sent);

        platform.Answers = true;
        var card = Assert.Single(await world.SayAsync(Admin, "待办")).Message.Card!;
        await world.PressAsync(Admin, card.Id, card.Buttons[0].Key);
        await world.PressAsync(Admin, card.Id, card.Buttons[0].Key);
        await world.PressAsync(Admin, card.Id, card.Buttons[1].Key);
        await RunAsync(pump);
        Assert.Equal([("10002", Pay), ("10002", Pay)], platform.Sent.Where(sent => sent.Text.Contains("8848", StringComparison.Ordinal)));
        Assert.Single(platform.Keys.Distinct());
        Assert.Contains("(现在：已送达", (await world.SayAsync(Admin, card.Buttons[1].Key)).To(Admin), StringComparison.Ordinal);
        await RunAsync(pump);
        Assert.Equal(2, platform.Sent.Count(sent => sent.Account == "10002"));
    }

    [StoreFact]
    public async Task A_word_in_a_group_is_answered_to_the_admin_alone()
    {
        await using var world = await ChatWorld.OpenAsync();
        var push = await LoseAsync(world, Recipient.To("10002"), Purpose.Pay);
        foreach (var text in new[] { "待办", $"推送 {push}", "重发全部未知推送", $"重发推送 {push}" })
        {
            var heard = await world.SayAsync(Admin, text, "客服一组");
            Assert.Equal("已私信您。", heard.ToGroup("客服一组"));
            Assert.Contains("推送", heard.To(Admin), StringComparison.Ordinal);
        }
    }

    [StoreFact]
    public async Task Whoever_is_no_name_to_the_company_is_no_account_to_the_admin()
    {
        await using var world = await ChatWorld.OpenAsync();
        var first = await LoseAsync(world, Recipient.To("wecom:zhangsan-private"), Purpose.Reply);
        var second = await LoseAsync(world, Recipient.ToGroup("dingtalk:cidXYZ"), Purpose.Reply);
        var heard = (await world.SayAsync(Admin, "待办")).To(Admin);
        Assert.Contains($"推送 {first} 结果未知：回复，给 没有绑定工号的账号，应发 11-25 10:00\n推送 {second} 结果未知：回复，给 没有绑定小组的群，应发 11-25 10:00", heard, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task Records_and_pushes_share_the_buttons_the_oldest_first()
    {
        await using var world = await ChatWorld.OpenAsync();
        await world.Store.WriteAsync(transaction => transaction.People.Save(
            transaction.People.Find("10001")! with { Roles = new HashSet<Role> { Role.Lead, Role.Admin } }, Period.Month(2026, 11)));
        var before = await LoseAsync(world, Recipient.To("10004"), Purpose.Board);
        world.Move(TimeSpan.FromMinutes(1));
        await world.SayAsync("10002", "表扬 李强 客户书面表扬 优秀案例");
        var praise = (await world.RecordsAsync("10003")).Single().Number;
        world.Move(TimeSpan.FromMinutes(1));
        List<long> after = [await LoseAsync(world, Recipient.To("10005"), Purpose.Board), await LoseAsync(world, Recipient.To("10007"), Purpose.Board)];
        var heard = Assert.Single(await world.SayAsync("10001", "待办"));
        Assert.Equal(
            [$"重发推送 {before}", $"推送 {before} 已收到", $"同意 {praise}", $"驳回 {praise}", $"重发推送 {after[0]}", $"推送 {after[0]} 已收到"],
            heard.Message.Card!.Buttons.Select(button => button.Key));
        Assert.Contains($"推送 {after[1]} 结果未知", heard.Message.Text, StringComparison.Ordinal);
        Assert.EndsWith("其余请回复“同意 编号”或“驳回 编号 原因”。", heard.Message.Text, StringComparison.Ordinal);
    }

    private static Task<long> LoseAsync(ChatWorld world, Recipient to, Purpose purpose) => world.Store.WriteAsync(transaction =>
    {
        transaction.Outbox.Add(new NewOutgoing(to, new OutgoingMessage(Pay), purpose, $"lost:{to}"));
        var claimed = transaction.Outbox.Claim(100, "there", TimeSpan.FromMinutes(2)).Single(item => item.DedupeKey == $"lost:{to}").Id;
        transaction.Outbox.Unknown(claimed, "The sender died.");
        return claimed;
    });

    private static async Task RunAsync(OutboxPump pump)
    {
        while (await pump.RunOnceAsync(default) > 0)
        {
            // To one recipient they go one by one.
        }
    }

    /// <summary>A platform that takes every message and at first says nothing of it.</summary>
    private sealed class Silent : IChatChannel
    {
        public bool Answers { get; set; }

        public List<(string? Account, string Text)> Sent { get; } = [];

        /// <summary>Of those that carry pay.</summary>
        public List<string> Keys { get; } = [];

        public string Name => "simulator";

        public int MaxTextBytes => 2048;

        public TimeSpan DropsSecond(Domain.Chat.Delivery target) => TimeSpan.Zero;

        public Task<SendResult> SendAsync(Domain.Chat.Delivery target, OutgoingMessage message, CancellationToken cancellation)
        {
            lock (Sent)
            {
                Sent.Add((target.Account, message.Text));
                if (message.Text == Pay) Keys.Add(target.DedupeKey);
            }
            return Task.FromResult<SendResult>(Answers ? new SendResult.Sent() : new SendResult.Unknown("timeout"));
        }

        public Task<SendResult> UpdateCardAsync(Domain.Chat.Delivery target, string handle, Card card, string outcome, CancellationToken cancellation) =>
            Task.FromResult<SendResult>(new SendResult.Sent());

        public Task<Attachment?> FetchAsync(string fileReference, CancellationToken cancellation) => Task.FromResult<Attachment?>(null);
    }
}
