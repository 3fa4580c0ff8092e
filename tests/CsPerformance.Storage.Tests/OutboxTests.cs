using CsPerformance.Domain.Chat;

namespace CsPerformance.Storage.Tests;

public abstract class OutboxTests(Place place) : StoreTests(place)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    [StoreFact]
    public async Task The_age_counts_from_when_a_message_was_due_and_leaves_out_what_waits_behind_another_try()
    {
        var start = Clock.GetUtcNow();
        await Store.WriteAsync(tx => tx.Outbox.Add(Some.Outgoing("morning", to: "10009", notBefore: start.AddHours(2))));
        Assert.Equal((0L, null), await Read(s => s.Outbox.Due()));
        Clock.Move(TimeSpan.FromHours(3));
        Assert.Equal((1L, start.AddHours(2)), await Read(s => s.Outbox.Due()));
        await Store.WriteAsync(tx =>
        {
            tx.Outbox.Sent(tx.Outbox.Claim(1, "bot", TimeSpan.FromMinutes(1)).Single().Id, null);
            tx.Outbox.Add(Some.Outgoing("refused for now"));
            tx.Outbox.Later(tx.Outbox.Claim(1, "bot", TimeSpan.FromMinutes(1)).Single(), TimeSpan.FromHours(5), "45009");
            tx.Outbox.Add(Some.Outgoing("behind it"));
        });
        Clock.Move(TimeSpan.FromHours(1));

        Assert.Equal((0L, null), await Read(s => s.Outbox.Due()));
    }

    [StoreFact]
    public async Task What_goes_behind_another_try_waits_with_it_and_no_longer()
    {
        await AddAsync(Some.Outgoing("first"));
        await Store.WriteAsync(tx => tx.Outbox.Later(tx.Outbox.Claim(1, "one", Lease).Single(), TimeSpan.FromMinutes(5), "45009"));
        await AddAsync(Some.Outgoing("behind"));
        await AddAsync(Some.Outgoing("morning", notBefore: Clock.GetUtcNow().AddHours(9)));
        await AddAsync(Some.Outgoing("beside", "10003"));

        Assert.Equal("beside", Assert.Single(await Claim()).DedupeKey);
        Clock.Move(TimeSpan.FromMinutes(5));
        var first = Assert.Single(await Claim());
        Assert.Equal("first", first.DedupeKey);
        await AddAsync(Some.Outgoing("at once"));
        await Store.WriteAsync(tx => tx.Outbox.Sent(first.Id, null));
        var second = Assert.Single(await Claim());
        Assert.Equal("behind", second.DedupeKey);
        await Store.WriteAsync(tx => tx.Outbox.Sent(second.Id, null));
        Assert.Equal("at once", Assert.Single(await Claim()).DedupeKey);
    }

    [StoreFact]
    public async Task A_second_word_of_who_held_it_before_puts_nothing_back_that_is_being_sent()
    {
        await AddAsync(Some.Outgoing("k"));
        var before = Assert.Single(await Claim());
        await Store.WriteAsync(tx => tx.Outbox.Later(before, TimeSpan.Zero, "45009"));
        Clock.Move(TimeSpan.FromSeconds(1));
        Assert.Single(await Claim());

        // Its first word was kept and not heard, so it says it again.
        await Store.WriteAsync(tx => tx.Outbox.Later(before, TimeSpan.Zero, "45009"));

        Assert.Equal(OutboxState.Sending, (await Read(s => s.Outbox.Find(before.Id)))!.State);
        Assert.Empty(await Claim());
    }

    [StoreFact]
    public async Task What_a_dead_sender_left_long_ago_waits_for_an_admin()
    {
        await AddAsync(Some.Outgoing("fresh") with { Channel = "wecom" });
        await Claim();
        Clock.Move(Lease + TimeSpan.FromSeconds(1));
        Assert.Empty(await Recover());
        Assert.Single(await Claim());

        // The second sender dies too; the hour counts from the first one.
        Clock.Move(TimeSpan.FromMinutes(58));
        Assert.Single(await Recover());
        Assert.Empty(await Claim());
    }

    [StoreFact]
    public async Task An_answer_put_off_with_a_push_goes_when_that_one_is_dropped_with_who_left()
    {
        await AddAsync(Some.Outgoing("push"));
        await Store.WriteAsync(tx => tx.Outbox.Later(tx.Outbox.Claim(1, "one", Lease).Single(), TimeSpan.FromMinutes(5), "45009"));
        await AddAsync(Some.Outgoing("answer", purpose: Purpose.Reply));
        await Store.WriteAsync(tx => tx.Outbox.DropPushes("10002"));
        Assert.Equal("answer", Assert.Single(await Claim()).DedupeKey);
    }

    [StoreFact]
    public async Task Many_are_marked_at_once_and_what_was_decided_before_stands()
    {
        var ids = await Store.WriteAsync(tx =>
        {
            for (var i = 0; i < 4; i++) tx.Outbox.Add(Some.Outgoing("k" + i, to: "1000" + i));
            return tx.Outbox.Claim(10, "bot", TimeSpan.FromMinutes(1)).Select(item => item.Id).ToList();
        });
        await Store.WriteAsync(tx => tx.Outbox.Sent(ids[0], "first", "wecom"));

        await Store.WriteAsync(tx => tx.Outbox.Sent([new(ids[0], "second", null), new(ids[1], "h1", "wecom"), new(ids[2], null, null)]));

        var items = await Read(s => ids.Select(id => s.Outbox.Find(id)!).ToList());
        Assert.Equal([OutboxState.Sent, OutboxState.Sent, OutboxState.Sent, OutboxState.Sending], items.Select(item => item.State));
        Assert.Equal(["first", "h1", null, null], items.Select(item => item.Handle));
        Assert.Equal(["simulator", "simulator", "simulator", "simulator"], items.Select(item => item.Channel));
        Assert.All(items.Take(3), item => Assert.Equal(Clock.GetUtcNow(), item.SentAt));
        await Store.WriteAsync(tx => tx.Outbox.Sent([]));
    }

    [StoreFact]
    public async Task A_message_comes_back_as_it_was_put_in_with_card_and_file()
    {
        var card = new Card("c1", "确认", ["王芳 延迟上号"], [new Button("ok", "确认"), new Button("no", "取消")]);
        var message = new OutgoingMessage("**请确认**", card, new Attachment("表.xlsx", [4, 5], false));
        await AddAsync(new NewOutgoing(Recipient.ToGroup("客服一组"), message, Purpose.Reply, "k1", "wecom", 7, "hook", Draft: "d1"));

        var item = Assert.Single(await Claim());

        Assert.Equal(Recipient.ToGroup("客服一组"), item.To);
        Assert.Equal(card.AsText(), item.Message.Card!.AsText());
        Assert.Equal(message.File!.Content, item.Message.File!.Content);
        Assert.Equal((Purpose.Reply, "k1", "wecom", 7L, "hook", 1), (item.Purpose, item.DedupeKey, item.Channel, item.InReplyTo, item.ReplyHandle, item.Attempts));
        Assert.Equal("d1", (await Read(s => s.Cards.Find("c1")))!.DraftId);
        Assert.Equal("c1", (await Read(s => s.Cards.OfDraft("d1")))!.Id);
    }

    [StoreFact]
    public async Task The_same_dedupe_key_is_one_message()
    {
        Assert.True(await AddAsync(Some.Outgoing("k1")));
        Assert.False(await AddAsync(Some.Outgoing("k1", "10003")));
        Assert.Single(await Claim());
    }

    [StoreFact]
    public async Task One_recipient_gets_messages_in_their_order_and_others_do_not_wait()
    {
        foreach (var key in (string[])["a1", "a2", "a3"]) await AddAsync(Some.Outgoing(key));
        await AddAsync(Some.Outgoing("b1", "10003"));

        var claimed = await Claim();
        Assert.Equal(["a1", "b1"], claimed.Select(i => i.DedupeKey));
        Assert.Empty(await Claim());
        await Store.WriteAsync(tx => tx.Outbox.Later(claimed[0], TimeSpan.FromSeconds(30), "45009"));
        Assert.Empty(await Claim());
        Clock.Move(TimeSpan.FromSeconds(30));
        Assert.Equal(("a1", 2), (await Claim()).Select(i => (i.DedupeKey, i.Attempts)).Single());
        await Store.WriteAsync(tx => tx.Outbox.Sent(claimed[0].Id, null));
        Assert.Equal("a2", Assert.Single(await Claim()).DedupeKey);
        await Store.WriteAsync(tx => tx.Outbox.Refused(claimed[0].Id + 1, "no licence"));
        Assert.Equal("a3", Assert.Single(await Claim()).DedupeKey);
    }

    [StoreFact]
    public async Task What_waits_behind_another_try_waits_with_it_and_keeps_its_place()
    {
        await AddAsync(Some.Outgoing("a1"));
        await AddAsync(Some.Outgoing("a2"));
        await AddAsync(Some.Outgoing("morning", notBefore: Clock.GetUtcNow().AddHours(9)));
        await AddAsync(Some.Outgoing("b1", "10003"));
        var claimed = await Claim();
        await Store.WriteAsync(tx =>
        {
            foreach (var item in claimed) tx.Outbox.Later(item, TimeSpan.FromSeconds(item.DedupeKey == "a1" ? 30 : 60), "45009");
        });
        await AddAsync(Some.Outgoing("a3"));

        Assert.Empty(await Claim());
        Assert.Equal(0, (await Read(s => s.Outbox.Due())).Count);
        Clock.Move(TimeSpan.FromSeconds(30));
        foreach (var key in (string[])["a1", "a2", "a3"])
        {
            var next = Assert.Single(await Claim());
            Assert.Equal(key, next.DedupeKey);
            await Store.WriteAsync(tx => tx.Outbox.Sent(next.Id, null));
        }
        Clock.Move(TimeSpan.FromSeconds(30));
        Assert.Equal("b1", Assert.Single(await Claim()).DedupeKey);
        Clock.Move(TimeSpan.FromHours(9));
        Assert.Equal("morning", Assert.Single(await Claim()).DedupeKey);
    }

    [StoreFact]
    public async Task What_was_put_off_with_a_message_goes_when_that_one_is_dropped()
    {
        await AddAsync(Some.Outgoing("a1"));
        await AddAsync(Some.Outgoing("a2"));
        await AddAsync(Some.Outgoing("morning", notBefore: Clock.GetUtcNow().AddHours(9)));
        var first = Assert.Single(await Claim());
        await Store.WriteAsync(tx => tx.Outbox.Later(first, TimeSpan.FromMinutes(5), "45009"));
        Assert.True(await Store.WriteAsync(tx => tx.Outbox.Drop(first.Id, OutboxState.Waiting)));
        Assert.Equal("a2", Assert.Single(await Claim()).DedupeKey);
        Assert.Equal(Clock.GetUtcNow().AddHours(9), await Read(s => s.Outbox.NextDue()));
    }

    [StoreFact]
    public async Task A_push_that_waits_for_the_morning_lets_answers_pass()
    {
        await AddAsync(Some.Outgoing("push", notBefore: Clock.GetUtcNow().AddHours(9)));
        await AddAsync(Some.Outgoing("answer", purpose: Purpose.Reply));

        Assert.Equal("answer", Assert.Single(await Claim()).DedupeKey);
        Assert.Equal(1, (await Read(s => s.Outbox.Due())).Count);
        Assert.Equal(Clock.GetUtcNow().AddHours(9), await Read(s => s.Outbox.NextDue()));
    }

    [StoreFact]
    public async Task What_is_dropped_for_who_leaves_says_how_much_of_it_was_about_pay()
    {
        var morning = Clock.GetUtcNow().AddHours(9);
        foreach (var (key, purpose) in new[] { ("p1", Purpose.Pay), ("p2", Purpose.Pay), ("estimate", Purpose.Estimate), ("notice", Purpose.Notice), ("answer", Purpose.Reply) })
            await AddAsync(Some.Outgoing(key, purpose: purpose, notBefore: morning));
        await AddAsync(Some.Outgoing("other", "10003", Purpose.Pay, morning));

        Assert.Equal(2, await Store.WriteAsync(tx => tx.Outbox.DropPushes("10002")));
        Assert.Equal(0, await Store.WriteAsync(tx => tx.Outbox.DropPushes("10002")));

        Clock.Move(TimeSpan.FromHours(9));
        Assert.Equal(["answer", "other"], (await Claim()).Select(item => item.DedupeKey));
    }

    [StoreFact]
    public async Task Two_instances_never_send_the_same_message()
    {
        var other = await OpenAsync();
        await Store.WriteAsync(tx =>
        {
            for (var i = 0; i < 200; i++) tx.Outbox.Add(Some.Outgoing("k" + i, "p" + i));
        });

        var claims = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            (i % 2 == 0 ? Store : other).WriteAsync(tx => tx.Outbox.Claim(10, "i" + i, Lease))));

        var ids = claims.SelectMany(items => items.Select(item => item.Id)).ToList();
        Assert.Equal(ids.Distinct().Count(), ids.Count);
        ids.AddRange((await Claim(200)).Select(item => item.Id));
        Assert.Equal(200, ids.Distinct().Count());
    }

    [StoreFact]
    public async Task What_a_dead_sender_leaves_is_sent_again_only_where_that_does_no_harm()
    {
        await AddAsync(Some.Outgoing("board", "1", Purpose.Board) with { Channel = "wecom" });
        await AddAsync(Some.Outgoing("pay", "2", Purpose.Pay) with { Channel = "wecom" });
        await AddAsync(Some.Outgoing("estimate", "3", Purpose.Estimate) with { Channel = "wecom" });
        await AddAsync(Some.Outgoing("notice", "4") with { Channel = "dingtalk" });
        await Claim();

        Assert.Empty(await Recover());
        Clock.Move(Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(3, (await Recover()).Count);

        Assert.Equal("board", Assert.Single(await Claim()).DedupeKey);
        var unknown = await Read(s => s.Envelopes.Unknown());
        Assert.Equal([Purpose.Pay, Purpose.Estimate, Purpose.Notice], unknown.Select(push => push.Purpose));
        Assert.True(await Store.WriteAsync(tx => tx.Outbox.Resend(unknown[0].Id)));
        Assert.True(await Store.WriteAsync(tx => tx.Outbox.Drop(unknown[1].Id, OutboxState.Unknown)));
        Assert.Equal("pay", Assert.Single(await Claim()).DedupeKey);
    }

    [StoreFact]
    public async Task What_was_sent_can_be_read_by_recipient_and_by_cause()
    {
        foreach (var (key, to) in (IEnumerable<(string, string)>)[("k1", "10002"), ("k2", "10003"), ("k3", "10002"), ("k4", "10002")])
            await AddAsync(Some.Outgoing(key, to, cause: 5));
        for (var i = 0; i < 3; i++)
        {
            foreach (var item in await Claim())
                if (item.DedupeKey != "k4") await Store.WriteAsync(tx => tx.Outbox.Sent(item.Id, "h" + item.Id));
        }

        Assert.Equal(["k1", "k3"], (await Read(s => s.Outbox.Received(Recipient.To("10002")))).Select(i => i.DedupeKey));
        Assert.Empty(await Read(s => s.Outbox.Received(Recipient.To("10002"), "wecom")));
        Assert.Equal(["k1", "k2", "k3", "k4"], (await Read(s => s.Outbox.CausedBy(5))).Select(i => i.DedupeKey));
        Assert.Equal(Clock.GetUtcNow(), (await Read(s => s.Outbox.CausedBy(5)))[0].SentAt);
    }

    [StoreFact]
    public async Task A_card_shows_its_first_outcome_by_the_handle_that_it_got()
    {
        var card = new Card("c1", "请假", [], [new Button("ok", "同意")]);
        await AddAsync(Some.Outgoing("k1") with { Message = new OutgoingMessage("", card) });
        Assert.True(await Store.WriteAsync(tx => tx.Outbox.UpdateCard("c1", "已同意 · 陈静 14:22")));
        Assert.False(await Store.WriteAsync(tx => tx.Outbox.UpdateCard("c1", "已驳回")));
        Assert.False(await Store.WriteAsync(tx => tx.Outbox.UpdateCard("c2", "已驳回")));

        await Store.WriteAsync(tx => tx.Outbox.Sent(Assert.Single(tx.Outbox.Claim(9, "one", Lease)).Id, "handle-1"));
        var update = Assert.Single(await Claim());

        Assert.Equal(("已同意 · 陈静 14:22", "handle-1", "c1"), (update.Outcome, update.Handle, update.Message.Card!.Id));
        await Store.WriteAsync(tx => tx.Outbox.Sent(update.Id, null));
        Assert.Single(await Read(s => s.Outbox.Received(Recipient.To("10002"))));
        Assert.Equal("handle-1", (await Read(s => s.Cards.Find("c1")))!.Handle);
    }

    [StoreFact]
    public async Task What_a_dead_sender_with_a_faster_clock_held_is_not_sent_again_where_nobody_drops_a_second_one()
    {
        await AddAsync(Some.Outgoing("k1"));
        // A lease that is over also half a minute earlier, when it is not even due.
        await Store.WriteAsync(tx => tx.Outbox.Claim(1, "fast", TimeSpan.FromMinutes(-1)));
        Clock.Move(TimeSpan.FromSeconds(-30));

        Assert.Single(await Recover());
        Assert.Single(await Read(s => s.Envelopes.Unknown()));
    }

    private Task<bool> AddAsync(NewOutgoing outgoing) => Store.WriteAsync(tx => tx.Outbox.Add(outgoing));

    private Task<IReadOnlyList<OutboxItem>> Claim(int most = 10) => Store.WriteAsync(tx => tx.Outbox.Claim(most, "one", Lease));

    private Task<IReadOnlyList<long>> Recover() => Store.WriteAsync(tx => tx.Outbox.RecoverExpired(item => item.Channel == "wecom" ? TimeSpan.FromHours(1) : TimeSpan.Zero));
}

public sealed class Outbox_on_Sqlite() : OutboxTests(new SqlitePlace());

public sealed class Outbox_on_Postgres() : OutboxTests(new PostgresPlace());
