using System.Net;
using System.Text.RegularExpressions;
using CsPerformance.Domain.Records;
using CsPerformance.FakePlatforms.DingTalk;

namespace CsPerformance.Bot.Tests.Platforms;

/// <summary>A day of the first team on DingTalk, in Stream mode; one of them is known from another platform already.</summary>
public sealed class Talking_on_DingTalk
{
    private const string Group = "cidTeamOne";

    [Fact]
    public async Task A_record_its_reasons_a_leave_and_a_second_account_pass_through_the_stream()
    {
        await using var fake = await FakeDingTalk.StartAsync(new FakeCompany { ClientId = "dingcanaryid", ClientSecret = "dingCanarySecret-0123456789" });
        fake.Company.AccessToken = "canary-access-token";
        fake.Company.Members.AddRange([new("staff-zheng", "郑凯", "10010", ""), new("staff-he", "何军", "10012", ""), new("staff-zhao", "赵敏", "", "")]);
        await using var bot = await PlatformHost.StartAsync(PlatformHost.FreePort(), Settings(fake), stayOnSimulator: "10005");
        await HeardAsync(bot, fake, "user:staff-he", "吴霞(10009)", "赵敏(staff-zhao)");
        await bot.UntilAsync(() => fake.Gateway.Connections.Count > 0 ? fake : null, "the connection");

        await DeductAsync(bot, fake);
        await PraiseAsync(bot, fake);
        await SayAsync(fake, "staff-wang", "我的分数");
        await HeardAsync(bot, fake, "user:staff-wang", "11月绩效");
        await SayAsync(fake, "staff-wang", "为什么");
        await HeardAsync(bot, fake, "user:staff-wang", "优秀案例", "版本");
        await SayAsync(fake, "staff-wang", "工资预估");
        var pay = await HeardAsync(bot, fake, "user:staff-wang", "工资", "元");
        await LeaveAsync(bot, fake);
        await SpeakInGroupAsync(bot, fake);
        await BindAsync(bot, fake);

        Assert.Contains("access_token 已取得", bot.Log, StringComparison.Ordinal);
        string[] canaries = [fake.Company.ClientSecret, fake.Company.AccessToken, "sendBySession", "搬家", "88213", .. Regex.Matches(pay, @"\d[\d.]*元").Select(yuan => yuan.Value)];
        Assert.All(canaries, canary => Assert.DoesNotContain(canary, bot.Log, StringComparison.Ordinal));
    }

    private static string[] Settings(FakeDingTalk fake) =>
    [
        $"--DingTalk:ClientId={fake.Company.ClientId}", $"--DingTalk:ClientSecret={fake.Company.ClientSecret}", $"--DingTalk:RobotCode={fake.Company.ClientId}",
        $"--DingTalk:ApiBaseUrl={fake.Url}", $"--DingTalk:OapiBaseUrl={fake.Url}",
    ];

    private static async Task DeductAsync(PlatformHost bot, FakeDingTalk fake)
    {
        await SayAsync(fake, "staff-zheng", "质检 @李强 会话5531 未及时回复 扣5分");
        var card = await CardAsync(bot, fake, "user:staff-zheng", "确认");
        Assert.Empty(await bot.RecordsAsync("10003"));
        var press = FakeGateway.Press("staff-zheng", card.CardId!, card.Buttons[0].Key!);
        await fake.Gateway.PushAsync(press);
        await fake.Gateway.PushAsync(press);
        Assert.Equal(5m, Assert.Single(await bot.RecordsAsync("10003", records => records.Count > 0, "the deduction")).Points);
        await HeardAsync(bot, fake, "user:staff-li", "申诉");
        await bot.UntilAsync(() => ((string?)fake.Company.Cards[card.CardId!]["status"])!.Contains("已确认", StringComparison.Ordinal) ? card : null, "the card's update");
    }

    private static async Task PraiseAsync(PlatformHost bot, FakeDingTalk fake)
    {
        const string words = "记 @王芳 优秀案例 工单88213";
        // Nobody listens at the callback's address in Stream mode, and somebody from outside has no account.
        using var http = new HttpClient();
        using var forged = await http.PostAsync(new Uri(bot.Address, "/dingtalk/callback"), new StringContent(fake.Company.Message("staff-chen", words).ToJsonString()));
        Assert.Equal(HttpStatusCode.NotFound, forged.StatusCode);
        var outside = fake.Company.Message("stranger", words);
        outside.Remove("senderStaffId");
        outside["senderCorpId"] = "dingelsewhere";
        await fake.Gateway.PushAsync(FakeGateway.Robot(outside));
        await HeardAsync(bot, fake, "user:stranger", "只为本公司成员服务");
        var message = fake.Company.Message("staff-chen", words);
        await fake.Gateway.PushAsync(FakeGateway.Robot(message));
        await fake.Gateway.PushAsync(FakeGateway.Robot(message));
        await HeardAsync(bot, fake, "user:staff-wang", "优秀案例");
        Assert.Equal("工单88213", Assert.Single(await bot.RecordsAsync("10002")).Reference);
    }

    private static async Task LeaveAsync(PlatformHost bot, FakeDingTalk fake)
    {
        await SayAsync(fake, "staff-wang", "请假 明天下午 事假 半天 搬家");
        await HeardAsync(bot, fake, "user:staff-wang", "将失去");
        await SayAsync(fake, "staff-wang", "确认");
        var number = (await bot.RecordsAsync("10002", records => records.Count == 2, "the leave")).Single(record => record.Kind == RecordKind.Leave).Number;
        var card = await CardAsync(bot, fake, "user:staff-chen", "同意");
        await fake.Gateway.PushAsync(FakeGateway.Press("staff-chen", card.CardId!, $"同意 {number}"));
        await bot.RecordsAsync("10002", records => records.Single(record => record.Number == number).State == RecordState.Active, "the approval");
    }

    private static async Task SpeakInGroupAsync(PlatformHost bot, FakeDingTalk fake)
    {
        await SayAsync(fake, "staff-li", "明细", Group);
        await HeardAsync(bot, fake, "group:" + Group, "已私信您");
        await HeardAsync(bot, fake, "user:staff-li", "会话5531");
        await SayAsync(fake, "staff-chen", "团队", Group);
        await HeardAsync(bot, fake, "group:" + Group, "本群已设为 客服一组 的群");
        Assert.Equal("客服一组", await bot.Store.ReadAsync(session => session.GroupChats.TeamOf("dingtalk", Group)));
        Assert.DoesNotContain(fake.Company.Deliveries, delivery => delivery.To == "group:" + Group && delivery.Text.Contains("李强", StringComparison.Ordinal));
    }

    /// <summary>赵敏 is known from the simulator; once the lead agrees, what is told to her goes to where she spoke last, once.</summary>
    private static async Task BindAsync(PlatformHost bot, FakeDingTalk fake)
    {
        await SayAsync(fake, "staff-zhao", "我的分数");
        await HeardAsync(bot, fake, "user:staff-zhao", "还没有绑定工号");
        await SayAsync(fake, "staff-zhao", "绑定 10002");
        await HeardAsync(bot, fake, "user:staff-zhao", "已绑定其他账号");
        await SayAsync(fake, "staff-zhao", "绑定 10005");
        var card = await CardAsync(bot, fake, "user:staff-chen", "同意", "拒绝");
        await fake.Gateway.PushAsync(FakeGateway.Press("staff-chen", card.CardId!, card.Buttons[0].Key!));
        await bot.UntilAsync(async () => await bot.Store.ReadAsync(session => session.Identities.Find("dingtalk", "staff-zhao")), "the binding");
        bot.Clock.MoveTo(bot.Clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        await SayAsync(fake, "staff-zhao", "我的分数");
        await HeardAsync(bot, fake, "user:staff-zhao", "11月绩效");
        await SayAsync(fake, "staff-chen", "记 @赵敏 优秀案例");
        await HeardAsync(bot, fake, "user:staff-zhao", "陈静", "优秀案例");
        Assert.Equal(["dingtalk", "simulator"], await bot.Store.ReadAsync(session => session.Identities.AccountsOf("10005").Select(account => account.Channel).ToArray()));
        Assert.Single(fake.Company.Deliveries, delivery => delivery.To == "user:staff-zhao" && delivery.Text.Contains("优秀案例", StringComparison.Ordinal));
    }

    private static Task SayAsync(FakeDingTalk fake, string account, string text, string? group = null) =>
        fake.Gateway.PushAsync(FakeGateway.Robot(fake.Company.Message(account, text, group)));

    private static Task<string> HeardAsync(PlatformHost bot, FakeDingTalk fake, string to, params string[] words) => bot.UntilAsync(
        () => fake.Company.Deliveries.Where(delivery => delivery.To == to).Select(delivery => $"{delivery.Title}\n{delivery.Text}\n{string.Join('\n', delivery.Buttons.Select(button => button.Label))}")
            .FirstOrDefault(text => words.All(word => text.Contains(word, StringComparison.Ordinal))),
        $"{string.Join('、', words)} to {to}");

    /// <summary>The latest card with buttons of these names.</summary>
    private static Task<FakeDelivery> CardAsync(PlatformHost bot, FakeDingTalk fake, string to, params string[] buttons) => bot.UntilAsync(
        () => fake.Company.Deliveries.LastOrDefault(delivery => delivery.To == to && delivery.CardId is not null
            && buttons.All(button => delivery.Buttons.Any(shown => shown.Label.StartsWith(button, StringComparison.Ordinal)))),
        $"a card {buttons[0]} to {to}");
}
