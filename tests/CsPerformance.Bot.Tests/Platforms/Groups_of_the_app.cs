using System.Text;
using CsPerformance.Bot.Demo;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;
using CsPerformance.Domain.Time;
using CsPerformance.FakePlatforms.WeCom;

namespace CsPerformance.Bot.Tests.Platforms;

/// <summary>A company with the app alone: it makes a group for each team, and the board goes there, words first and then the picture.</summary>
public sealed class Groups_of_the_app : IAsyncLifetime
{
    private const string FirstTeam = "客服一组", SecondTeam = "客服二组";

    private FakeWeCom _fake = null!;
    private PlatformHost _bot = null!;

    public async Task InitializeAsync()
    {
        var port = PlatformHost.FreePort();
        _fake = await FakeWeCom.StartAsync(new FakeWeComSettings { BotCallback = $"http://127.0.0.1:{port}/wecom/callback", CallbackPatience = TimeSpan.FromSeconds(60) });
        foreach (var person in DemoCompany.People) _fake.Api.Directory.Add(new FakeMember(person.Number, person.Name));
        var settings = _fake.Settings;
        _bot = await PlatformHost.StartAsync(port,
        [
            $"--WeCom:ApiBaseUrl={_fake.Address}", $"--WeCom:CorpId={settings.CorpId}", $"--WeCom:AgentId={settings.AgentId}", $"--WeCom:Secret={settings.Secret}",
            $"--WeCom:Token={settings.Token}", $"--WeCom:EncodingAESKey={settings.EncodingAesKey}", "--WeCom:TeamGroups=true",
            $"--WeComWebhooks:0:Team={SecondTeam}", $"--WeComWebhooks:0:Key={settings.WebhookKey}",
            $"--WeComRobot:GatewayUrl={_fake.GatewayAddress}", $"--WeComRobot:BotId={settings.BotId}", $"--WeComRobot:Secret={settings.BotSecret}",
        ]);
    }

    public async Task DisposeAsync()
    {
        await _bot.DisposeAsync();
        await _fake.DisposeAsync();
    }

    [Fact]
    public async Task The_board_and_its_picture_reach_the_group_that_the_app_made()
    {
        var chat = await MadeAsync();
        var group = Assert.Single(_fake.Api.Mail.Groups).Value;
        Assert.Equal((FirstTeam, "10001"), ((string?)group["name"], (string?)group["owner"]));
        Assert.Equal(["10001", "10002", "10003", "10004", "10005"], group["userlist"]!.AsArray().Select(user => (string)user!).Order());
        await BoardAsync();
        var arrived = await _bot.UntilAsync(() => In(chat) is { Count: 2 } both ? both : null, "the board and its picture");
        Assert.Equal(["text", "image"], arrived.Select(delivery => delivery.Type));
        Assert.Contains("📊 客服一组", arrived[0].Text, StringComparison.Ordinal);
        var picture = _fake.Api.Mail.Find((string)arrived[1].Body["image"]!["media_id"]!)!;
        Assert.Equal("客服一组周榜.png", picture.Name);
        Assert.StartsWith("\x89PNG", Encoding.Latin1.GetString(picture.Content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_group_follows_the_roster_and_yields_to_one_that_the_lead_chose()
    {
        var chat = await MadeAsync();
        await _bot.Store.WriteAsync(transaction =>
        {
            var month = Period.Month(transaction.Today);
            foreach (var (number, change) in new (string, Func<Person, Person>)[] { ("10001", lead => lead with { Active = false }), ("10002", agent => agent with { Roles = new HashSet<Role> { Role.Lead } }) })
                transaction.People.Save(change(transaction.People.Find(number)!), month);
        });
        await _bot.Get<Bot.Platforms.WeComTeamGroups>().RunAsync(default);
        Assert.Equal("10002", (string?)_fake.Api.Mail.Groups[chat]["owner"]);
        Assert.DoesNotContain("10001", _fake.Api.Mail.Groups[chat]["userlist"]!.AsArray().Select(user => (string)user!));

        await _bot.UntilAsync(() => _fake.Gateway.Subscriptions > 0 ? _fake : null, "the robot's connection");
        await _fake.Gateway.SayAsync("10002", "@绩效助手 团队", "wrChosen");
        await _bot.UntilAsync(async () => await _bot.Store.ReadAsync(session => session.GroupChats.TeamOf("wecom-robot", "wrChosen")), "the binding of the group");
        await _bot.Get<Bot.Platforms.WeComTeamGroups>().RunAsync(default);
        Assert.Null(await _bot.Store.ReadAsync(session => session.GroupChats.TeamOf("wecom", chat)));
    }

    private Task<string> MadeAsync() =>
        _bot.UntilAsync(async () => await _bot.Store.ReadAsync(session => session.GroupChats.Of(FirstTeam).FirstOrDefault(group => group.Channel == "wecom").Chat), "the team's group");

    private async Task BoardAsync()
    {
        var month = new DateOnly(2026, 11, 30);
        await _bot.Store.WriteAsync(transaction =>
        {
            foreach (var (kind, code, value) in new[] { (RecordKind.Metric, "conversations", 5200m), (RecordKind.Metric, "tickets", 310m), (RecordKind.Rating, "execution", 280m) })
                transaction.Records.AddReplacing(new NewRecord(kind, "10002", code, month, month, "10001", "wecom", Value: value));
        });
        _bot.Clock.MoveTo(new DateTimeOffset(2026, 11, 30, 9, 10, 0, TimeSpan.FromHours(8)));
        await _bot.RunDue(_bot.Clock.GetUtcNow(), CancellationToken.None);
    }

    private List<FakeDelivery> In(string chat) => [.. _fake.Api.Mail.Delivered.Where(delivery => delivery.To == "group:" + chat)];
}
