using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsPerformance.Bot.Demo;
using CsPerformance.Domain.Records;
using CsPerformance.FakePlatforms.WeCom;

namespace CsPerformance.Bot.Tests.Platforms;

/// <summary>A day of the first team on WeChat Work: the app, its cards, the robot in the group and the group robot.</summary>
public sealed class Talking_on_WeChat_Work
{
    private const string Group = "wrTeamOne";

    [Fact]
    public async Task A_record_its_reasons_and_a_leave_pass_through_app_robot_and_group_robot()
    {
        var port = PlatformHost.FreePort();
        await using var fake = await FakeWeCom.StartAsync(new FakeWeComSettings { BotCallback = $"http://127.0.0.1:{port}/wecom/callback", CallbackPatience = TimeSpan.FromSeconds(30) });
        foreach (var person in DemoCompany.People.Where(person => person.Number != "10009")) fake.Api.Directory.Add(new FakeMember(person.Number, person.Name));
        fake.Api.Directory.Add(new FakeMember("XinRen", "新人"));
        await using var bot = await PlatformHost.StartAsync(port, Settings(fake));

        // The contacts bind by 工号; the admin hears once of those who are left over.
        await HeardAsync(bot, fake, "10012", "吴霞(10009)", "新人(xinren)");
        Assert.Equal(1, fake.Api.Directory.MenusCreated);

        await DeductAsync(bot, fake);
        await PraiseAsync(bot, fake);
        await fake.Callbacks.SayAsync("10002", "我的分数");
        await HeardAsync(bot, fake, "10002", "11月绩效");
        await fake.Callbacks.SayAsync("10002", "为什么");
        await HeardAsync(bot, fake, "10002", "优秀案例", "版本");
        await fake.Callbacks.SayAsync("10002", "工资预估");
        var pay = await HeardAsync(bot, fake, "10002", "工资", "元");
        await LeaveAsync(bot, fake);
        await SpeakInGroupAsync(bot, fake);
        await BoardAsync(bot, fake);

        await SendFilesAsync(bot, fake);
        await fake.Callbacks.PostAsync(fake.Callbacks.Message("10004", "voice", "<MediaId>m</MediaId><Format>amr</Format>"));
        await HeardAsync(bot, fake, "10004", "听不懂语音");
        Assert.Equal(["企业微信应用", "企业微信每日人次", "企业微信智能机器人"], await PlatformsWithoutTroubleAsync(bot));
        NothingPrivateIn(bot.Log, pay, fake.Settings);
    }

    private static string[] Settings(FakeWeCom fake) =>
    [
        $"--WeCom:ApiBaseUrl={fake.Address}", $"--WeCom:CorpId={fake.Settings.CorpId}", $"--WeCom:AgentId={fake.Settings.AgentId}", $"--WeCom:Secret={fake.Settings.Secret}",
        $"--WeCom:Token={fake.Settings.Token}", $"--WeCom:EncodingAESKey={fake.Settings.EncodingAesKey}",
        $"--WeComRobot:GatewayUrl={fake.GatewayAddress}", $"--WeComRobot:BotId={fake.Settings.BotId}", $"--WeComRobot:Secret={fake.Settings.BotSecret}",
        "--WeComWebhooks:0:Team=客服一组", $"--WeComWebhooks:0:Key={fake.Settings.WebhookKey}",
    ];

    private static async Task DeductAsync(PlatformHost bot, FakeWeCom fake)
    {
        await fake.Callbacks.SayAsync("10010", "质检 @李强 会话5531 未及时回复 扣5分");
        var task = await CardAsync(bot, fake, "10010", "确认");
        Assert.Empty(await bot.RecordsAsync("10003"));
        var press = fake.Callbacks.Event("10010", "template_card_event", "1", $"<TaskId>{task}</TaskId><ResponseCode>{fake.Api.Mail.NewCode(task)}</ResponseCode>");
        Assert.True((await fake.Callbacks.PostAsync(press)).Taken);
        Assert.True((await fake.Callbacks.PostAsync(press)).Taken);
        Assert.Equal(5m, Assert.Single(await bot.RecordsAsync("10003", records => records.Count > 0, "the deduction")).Points);
        await HeardAsync(bot, fake, "10003", "申诉");
        var update = await bot.UntilAsync(() => fake.Api.Mail.Updates.FirstOrDefault(), "the card's update");
        Assert.Equal("10010", (string?)Assert.Single(update["userids"]!.AsArray()));
    }

    private static async Task PraiseAsync(PlatformHost bot, FakeWeCom fake)
    {
        const string words = "<Content>记 @王芳 优秀案例 工单88213</Content>";
        var forger = new FakeWeComCallbacks(fake.Settings with { EncodingAesKey = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba" });
        Assert.All((await forger.PostAsync(forger.Message("10001", "text", words))).Statuses, status => Assert.Equal(403, status));
        var message = fake.Callbacks.Message("10001", "text", words);
        Assert.True((await fake.Callbacks.PostAsync(message)).Taken);
        Assert.True((await fake.Callbacks.PostAsync(message)).Taken);
        await HeardAsync(bot, fake, "10002", "优秀案例");
        Assert.Equal("工单88213", Assert.Single(await bot.RecordsAsync("10002")).Reference);
    }

    private static async Task LeaveAsync(PlatformHost bot, FakeWeCom fake)
    {
        await fake.Callbacks.SayAsync("10002", "请假 明天下午 事假 半天 搬家");
        await HeardAsync(bot, fake, "10002", "将失去");
        await fake.Callbacks.SayAsync("10002", "确认");
        var number = (await bot.RecordsAsync("10002", records => records.Count == 2, "the leave")).Single(record => record.Kind == RecordKind.Leave).Number;
        var task = await CardAsync(bot, fake, "10001", "同意");
        Assert.True((await fake.Callbacks.PressAsync("10001", task, $"同意 {number}", "RC2")).Taken);
        await bot.RecordsAsync("10002", records => records.Single(record => record.Number == number).State == RecordState.Active, "the approval");

        // Decided by words: the card shows it as well.
        await fake.Callbacks.SayAsync("10002", "请假 周五 事假 搬家");
        await HeardAsync(bot, fake, "10002", "周五", "请确认请假");
        await fake.Callbacks.SayAsync("10002", "确认");
        var second = (await bot.RecordsAsync("10002", records => records.Count == 3, "the second leave")).Max(record => record.Number);
        task = await CardAsync(bot, fake, "10001", "同意", $"#{second}");
        await fake.Callbacks.SayAsync("10001", $"同意 {second}");
        await bot.UntilAsync(() => fake.Api.Mail.Updates.FirstOrDefault(update => (string?)update["template_card"]?["task_id"] == task), "the card's update");
    }

    private static async Task SpeakInGroupAsync(PlatformHost bot, FakeWeCom fake)
    {
        await bot.UntilAsync(() => fake.Gateway.Subscriptions > 0 ? fake : null, "the robot's connection");
        await fake.Gateway.SayAsync("10002", "@绩效助手 我的分数", Group);
        await bot.UntilAsync(() => RobotSaid(fake).Contains("已私信您", StringComparison.Ordinal) ? fake : null, "the word in the group");
        await HeardAsync(bot, fake, "10002", "11月绩效");
        await fake.Gateway.SayAsync("10001", "@绩效助手 团队", Group);
        await bot.UntilAsync(() => RobotSaid(fake).Contains("本群已设为 客服一组 的群", StringComparison.Ordinal) ? fake : null, "the binding of the group");
        Assert.Equal("客服一组", await bot.Store.ReadAsync(session => session.GroupChats.TeamOf("wecom-robot", Group)));
        Assert.DoesNotContain("11月绩效", RobotSaid(fake), StringComparison.Ordinal);
        Assert.DoesNotContain("李强", RobotSaid(fake), StringComparison.Ordinal);
    }

    /// <summary>The board of the week goes to the group robot of the team, its words first and then its picture, and not to the robot's group besides.</summary>
    private static async Task BoardAsync(PlatformHost bot, FakeWeCom fake)
    {
        var month = new DateOnly(2026, 11, 30);
        await bot.Store.WriteAsync(transaction =>
        {
            foreach (var (kind, code, value) in new[] { (RecordKind.Metric, "conversations", 5200m), (RecordKind.Metric, "tickets", 310m), (RecordKind.Rating, "execution", 280m) })
                transaction.Records.AddReplacing(new NewRecord(kind, "10002", code, month, month, "10001", "wecom", Value: value));
        });
        bot.Clock.MoveTo(new DateTimeOffset(2026, 11, 30, 9, 10, 0, TimeSpan.FromHours(8)));
        await bot.RunDue(bot.Clock.GetUtcNow(), CancellationToken.None);
        await HeardAsync(bot, fake, "webhook", "📊", "客服一组", "周榜");
        // The fake compares picture and md5 as the platform does.
        var picture = await bot.UntilAsync(() => fake.Api.Mail.Delivered.FirstOrDefault(delivery => delivery is { To: "webhook", Type: "image" }), "the picture");
        Assert.StartsWith("\x89PNG", Encoding.Latin1.GetString(Convert.FromBase64String((string)picture.Body["image"]!["base64"]!)), StringComparison.Ordinal);
        Assert.Equal(["markdown", "image"], fake.Api.Mail.Delivered.Where(delivery => delivery.To == "webhook").Select(delivery => delivery.Type));
        Assert.DoesNotContain("📊", RobotSaid(fake), StringComparison.Ordinal);
    }

    private static async Task SendFilesAsync(PlatformHost bot, FakeWeCom fake)
    {
        var content = "not a workbook, but evidence"u8.ToArray();
        await fake.Callbacks.SendFileAsync("10001", fake.Api.Mail.Keep("截图说明.txt", content), "截图说明.txt");
        var id = Convert.ToHexStringLower(SHA256.HashData(content));
        await bot.UntilAsync(async () => await bot.Store.ReadAsync(session => session.Files.Find(id)), "the file");
        await fake.Callbacks.SendFileAsync("10001", "MEDIAgone", "名单.xlsx");
        await HeardAsync(bot, fake, "10001", "没能取到");

        // A table is shown first and stored when the card is pressed.
        var book = Files.Workbook.Write(new Files.Sheet("数据", ["工号", "工单量"], [[new("10005"), new(310m)]]));
        await fake.Callbacks.SendFileAsync("10001", fake.Api.Mail.Keep("工单.xlsx", book), "工单.xlsx");
        var task = await CardAsync(bot, fake, "10001", "导入");
        await fake.Callbacks.PostAsync(fake.Callbacks.Event("10001", "template_card_event", "1", $"<TaskId>{task}</TaskId><ResponseCode>{fake.Api.Mail.NewCode(task)}</ResponseCode>"));
        Assert.Equal(310m, Assert.Single(await bot.RecordsAsync("10005", records => records.Count > 0, "the figure")).Value);
    }

    private static string RobotSaid(FakeWeCom fake) => string.Join('\n', fake.Gateway.Frames.Where(frame => frame.FromClient).Select(frame => Regex.Unescape(frame.Frame.ToJsonString())));

    private static Task<string> HeardAsync(PlatformHost bot, FakeWeCom fake, string to, params string[] words) => bot.UntilAsync(
        () => fake.Api.Mail.Delivered.Where(delivery => delivery.To == to).Select(Read).FirstOrDefault(text => words.All(word => text.Contains(word, StringComparison.Ordinal))),
        $"{string.Join('、', words)} to {to}");

    private static string Read(FakeDelivery delivery) => delivery.Text ?? Regex.Unescape(delivery.Body.ToJsonString());

    /// <summary>The task of the card that has a button of this name.</summary>
    private static Task<string> CardAsync(PlatformHost bot, FakeWeCom fake, string to, string button, string title = "") => bot.UntilAsync(
        () => fake.Api.Mail.Delivered.Where(delivery => delivery.To == to && delivery.Type == "template_card")
            .Where(delivery => delivery.Body["template_card"]!["button_list"]!.AsArray().Any(b => ((string)b!["text"]!).StartsWith(button, StringComparison.Ordinal)))
            .Where(delivery => ((string?)delivery.Body["template_card"]!["main_title"]?["title"] ?? "").Contains(title, StringComparison.Ordinal))
            .Select(delivery => (string?)delivery.Body["template_card"]!["task_id"]).LastOrDefault(),
        $"a card {button} to {to}");

    private static async Task<IEnumerable<string>> PlatformsWithoutTroubleAsync(PlatformHost bot)
    {
        using var http = new HttpClient();
        var ready = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri(bot.Address, "/readyz")));
        return ready.GetProperty("platforms").EnumerateArray().Where(platform => platform.GetProperty("trouble").ValueKind == JsonValueKind.Null).Select(platform => platform.GetProperty("name").GetString()!);
    }

    private static void NothingPrivateIn(string log, string pay, FakeWeComSettings settings)
    {
        Assert.Contains("access_token 可以获取", log, StringComparison.Ordinal);
        Assert.Contains("Debug ", log, StringComparison.Ordinal);
        string[] canaries = [settings.Secret, settings.Token, settings.EncodingAesKey, settings.BotSecret, settings.WebhookKey, "搬家", "88213", .. Regex.Matches(pay, @"\d[\d.]*元").Select(yuan => yuan.Value)];
        Assert.All(canaries, canary => Assert.DoesNotContain(canary, log, StringComparison.Ordinal));
    }
}
