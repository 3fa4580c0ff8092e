using CsPerformance.Bot.Conversation;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>Messages of which nobody knows whether they arrived: what an admin reads of them, and what becomes of them.</summary>
public class UnknownPushTests
{
    private const string Admin = "10012", Second = "10020", Canary = "实发 8848.31 元";

    [StoreFact]
    public async Task An_admin_reads_what_it_is_to_whom_and_when_and_never_what_it_says()
    {
        await using var world = await ChatWorld.OpenAsync();
        var pay = await UnknownAsync(world, "10002", Purpose.Pay);
        var board = await UnknownAsync(world, Recipient.ToGroup("客服一组"), Purpose.Board);
        var heard = await world.SayAsync(Admin, "待办");
        Assert.Equal($"""
            待办 2 项
            推送请先向对方核实再决定。
            推送 {pay} 结果未知：工资通知，给 王芳(10002)，应发 11-25 10:00
            推送 {board} 结果未知：周榜，给 客服一组的群，应发 11-25 10:00
            """.ReplaceLineEndings("\n"), heard.To(Admin));
        var card = Assert.Single(heard).Message.Card!;
        Assert.Equal([$"重发推送 {pay}", $"推送 {pay} 已收到", $"重发推送 {board}", $"推送 {board} 已收到"], card.Buttons.Select(button => button.Key));
    }

    [StoreFact]
    public async Task Nothing_that_an_admin_says_brings_the_pay_of_somebody_to_light()
    {
        await using var world = await ChatWorld.OpenAsync();
        var pay = await UnknownAsync(world, "10002", Purpose.Pay);
        var other = await UnknownAsync(world, "10003", Purpose.Estimate);
        foreach (var text in new[] { "待办", "帮助", $"推送 {pay}", "重发全部未知推送", $"重发推送 {pay}", $"重发推送 {pay}", $"推送 {other} 已收到", $"重发推送 {other}", "未知推送" })
        {
            var heard = await world.SayAsync(Admin, text);
            Assert.All(heard, item => Assert.Equal(Admin, item.To.Person));
            Assert.All(heard, item => Assert.DoesNotContain("8848", $"{item.Message.Text}{item.Message.Card?.AsText()}", StringComparison.Ordinal));
        }
    }

    [StoreFact]
    public async Task What_is_sent_again_is_the_same_for_the_same_person_once()
    {
        await using var world = await ChatWorld.OpenAsync();
        var pay = await UnknownAsync(world, "10002", Purpose.Pay);
        var before = await FindAsync(world, pay);
        Assert.Equal($"推送 {pay}(工资通知，给 王芳(10002))已安排重发，内容不变。", (await world.SayAsync(Admin, $"重发推送 {pay}")).To(Admin));
        var after = await FindAsync(world, pay);
        Assert.Equal((OutboxState.Waiting, before.Message.Text, before.To, before.DedupeKey), (after.State, after.Message.Text, after.To, after.DedupeKey));
        Assert.Contains(Canary, after.Message.Text, StringComparison.Ordinal);

        var claimed = await world.Store.WriteAsync(transaction => transaction.Outbox.Claim(100, "there", TimeSpan.FromMinutes(2)));
        Assert.Single(claimed, item => item.To.Person == "10002");
    }

    [StoreTheory]
    [InlineData("推送 {0} 已收到")]
    [InlineData("推送{0}收到了")]
    [InlineData("推送 {0} 不用发了")]
    public async Task What_has_arrived_is_not_sent_any_more(string text)
    {
        await using var world = await ChatWorld.OpenAsync();
        var push = await UnknownAsync(world, "10002", Purpose.Notice);
        Assert.Equal($"推送 {push}(通知，给 王芳(10002))已标记为已收到，不再发送。", (await world.SayAsync(Admin, string.Format(null, text, push))).To(Admin));
        Assert.Equal(OutboxState.Dropped, (await FindAsync(world, push)).State);
        Assert.Equal("没有待办。", (await world.SayAsync(Admin, "待办")).To(Admin));
        await world.SayAsync(Admin, $"重发推送 {push}");
        Assert.Equal(OutboxState.Dropped, (await FindAsync(world, push)).State);
    }

    [StoreTheory]
    [InlineData("10002")]
    [InlineData("10001")]
    [InlineData("10010")]
    [InlineData("10011")]
    public async Task Nobody_but_an_admin_decides_or_is_asked_to(string from)
    {
        await using var world = await ChatWorld.OpenAsync();
        var push = await UnknownAsync(world, "10002", Purpose.Pay);
        Assert.Equal("您没有“重发推送”的权限；管理员可以办理。", (await world.SayAsync(from, $"重发推送 {push}")).To(from));
        Assert.Equal("您没有“推送 已收到”的权限；管理员可以办理。", (await world.SayAsync(from, $"推送 {push} 已收到")).To(from));
        Assert.Equal("您没有“重发推送”的权限；管理员可以办理。", (await world.SayAsync(from, "重发全部未知推送")).To(from));
        Assert.Equal("没有待办。", (await world.SayAsync(from, "待办")).To(from));
        Assert.DoesNotContain("推送", (await world.SayAsync(from, "菜单")).To(from).Replace("播报到", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(OutboxState.Unknown, (await FindAsync(world, push)).State);
        Assert.Equal(["ResendPushes", "DropPushes", "ResendPushes"], (await world.Store.ReadAsync(session => session.Refusals.Latest(10))).Select(refusal => refusal.Command));
    }

    [StoreFact]
    public async Task A_pressed_button_settles_its_card_and_a_second_press_says_who_decided()
    {
        await using var world = await ChatWorld.OpenAsync();
        await WithSecondAdminAsync(world);
        var push = await UnknownAsync(world, "10002", Purpose.Pay);
        var mine = Assert.Single(await world.SayAsync(Admin, "待办")).Message.Card!;
        var theirs = Assert.Single(await world.SayAsync(Second, "待办")).Message.Card!;
        await world.PressAsync(Admin, mine.Id, mine.Buttons[0].Key);
        world.Move(TimeSpan.FromMinutes(3));
        Assert.Contains(
            $"推送 {push} 已由 何军(10012) 11-25 10:00 决定重发(现在：等待发送)，没有重复执行。",
            (await world.PressAsync(Second, theirs.Id, theirs.Buttons[1].Key)).To(Second), StringComparison.Ordinal);
        Assert.Equal(OutboxState.Waiting, (await FindAsync(world, push)).State);
        var cards = await world.Store.ReadAsync(session => (Mine: session.Cards.Find(mine.Id)!, Theirs: session.Cards.Find(theirs.Id)!));
        Assert.Equal(("已重发 · 何军 11-25 10:00", "已处理 · 林一 11-25 10:03"), (cards.Mine.Outcome, cards.Theirs.Outcome));
    }

    [StoreFact]
    public async Task Two_admins_who_decide_at_one_moment_send_it_once_and_the_other_hears_who_was_first()
    {
        await using var world = await ChatWorld.OpenAsync();
        await WithSecondAdminAsync(world);
        for (var round = 0; round < 5; round++)
        {
            var push = await UnknownAsync(world, "10002", Purpose.Pay);
            var heard = await Task.WhenAll(world.SayAsync(Admin, $"重发推送 {push}"), world.SayAsync(Second, $"推送 {push} 已收到"));
            string[] texts = [heard[0].To(Admin), heard[1].To(Second)];
            Assert.Single(texts, text => text.Contains("没有重复执行", StringComparison.Ordinal));
            var resent = texts[0].Contains("已安排重发", StringComparison.Ordinal);
            Assert.Equal(resent ? OutboxState.Waiting : OutboxState.Dropped, (await FindAsync(world, push)).State);
            Assert.Contains(resent ? "何军(10012)" : "林一(10020)", resent ? texts[1] : texts[0], StringComparison.Ordinal);
        }
    }

    [StoreFact]
    public async Task What_is_not_unknown_answers_its_state()
    {
        await using var world = await ChatWorld.OpenAsync();
        var answered = Assert.Single(await world.SayAsync("10002", "帮助")).Id;
        Assert.Equal($"推送 {answered} 不是结果未知的推送(现在：等待发送)，没有变化。", (await world.SayAsync(Admin, $"推送 {answered} 已收到")).To(Admin));
        await world.Store.WriteAsync(transaction => transaction.Outbox.Claim(1, "there", TimeSpan.FromMinutes(2)));
        Assert.Contains("(现在：正在发送)", (await world.SayAsync(Admin, $"重发推送 {answered}")).To(Admin), StringComparison.Ordinal);
        await world.Store.WriteAsync(transaction => transaction.Outbox.Sent(answered, null));
        Assert.Contains("(现在：已送达 11-25 10:00)", (await world.SayAsync(Admin, $"重发推送 {answered}")).To(Admin), StringComparison.Ordinal);
        Assert.Equal("没有推送 99999。", (await world.SayAsync(Admin, "重发推送 99999")).To(Admin));
        Assert.Equal("99990-99999 里没有结果未知的推送。", (await world.SayAsync(Admin, "推送 99990-99999 已收到")).To(Admin));
        Assert.Equal("没有结果未知的推送。", (await world.SayAsync(Admin, "重发全部未知推送")).To(Admin));
    }

    [StoreFact]
    public async Task Several_go_at_once_and_a_range_touches_only_what_is_unknown()
    {
        await using var world = await ChatWorld.OpenAsync();
        var first = await UnknownAsync(world, "10002", Purpose.Board);
        var between = Assert.Single(await world.SayAsync("10003", "帮助")).Id;
        var last = await UnknownAsync(world, "10003", Purpose.Board);
        Assert.Equal(
            $"2 条推送已安排重发，内容不变：\n推送 {first}(周榜，给 王芳(10002))\n推送 {last}(周榜，给 李强(10003))",
            (await world.SayAsync(Admin, $"重发推送 {first}-{last}")).To(Admin));
        Assert.Equal([OutboxState.Waiting, OutboxState.Sent, OutboxState.Waiting], new[] { await FindAsync(world, first), await FindAsync(world, between), await FindAsync(world, last) }.Select(item => item.State));
        Assert.Equal("", await NotesAsync(world, between));

        var again = await UnknownAsync(world, "10004", Purpose.Board);
        var mixed = (await world.SayAsync(Admin, $"推送 {last} {again} 已收到")).To(Admin);
        Assert.StartsWith($"推送 {again}(周榜，给 王磊(10004))已标记为已收到，不再发送。\n推送 {last} 已由 何军(10012)", mixed, StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task All_at_once_are_shown_first_and_what_comes_later_is_not_among_them()
    {
        await using var world = await ChatWorld.OpenAsync();
        var shown = await UnknownAsync(world, "10002", Purpose.Pay);
        var board = await UnknownAsync(world, Recipient.ToGroup("客服一组"), Purpose.Board);
        var asked = await world.SayAsync(Admin, "重发全部未知推送");
        Assert.Equal($"请确认重发 2 条推送\n种类：工资通知 1 条、周榜 1 条\n编号：{shown} 至 {board}\n内容不变，只发给原来的接收人；已经收到过的人会再收到一次。", asked.To(Admin));
        Assert.Equal(OutboxState.Unknown, (await FindAsync(world, shown)).State);
        var late = await UnknownAsync(world, "10003", Purpose.Pay);
        var card = asked.Single(item => item.Message.Card is not null).Message.Card!;
        await world.PressAsync(Admin, card.Id, card.Buttons[0].Key);
        Assert.Equal([OutboxState.Waiting, OutboxState.Waiting, OutboxState.Unknown], new[] { await FindAsync(world, shown), await FindAsync(world, board), await FindAsync(world, late) }.Select(item => item.State));

        Assert.Contains("请确认 1 条推送不再发送", (await world.SayAsync(Admin, "全部未知推送不用发了")).To(Admin), StringComparison.Ordinal);
        await world.SayAsync(Admin, "取消");
        Assert.Equal(OutboxState.Unknown, (await FindAsync(world, late)).State);
    }

    [StoreFact]
    public async Task Hundreds_come_page_by_page_with_a_card_for_the_oldest()
    {
        await using var world = await ChatWorld.OpenAsync();
        var pushes = await UnknownAsync(world, [.. Enumerable.Range(0, 600).Select(_ => Recipient.To("10002"))], Purpose.Notice);
        var heard = Assert.Single(await world.SayAsync(Admin, "待办"));
        Assert.StartsWith($"待办 600 项\n推送请先向对方核实：没收到回复“重发推送 {pushes[0]}”，收到了回复“推送 {pushes[0]} 已收到”", heard.Message.Text, StringComparison.Ordinal);
        Assert.EndsWith("页，回复 下一页)", heard.Message.Text, StringComparison.Ordinal);
        Assert.Equal((3, 6), (heard.Message.Card!.Lines.Count, heard.Message.Card.Buttons.Count));
        Assert.All(heard.Message.Card.Buttons, button => Assert.InRange(button.Label.Length, 1, 10));
        Assert.Contains($"推送 {pushes[30]} 结果未知", (await world.SayAsync(Admin, "下一页")).To(Admin), StringComparison.Ordinal);

        var confirmed = await world.ConfirmAsync(Admin, "重发全部未知推送");
        Assert.Equal("500 条推送已安排重发，内容不变：通知 500 条。", confirmed.Where(item => item.Outcome is null).ToList().To(Admin));
        Assert.Equal(100, await world.Store.ReadAsync(session => session.Envelopes.CountUnknown()));
        var range = await world.SayAsync(Admin, $"推送 {pushes[0]}-{pushes[^1]} 已收到");
        Assert.Contains("请确认 100 条推送不再发送", range.To(Admin), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_push_waits_for_the_morning_and_an_answer_does_not()
    {
        await using var world = await ChatWorld.OpenAsync();
        var push = await UnknownAsync(world, "10002", Purpose.Notice);
        var answer = await UnknownAsync(world, "10003", Purpose.Reply);
        world.Move(TimeSpan.FromHours(12));
        Assert.EndsWith("内容不变。\n21:00 至 08:30 不推送，将在 11-26 08:30 发送。", (await world.SayAsync(Admin, $"重发推送 {push}")).To(Admin), StringComparison.Ordinal);
        Assert.Equal($"推送 {answer}(回复，给 李强(10003))已安排重发，内容不变。", (await world.SayAsync(Admin, $"重发推送 {answer}")).To(Admin));
        Assert.Contains("(现在：等待发送，11-26 08:30 起)", (await world.SayAsync(Admin, $"重发推送 {push}")).To(Admin), StringComparison.Ordinal);
        var asked = Assert.Single(await world.SayAsync("10002", "帮助")).Id;
        var claimed = await world.Store.WriteAsync(transaction => transaction.Outbox.Claim(100, "there", TimeSpan.FromMinutes(2)));
        Assert.Equal([true, true, false], new[] { answer, asked, push }.Select(id => claimed.Any(item => item.Id == id)));
    }

    [StoreFact]
    public async Task Nobody_who_has_left_is_pushed_to_again()
    {
        await using var world = await ChatWorld.OpenAsync();
        var push = await UnknownAsync(world, "10002", Purpose.Notice);
        await world.Store.WriteAsync(transaction => transaction.People.Save(transaction.People.Find("10002")! with { Active = false }, Period.Month(2026, 11)));
        Assert.Contains("给 王芳(10002，已离职)", (await world.SayAsync(Admin, "待办")).To(Admin), StringComparison.Ordinal);
        Assert.Equal($"推送 {push} 没有重发：接收人是 王芳(10002，已离职)。请回复“推送 {push} 不用发了”。", (await world.SayAsync(Admin, $"重发推送 {push}")).To(Admin));
        Assert.Equal(OutboxState.Unknown, (await FindAsync(world, push)).State);
        await world.SayAsync(Admin, $"推送 {push} 不用发了");
        Assert.Equal(OutboxState.Dropped, (await FindAsync(world, push)).State);
    }

    [StoreFact]
    public async Task What_becomes_unknown_again_is_decided_again()
    {
        await using var world = await ChatWorld.OpenAsync();
        var push = await UnknownAsync(world, "10002", Purpose.Pay);
        await world.SayAsync(Admin, $"重发推送 {push}");
        await ClaimAsync(world, (transaction, id) => transaction.Outbox.Unknown(id, "The sender died."), only: push);
        Assert.Contains($"推送 {push} 结果未知", (await world.SayAsync(Admin, "待办")).To(Admin), StringComparison.Ordinal);
        Assert.Contains("已安排重发", (await world.SayAsync(Admin, $"重发推送 {push}")).To(Admin), StringComparison.Ordinal);
        Assert.Equal("001 Resend 10012,002 Resend 10012", await NotesAsync(world, push));
    }

    [StoreFact]
    public async Task Pay_that_a_platform_did_not_take_is_among_the_tasks_with_what_it_said_and_is_sent_again()
    {
        await using var world = await ChatWorld.OpenAsync();
        var pay = await RefusedAsync(world, "10002", Purpose.Pay, "errcode 81013:\n  user all invalid。");
        var estimate = await RefusedAsync(world, "10003", Purpose.Estimate, new string('长', 100));
        await RefusedAsync(world, "10004", Purpose.Notice, "45009");
        var heard = await world.SayAsync(Admin, "待办");
        Assert.Equal($"""
            待办 2 项
            没有送达的工资推送，解决原因后重发，已另行送达的不用发。
            推送 {pay} 没有送达：工资通知，给 王芳(10002)，应发 11-25 10:00，平台答复：errcode 81013: user all invalid
            推送 {estimate} 没有送达：工资预估，给 李强(10003)，应发 11-25 10:00，平台答复：{new string('长', 60)}…
            """.ReplaceLineEndings("\n"), heard.To(Admin));
        var card = Assert.Single(heard).Message.Card!;
        Assert.Equal([$"重发推送 {pay}", $"推送 {pay} 不用发了", $"重发推送 {estimate}", $"推送 {estimate} 不用发了"], card.Buttons.Select(button => button.Key));

        Assert.Equal($"推送 {pay}(工资通知，给 王芳(10002))已安排重发，内容不变。", (await world.PressAsync(Admin, card.Id, card.Buttons[0].Key)).Where(item => item.Outcome is null).ToList().To(Admin));
        Assert.Equal(OutboxState.Waiting, (await FindAsync(world, pay)).State);
        Assert.Equal($"推送 {estimate}(工资预估，给 李强(10003))没有送达，不再发送。", (await world.SayAsync(Admin, $"推送 {estimate} 不用发了")).To(Admin));
        Assert.Equal("没有待办。", (await world.SayAsync(Admin, "待办")).To(Admin));

        await ClaimAsync(world, (transaction, id) => transaction.Outbox.Refused(id, "81013"), only: pay);
        Assert.Contains($"推送 {pay} 没有送达", (await world.SayAsync(Admin, "待办")).To(Admin), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task The_card_of_a_refused_push_shows_that_it_is_not_sent_any_more()
    {
        await using var world = await ChatWorld.OpenAsync();
        await RefusedAsync(world, "10002", Purpose.Pay, "81013");
        var card = Assert.Single(await world.SayAsync(Admin, "待办")).Message.Card!;
        await world.PressAsync(Admin, card.Id, card.Buttons[1].Key);
        Assert.Equal("不再发送 · 何军 11-25 10:00", await world.Store.ReadAsync(session => session.Cards.Find(card.Id)!.Outcome));
    }

    [StoreFact]
    public async Task Any_refused_push_can_be_sent_again_by_its_number()
    {
        await using var world = await ChatWorld.OpenAsync();
        var notice = await RefusedAsync(world, "10002", Purpose.Notice, "45009");
        Assert.Equal($"推送 {notice}(通知，给 王芳(10002))已安排重发，内容不变。", (await world.SayAsync(Admin, $"重发推送 {notice}")).To(Admin));
        Assert.Equal(OutboxState.Waiting, (await FindAsync(world, notice)).State);
    }

    [StoreFact]
    public async Task Pay_that_did_not_arrive_is_not_dropped_with_a_range_that_did_unless_that_is_confirmed()
    {
        await using var world = await ChatWorld.OpenAsync();
        var arrived = await UnknownAsync(world, "10002", Purpose.Pay);
        var refused = await RefusedAsync(world, "10003", Purpose.Pay, "81013");
        var asked = await world.SayAsync(Admin, $"推送 {arrived}-{refused} 都收到了");
        Assert.Equal($"请确认 2 条推送不再发送\n种类：工资通知 2 条\n编号：{arrived} 至 {refused}\n其中 1 条平台没有接受，没有送达。\n确认后不能再重发。", asked.To(Admin));
        Assert.Equal(OutboxState.Refused, (await FindAsync(world, refused)).State);

        var all = await world.ConfirmAsync(Admin, "重发全部未知推送");
        Assert.StartsWith("2 条推送已安排重发，内容不变：", all.Where(item => item.Outcome is null).ToList().To(Admin), StringComparison.Ordinal);
    }

    [StoreFact]
    public async Task A_group_does_not_read_what_waits_for_its_admin()
    {
        await using var world = await ChatWorld.OpenAsync();
        await UnknownAsync(world, "10002", Purpose.Pay);
        var heard = await world.SayAsync(Admin, "帮助", "客服一组");
        Assert.StartsWith("何军，您好。", heard.ToGroup("客服一组"), StringComparison.Ordinal);
        Assert.All(heard, item => Assert.DoesNotContain("未知", item.Message.Text, StringComparison.Ordinal));
    }

    [StoreFact]
    public async Task The_help_of_an_admin_names_it()
    {
        await using var world = await ChatWorld.OpenAsync();
        var menu = (await world.SayAsync(Admin, "菜单")).To(Admin);
        Assert.Contains("重发推送 —— 例：重发推送 12\n推送 已收到 —— 例：推送 12 已收到", menu, StringComparison.Ordinal);
        Assert.DoesNotContain("未知", (await world.SayAsync(Admin, "帮助")).To(Admin), StringComparison.Ordinal);
        await UnknownAsync(world, "10002", Purpose.Pay);
        Assert.EndsWith("有 1 条推送发送结果未知，回复“待办”处理。", (await world.SayAsync(Admin, "帮助")).To(Admin), StringComparison.Ordinal);
        Assert.DoesNotContain("未知", (await world.SayAsync("10011", "帮助")).To("10011"), StringComparison.Ordinal);
    }

    private static async Task WithSecondAdminAsync(ChatWorld world) => await world.Store.WriteAsync(transaction =>
    {
        transaction.People.Save(new Person(Second, "林一", [], null, new HashSet<Role> { Role.Admin }, null, null), Period.Month(2026, 11));
        transaction.Identities.Bind("simulator", Second, Second, "test");
    });

    private static Task<long> UnknownAsync(ChatWorld world, string person, Purpose purpose) => UnknownAsync(world, Recipient.To(person), purpose);

    private static async Task<long> UnknownAsync(ChatWorld world, Recipient to, Purpose purpose) => (await UnknownAsync(world, [to], purpose))[0];

    /// <summary>Pushes whose sender died between sending and marking.</summary>
    private static async Task<IReadOnlyList<long>> UnknownAsync(ChatWorld world, IReadOnlyList<Recipient> recipients, Purpose purpose)
    {
        await DeliverAsync(world);
        await world.Store.WriteAsync(transaction =>
        {
            foreach (var to in recipients) transaction.Outbox.Add(new NewOutgoing(to, new OutgoingMessage(Canary), purpose, Guid.NewGuid().ToString()));
        });
        List<long> numbers = [];
        while (numbers.Count < recipients.Count) numbers.AddRange(await ClaimAsync(world, (transaction, id) => transaction.Outbox.Unknown(id, "The sender died.")));
        numbers.Sort();
        return numbers;
    }

    /// <summary>A push that a platform will never take.</summary>
    private static async Task<long> RefusedAsync(ChatWorld world, string person, Purpose purpose, string why)
    {
        var push = await UnknownAsync(world, person, purpose);
        await world.Store.WriteAsync(transaction => transaction.Outbox.Refused(push, why));
        return push;
    }

    /// <summary>Everything that is due arrives.</summary>
    private static async Task DeliverAsync(ChatWorld world)
    {
        while ((await ClaimAsync(world, (transaction, id) => transaction.Outbox.Sent(id, null))).Count > 0)
        {
            // To one recipient they go one by one.
        }
    }

    private static Task<List<long>> ClaimAsync(ChatWorld world, Action<Transaction, long> mark, long? only = null) => world.Store.WriteAsync(transaction =>
    {
        var claimed = transaction.Outbox.Claim(1_000, "there", TimeSpan.FromMinutes(2)).Select(item => item.Id).ToList();
        foreach (var id in claimed.Where(id => only is null || id == only)) mark(transaction, id);
        return claimed;
    });

    private static async Task<OutboxItem> FindAsync(ChatWorld world, long push) => (await world.Store.ReadAsync(session => session.Outbox.Find(push)))!;

    private static async Task<string> NotesAsync(ChatWorld world, long push) =>
        string.Join(',', (await world.Store.ReadAsync(session => session.JobRuns.Of("push-decision", $"{push}"))).Select(run => run.Target));
}
