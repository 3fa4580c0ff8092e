using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Hosting;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;
using BotConversation = CsPerformance.Bot.Conversation.Conversation;
using Record = CsPerformance.Domain.Records.Record;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>The demo company with a real store and the real conversation, without a host: say something, see what is said.</summary>
internal sealed class ChatWorld : IAsyncDisposable
{
    private const string Channel = "simulator";

    // Its tables and people take longer than most of what is said among them: they are made once, and each world gets a copy.
    private static readonly Lazy<Task<byte[]>> _founded = new(FoundAsync);

    private readonly StorePlace place;
    private readonly MovedClock clock;
    private readonly BotConversation conversation;
    private string instance = "m";
    private int said;

    private ChatWorld(StorePlace place, Store store, MovedClock clock, string? schemesFolder)
    {
        this.place = place;
        this.clock = clock;
        Store = store;
        Business = new BusinessClock(clock, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
        var schemes = new SchemesInForce("kf-2017", schemesFolder);
        var calendar = Calendars.Read(Path.Combine(AppContext.BaseDirectory, "Schemes", "calendars")).Days;
        Scores = new ScoreBook(schemes, calendar);
        conversation = new BotConversation(store, new House(schemes, Scores, calendar, Business), new Vocabularies(), Business);
    }

    public Store Store { get; }

    public BusinessClock Business { get; }

    public ScoreBook Scores { get; }

    /// <summary>Wednesday 25 November 2026, 10:00 in Shanghai.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 11, 25, 10, 0, 0, TimeSpan.FromHours(8));

    /// <param name="schemesFolder">Where the files lie that can be put in force; null: those that ship.</param>
    public static async Task<ChatWorld> OpenAsync(string? schemesFolder = null)
    {
        var place = await StorePlace.PrepareAsync();
        var clock = new MovedClock(Start);
        if (!place.IsPostgres) await File.WriteAllBytesAsync(place.File, await _founded.Value);
        var store = await Store.OpenAsync(place.Options, clock);
        if (place.IsPostgres) await store.WriteAsync(Found);
        return new ChatWorld(place, store, clock, schemesFolder);
    }

    /// <summary>An instance on a store that others may share; the first of them founds the company.</summary>
    public static async Task<ChatWorld> OpenAsync(StoreOptions options, string instance)
    {
        var clock = new MovedClock(Start);
        var store = await Store.OpenAsync(options, clock);
        await store.WriteAsync(transaction =>
        {
            if (transaction.People.All().Count == 0) Found(transaction);
        });
        return new ChatWorld(await StorePlace.PrepareAsync(), store, clock, null) { instance = instance };
    }

    public static IReadOnlyList<Person> DemoPeople { get; } =
    [
        Of("10001", "陈静", "客服一组", Role.Lead), Of("10002", "王芳", "客服一组", Role.Agent, "basic", "小芳"), Of("10003", "李强", "客服一组", Role.Agent, "basic"),
        Of("10004", "王磊", "客服一组", Role.Agent, "vip"), Of("10005", "赵敏", "客服一组", Role.Agent, "phone"), Of("10006", "刘洋", "客服二组", Role.Lead),
        Of("10007", "孙丽", "客服二组", Role.Agent, "basic"), Of("10008", "周涛", "客服二组", Role.Agent, "vip"), Of("10009", "吴霞", "客服二组", Role.Agent, "phone"),
        Of("10010", "郑凯", null, Role.Qa), Of("10011", "冯雪", null, Role.Hr), Of("10012", "何军", null, Role.Admin),
    ];

    public void Move(TimeSpan time) => clock.Move(time);

    /// <summary>Says something in a direct chat, or in a team's group.</summary>
    public Task<IReadOnlyList<OutboxItem>> SayAsync(string from, string text, string? group = null, params string[] mentions) =>
        HearAsync(new IncomingMessage(Channel, $"{instance}{++said}", from, new Chat(group), text, mentions, Business.Now));

    public Task<IReadOnlyList<OutboxItem>> PressAsync(string from, string card, string key) =>
        HearAsync(new IncomingMessage(Channel, $"{instance}{++said}", from, Chat.Direct, "", [], Business.Now, Press: new ButtonPress(card, key)));

    /// <summary>Says something and presses 确认 on the card that comes back.</summary>
    public async Task<IReadOnlyList<OutboxItem>> ConfirmAsync(string from, string text, params string[] mentions)
    {
        var asked = await SayAsync(from, text, null, mentions);
        var card = asked.SingleOrDefault(item => item.Message.Card is not null && item.To.Person == from)?.Message.Card;
        Assert.True(card is not null, asked.To(from));
        return await PressAsync(from, card.Id, card.Buttons.Single(button => button.Label == "确认").Key);
    }

    public async Task<IReadOnlyList<OutboxItem>> HearAsync(IncomingMessage message)
    {
        await Store.AcceptAsync(message);
        var item = await Store.ReadAsync(session => session.Inbox.Find(message.Channel, message.Key)!);
        await conversation.AnswerAsync(item.Id, item.Message, default);
        return await Store.ReadAsync(session => session.Outbox.CausedBy(item.Id));
    }

    public Task<Record?> RecordAsync(long number) => Store.ReadAsync(session => session.Records.Find(number));

    public Task<IReadOnlyList<Record>> RecordsAsync(string person) => Store.ReadAsync(session => session.Records.Query(new RecordFilter { Person = person }));

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await place.DisposeAsync();
    }

    private static async Task<byte[]> FoundAsync()
    {
        var folder = Directory.CreateTempSubdirectory("chat").FullName;
        await using (var store = await OpenStoreAsync(folder, new MovedClock(Start)))
        {
            await store.WriteAsync(Found);
        }
        // Closed, it is one file without a log beside it.
        Assert.Equal([FileIn(folder)], Directory.GetFiles(folder));
        var bytes = await File.ReadAllBytesAsync(FileIn(folder));
        Directory.Delete(folder, true);
        return bytes;
    }

    private static void Found(Transaction transaction)
    {
        foreach (var person in DemoPeople) transaction.People.Save(person, Period.Month(2026, 1));
        foreach (var person in DemoPeople) transaction.Identities.Bind(Channel, person.Number, person.Number, "test");
        foreach (var team in new[] { "客服一组", "客服二组" }) transaction.GroupChats.Bind(team, Channel, team);
    }

    private static string FileIn(string folder) => Path.Combine(folder, "bot.db");

    private static Task<Store> OpenStoreAsync(string folder, TimeProvider clock) =>
        Store.OpenAsync(new StoreOptions(StoreProvider.Sqlite, $"Data Source={FileIn(folder)}"), clock);

    private static Person Of(string number, string name, string? team, Role role, string? position = null, params string[] nicknames) =>
        new(number, name, nicknames, team, new HashSet<Role> { role }, position, position is null ? null : "初级");

    /// <summary>A clock that stands still until it is moved.</summary>
    private sealed class MovedClock(DateTimeOffset start) : TimeProvider
    {
        private DateTimeOffset now = start.ToUniversalTime();

        public void Move(TimeSpan time) => now += time;

        public override DateTimeOffset GetUtcNow() => now;
    }
}

internal static class Heard
{
    /// <summary>Everything that went to somebody, as text.</summary>
    public static string To(this IReadOnlyList<OutboxItem> items, string person) =>
        string.Join('\n', items.Where(item => item.To.Person == person).Select(item => item.Message.Text));

    public static string ToGroup(this IReadOnlyList<OutboxItem> items, string group) =>
        string.Join('\n', items.Where(item => item.To.Group == group).Select(item => item.Message.Text));
}
