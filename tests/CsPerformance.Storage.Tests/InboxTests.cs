using CsPerformance.Domain.Chat;

namespace CsPerformance.Storage.Tests;

public abstract class InboxTests(Place place) : StoreTests(place)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [StoreFact]
    public async Task A_message_comes_back_as_it_came_with_its_file()
    {
        var message = Some.Message("m1", group: "g1", text: "表扬 @小王 😀", file: new Attachment("截图.png", [1, 2, 3], true));

        Assert.Equal(Acceptance.Stored, await Store.AcceptAsync(message));

        var item = Assert.Single(await Claim());
        Assert.Equal(message.File!.Content, item.Message.File!.Content);
        Assert.Equal(message.Mentions, item.Message.Mentions);
        Assert.Equal(message with { File = null, Mentions = item.Message.Mentions }, item.Message with { File = null });
        Assert.Equal((1, InboxState.New, Clock.GetUtcNow()), (item.Attempts, item.State, item.ReceivedAt));
        Assert.Equal(item.Id, (await Read(s => s.Inbox.Find("wecom", "m1")))!.Id);
    }

    [StoreFact]
    public async Task The_same_key_a_thousand_times_at_once_over_two_instances_is_one_row()
    {
        var other = await OpenAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => (i % 2 == 0 ? Store : other).AcceptAsync(Some.Message("m1"))));

        Assert.Single(results, Acceptance.Stored);
        Assert.Equal(999, results.Count(r => r == Acceptance.Duplicate));
        Assert.Equal(1, (await Read(s => s.Inbox.Unfinished())).Count);
    }

    [StoreFact]
    public async Task Many_keys_at_once_over_two_instances_are_one_row_each()
    {
        var other = await OpenAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i =>
            (i % 2 == 0 ? Store : other).AcceptAsync(Some.Message("m" + i / 2 % 100, account: "a" + i / 2 % 100))));

        Assert.Equal(100, results.Count(r => r == Acceptance.Stored));
        Assert.Equal(900, results.Count(r => r == Acceptance.Duplicate));
    }

    [StoreFact]
    public async Task The_same_key_on_another_channel_is_another_message()
    {
        Assert.Equal(Acceptance.Stored, await Store.AcceptAsync(Some.Message("m1")));
        Assert.Equal(Acceptance.Stored, await Store.AcceptAsync(Some.Message("m1") with { Channel = "dingtalk" }));
    }

    [StoreFact]
    public async Task The_next_of_a_chat_is_handed_out_when_the_one_before_is_finished()
    {
        foreach (var key in (string[])["a1", "a2"]) await Store.AcceptAsync(Some.Message(key, "a"));
        await Store.AcceptAsync(Some.Message("b1", "b"));
        await Store.AcceptAsync(Some.Message("g1", "a", group: "g"));

        Assert.Equal(["a1", "b1", "g1"], (await Claim()).Select(i => i.Message.Key));
        Assert.Empty(await Claim());
        var first = (await Read(s => s.Inbox.Find("wecom", "a1")))!.Id;
        Assert.True(await Store.WriteAsync(tx => tx.Inbox.Done(first)));
        Assert.False(await Store.WriteAsync(tx => tx.Inbox.Done(first)));
        Assert.Equal(["a2"], (await Claim()).Select(i => i.Message.Key));
    }

    [StoreFact]
    public async Task Who_says_very_much_keeps_nobody_waiting_for_all_of_it()
    {
        await Task.WhenAll(Enumerable.Range(0, 1100).Select(i => Store.AcceptAsync(Some.Message("much" + i, "much"))));
        await Store.AcceptAsync(Some.Message("little", "little"));
        for (var done = 0; ; done++)
        {
            Assert.InRange(done, 0, 100);
            var claimed = await Claim();
            await Store.WriteAsync(tx =>
            {
                foreach (var item in claimed) Assert.True(tx.Inbox.Done(item.Id));
            });
            if (claimed.Any(item => item.Message.Key == "little")) return;
            Assert.Single(claimed);
        }
    }

    [StoreFact]
    public async Task A_message_of_a_dead_instance_is_handed_out_again_after_the_lease()
    {
        await Store.AcceptAsync(Some.Message("m1"));
        await Claim();
        Clock.Move(Lease);
        Assert.Empty(await Claim());
        Clock.Move(TimeSpan.FromSeconds(1));

        Assert.Equal(2, Assert.Single(await Claim()).Attempts);
    }

    [StoreFact]
    public async Task Two_instances_never_get_the_same_message()
    {
        var other = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Store.AcceptAsync(Some.Message("m" + i, "a" + i))));

        var claims = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            (i % 2 == 0 ? Store : other).WriteAsync(tx => tx.Inbox.Claim(10, "i" + i, Lease))));

        var ids = claims.SelectMany(items => items.Select(item => item.Id)).ToList();
        Assert.Equal(ids.Distinct().Count(), ids.Count);
        ids.AddRange((await Claim(200)).Select(item => item.Id));
        Assert.Equal(200, ids.Distinct().Count());
    }

    [StoreFact]
    public async Task A_message_that_failed_lets_the_next_one_pass_and_a_later_one_waits()
    {
        foreach (var key in (string[])["a1", "a2"]) await Store.AcceptAsync(Some.Message(key, "a"));
        var first = Assert.Single(await Claim());

        await Store.WriteAsync(tx => tx.Inbox.Later(first, TimeSpan.FromSeconds(5), "store away"));
        Assert.Empty(await Claim());
        Clock.Move(TimeSpan.FromSeconds(6));
        Assert.Equal(("a1", 2), ((await Claim()).Single().Message.Key, 2));
        await Store.WriteAsync(tx => tx.Inbox.Failed(first.Id, "fault"));
        Assert.Equal("a2", Assert.Single(await Claim()).Message.Key);
        Assert.Equal((InboxState.Failed, "fault"), await Read(s => (s.Inbox.Find(first.Id)!.State, s.Inbox.Find(first.Id)!.Error)));
    }

    [StoreFact]
    public async Task Keys_are_kept_for_a_week_and_messages_behind_records_for_ever()
    {
        foreach (var key in (string[])["m1", "m2", "m3"]) await Store.AcceptAsync(Some.Message(key, key));
        foreach (var item in (await Claim()).Take(2))
        {
            await Store.WriteAsync(tx =>
            {
                if (item.Message.Key == "m1") tx.Records.Add(Some.Item(), item.Id);
                tx.Inbox.Done(item.Id);
            });
        }

        Clock.Move(TimeSpan.FromDays(7));
        Assert.Equal(0, await Store.WriteAsync(tx => tx.Inbox.Purge(tx.Now)));
        Clock.Move(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await Store.WriteAsync(tx => tx.Inbox.Purge(tx.Now)));
        Assert.NotNull(await Read(s => s.Inbox.Find("wecom", "m1")));
        Assert.Null(await Read(s => s.Inbox.Find("wecom", "m2")));
        Assert.NotNull(await Read(s => s.Inbox.Find("wecom", "m3")));
        Assert.Equal([1001], await Read(s => s.Records.CausedBy(s.Inbox.Find("wecom", "m1")!.Id)));
    }

    private Task<IReadOnlyList<InboxItem>> Claim(int most = 10) => Store.WriteAsync(tx => tx.Inbox.Claim(most, "one", Lease));
}

public sealed class Inbox_on_Sqlite() : InboxTests(new SqlitePlace());

public sealed class Inbox_on_Postgres() : InboxTests(new PostgresPlace());
