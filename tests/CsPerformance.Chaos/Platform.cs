using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using CsPerformance.Domain.People;
using CsPerformance.FakePlatforms.WeCom;

namespace CsPerformance.Chaos;

/// <summary>
/// The WeChat Work of a trial, in the trial's own process: people speak through it, and it counts what they are shown, whatever the bot's store
/// says of that. Like the real one it drops what is sent again within the time of its duplicate check, but not what a group robot sends.
/// </summary>
internal sealed partial class Platform : IAsyncDisposable
{
    public const string Channel = "wecom";

    // More than a trial says in a minute; the older of the published limits would slow it down.
    private const int SendsPerMinute = 100_000;

    // So that a sender may die between sending and hearing of it.
    private static readonly TimeSpan _answerTakes = TimeSpan.FromMilliseconds(20);

    private readonly FakeWeCom fake;
    private readonly ConcurrentDictionary<(string To, string Reference), int> shown = new();
    private readonly ConcurrentDictionary<(string To, long Record), int> notices = new();

    private Platform(FakeWeCom fake)
    {
        this.fake = fake;
        fake.Api.Mail.Arrived += Count;
    }

    /// <summary>Raised for each message with the reference of what was said; in the thread of who shows it.</summary>
    public event Action<string, string>? Shown;

    /// <summary>What makes a bot speak here.</summary>
    public IReadOnlyList<string> Settings =>
    [
        $"--WeCom:CorpId={fake.Settings.CorpId}", $"--WeCom:AgentId={fake.Settings.AgentId}", $"--WeCom:Secret={fake.Settings.Secret}", $"--WeCom:Token={fake.Settings.Token}",
        $"--WeCom:EncodingAESKey={fake.Settings.EncodingAesKey}", $"--WeCom:ApiBaseUrl={fake.Address}", string.Create(CultureInfo.InvariantCulture, $"--WeCom:CallsPerMinute={SendsPerMinute}"),
    ];

    /// <summary>Who was told of which record about them, and how often.</summary>
    public IReadOnlyDictionary<(string To, long Record), int> Notices => notices;

    /// <summary>How often the platform was handed a message that it had shown already, and dropped it.</summary>
    public int Dropped => fake.Api.Mail.Repeated.Count;

    /// <summary>How long the platform waits for a callback's answer before it sends again.</summary>
    public TimeSpan Patience => fake.Settings.CallbackPatience;

    /// <param name="answerTakes">How long the platform takes to say that it took a message; null for a short time.</param>
    public static async Task<Platform> StartAsync(IEnumerable<Person> members, TimeSpan? answerTakes = null)
    {
        var fake = await FakeWeCom.StartAsync(new FakeWeComSettings { SendsPerMinute = SendsPerMinute, AnswerTakes = answerTakes ?? _answerTakes });
        foreach (var person in members) fake.Api.Directory.Add(new FakeMember(person.Number, person.Name));
        return new Platform(fake);
    }

    /// <summary>A group robot for a team, as a setting of the bots.</summary>
    public IEnumerable<string> RobotOf(int place, string team)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"trial-robot-{place:0000000000}");
        fake.Api.Mail.AddRobot(key, team);
        var setting = string.Create(CultureInfo.InvariantCulture, $"--WeComWebhooks:{place}");
        return [$"{setting}:Team={team}", $"{setting}:Key={key}"];
    }

    /// <summary>Through which members speak to one bot.</summary>
    public FakeWeComCallbacks DoorOf(BotProcess bot) => new(fake.Settings with { BotCallback = new Uri(bot.Address, "wecom/callback").ToString() });

    /// <summary>What a member says, and the key that the bot's store knows it by.</summary>
    public (string Plain, string Key) Say(FakeWeComCallbacks door, string from, string text)
    {
        var plain = door.Message(from, "text", $"<Content><![CDATA[{text}]]></Content>");
        return (plain, $"{fake.Settings.CorpId}:{fake.Settings.AgentId}:{from}:{MessageId().Match(plain).Groups[1].Value}");
    }

    /// <summary>How often somebody was shown something with a reference in it.</summary>
    public int Times(string to, string reference) => shown.GetValueOrDefault((to, reference));

    /// <summary>What each group was shown, and how often each.</summary>
    public IReadOnlyDictionary<(string To, string Text), int> Boards() =>
        fake.Api.Mail.Delivered.Where(delivery => delivery.Text is not null).CountBy(delivery => (delivery.To, delivery.Text!)).ToDictionary();

    public ValueTask DisposeAsync() => fake.DisposeAsync();

    private void Count(FakeDelivery delivery)
    {
        if (Chaos.Notices.RecordIn(delivery.Text ?? "") is { } record) notices.AddOrUpdate((delivery.To, record), 1, (_, times) => times + 1);
        if (Reference().Match(delivery.Text ?? "") is not { Success: true } found) return;
        shown.AddOrUpdate((delivery.To, found.Value), 1, (_, times) => times + 1);
        Shown?.Invoke(delivery.To, found.Value);
    }

    [GeneratedRegex("会话[0-9]+")]
    private static partial Regex Reference();

    [GeneratedRegex("<MsgId>([0-9]+)</MsgId>")]
    private static partial Regex MessageId();
}
