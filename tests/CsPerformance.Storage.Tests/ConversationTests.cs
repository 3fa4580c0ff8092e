using CsPerformance.Domain.Chat;

namespace CsPerformance.Storage.Tests;

public abstract class ConversationTests(Place place) : StoreTests(place)
{
    [StoreFact]
    public async Task A_draft_is_taken_once_also_from_two_instances()
    {
        var other = await OpenAsync();
        var draft = new Draft("d1", "10001", "", "record", "{\"a\":\"扣\"}", Clock.GetUtcNow().AddMinutes(10));
        await Store.WriteAsync(tx => tx.Drafts.Add(draft));

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? Store : other).WriteAsync(tx => tx.Drafts.Take("d1"))));

        Assert.Equal(draft, Assert.Single(taken, one => one is not null));
        Assert.Equal(DraftState.Done, await Read(s => s.Drafts.StateOf("d1")));
        Assert.Null(await Read(s => s.Drafts.StateOf("d2")));
    }

    [StoreFact]
    public async Task A_draft_is_gone_at_the_moment_it_expires()
    {
        await Store.WriteAsync(tx => tx.Drafts.Add(new Draft("d1", "10001", "", "record", "{}", Clock.GetUtcNow().AddMinutes(10))));
        Clock.Move(TimeSpan.FromMinutes(10));

        Assert.Null(await Store.WriteAsync(tx => tx.Drafts.Take("d1")));
        Assert.Equal(DraftState.Expired, await Read(s => s.Drafts.StateOf("d1")));
        Assert.Equal("d1", Assert.Single(await Store.WriteAsync(tx => tx.Drafts.Expire())).Id);
        Assert.Empty(await Store.WriteAsync(tx => tx.Drafts.Expire()));
    }

    [StoreFact]
    public async Task A_bare_number_answers_the_latest_open_draft_of_that_chat()
    {
        foreach (var (id, chat) in (IEnumerable<(string, string)>)[("d1", ""), ("d2", ""), ("d3", "g1"), ("d4", "")])
        {
            await Store.WriteAsync(tx => tx.Drafts.Add(new Draft(id, "10001", chat, "record", "{}", tx.Now.AddMinutes(10))));
            Clock.Move(TimeSpan.FromSeconds(1));
        }
        Assert.True(await Store.WriteAsync(tx => tx.Drafts.Cancel("d4")));
        Assert.False(await Store.WriteAsync(tx => tx.Drafts.Cancel("d4")));

        Assert.Equal(["d2", "d1"], (await Read(s => s.Drafts.OpenOf("10001", ""))).Select(d => d.Id));
        Assert.Empty(await Read(s => s.Drafts.OpenOf("10002", "")));
    }

    [StoreFact]
    public async Task The_next_page_is_of_the_latest_long_answer()
    {
        await Store.WriteAsync(tx => tx.Pages.Put("10001", "", "one"));
        await Store.WriteAsync(tx => tx.Pages.Put("10001", "", "two"));

        Assert.Equal("two", await Read(s => s.Pages.Find("10001", "")));
        await Store.WriteAsync(tx => tx.Pages.Clear("10001", ""));
        Assert.Null(await Read(s => s.Pages.Find("10001", "")));
    }

    [StoreFact]
    public async Task A_file_is_kept_once_by_its_content()
    {
        var id = await Store.WriteAsync(tx => tx.Files.Keep(new Attachment("a.png", [1, 2], true)));

        Assert.Equal(id, await Store.WriteAsync(tx => tx.Files.Keep(new Attachment("b.png", [1, 2], true))));
        Assert.Equal("a12871fee210fb8619291eaea194581cbd2531e4b23759d225f6806923f63222", id);
        var found = await Read(s => s.Files.Find(id));
        Assert.Equal(("a.png", true, 2), (found!.Name, found.IsImage, found.Content.Length));
        Assert.Null(await Read(s => s.Files.Find("0")));
    }
}

public sealed class Conversation_on_Sqlite() : ConversationTests(new SqlitePlace());

public sealed class Conversation_on_Postgres() : ConversationTests(new PostgresPlace());
