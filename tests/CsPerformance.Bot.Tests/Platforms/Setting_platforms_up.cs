using System.Globalization;
using System.Net;
using System.Text;
using CsPerformance.Bot.Platforms;
using CsPerformance.Bot.Settings;
using CsPerformance.Bot.Tests.Hosting;
using CsPerformance.Channels.DingTalk;
using CsPerformance.Channels.WeCom;
using CsPerformance.FakePlatforms.DingTalk;
using CsPerformance.FakePlatforms.WeCom;

namespace CsPerformance.Bot.Tests.Platforms;

public sealed class Setting_platforms_up
{
    [Fact]
    public async Task A_platform_that_refuses_the_bot_stops_no_start_and_stands_among_the_admins_tasks()
    {
        await using var fake = await FakeWeCom.StartAsync();
        fake.Api.TrustsCaller = false;
        await using var bot = await RunningBot.StartAsync(
            $"--WeCom:ApiBaseUrl={fake.Address}", $"--WeCom:CorpId={fake.Settings.CorpId}", $"--WeCom:AgentId={fake.Settings.AgentId}", $"--WeCom:Secret={fake.Settings.Secret}",
            $"--WeCom:Token={fake.Settings.Token}", $"--WeCom:EncodingAESKey={fake.Settings.EncodingAesKey}");

        var ready = "";
        for (var i = 0; i < 2400 && !ready.Contains("60020", StringComparison.Ordinal); i++)
        {
            await Task.Delay(50);
            ready = await bot.Http.GetStringAsync(new Uri("/readyz", UriKind.Relative));
        }
        Assert.Contains("60020", ready, StringComparison.Ordinal);
        Assert.Contains("企业微信应用", Assert.Single(await bot.SayAsync("10012", "待办")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("企业微信应用", Assert.Single(await bot.SayAsync("10001", "待办")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DingTalk_over_http_takes_what_is_signed_and_refuses_the_rest_without_a_word()
    {
        await using var fake = await FakeDingTalk.StartAsync();
        var port = PlatformHost.FreePort();
        await using var bot = await PlatformHost.StartAsync(
            port, [$"--DingTalk:ClientId={fake.Company.ClientId}", $"--DingTalk:ClientSecret={fake.Company.ClientSecret}", "--DingTalk:Mode=Http", $"--DingTalk:ApiBaseUrl={fake.Url}", $"--DingTalk:OapiBaseUrl={fake.Url}"]);
        await bot.UntilAsync(async () => await bot.Store.ReadAsync(session => session.Identities.Find("dingtalk", "staff-chen")), "the binding");
        var message = fake.Company.Message("staff-chen", "记 @王芳 优秀案例 工单88213").ToJsonString();

        Assert.Equal((HttpStatusCode.Forbidden, ""), await PostAsync(bot, message, "a forged secret"));
        Assert.Empty(await bot.RecordsAsync("10002"));
        Assert.Equal((HttpStatusCode.OK, ""), await PostAsync(bot, message, fake.Company.ClientSecret));
        Assert.Equal((HttpStatusCode.OK, ""), await PostAsync(bot, message, fake.Company.ClientSecret));
        Assert.Single(await bot.RecordsAsync("10002", records => records.Count > 0, "the praise"));
    }

    [Fact]
    public async Task A_group_robot_of_no_team_and_one_that_shows_no_picture_are_told_before_the_first_board()
    {
        var settings = new BotSettings
        {
            WeComWebhooks = [new WeComWebhookOptions { Team = "客服一组", Key = new string('k', 36) }, new WeComWebhookOptions { Team = "客服3组", Key = new string('k', 36) }],
            DingTalkWebhooks = [new DingTalkWebhook { Team = "客服二组", AccessToken = new string('t', 64), Secret = "SECx" }],
        };
        await using var bot = await PlatformHost.StartAsync(PlatformHost.FreePort(), []);
        var ours = Assert.Single(await bot.Store.ReadAsync(session => GroupRobotFindings.OfWeCom(settings, session)));
        Assert.False(ours.IsGood);
        Assert.Contains("WeComWebhooks:1:Team", ours.Text, StringComparison.Ordinal);
        Assert.Contains("客服一组、客服二组", ours.Text, StringComparison.Ordinal);
        var theirs = Assert.Single(await bot.Store.ReadAsync(session => GroupRobotFindings.OfDingTalk(settings, session)));
        Assert.True(theirs.IsGood);
        Assert.Contains("不能发图片", theirs.Text, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode, string)> PostAsync(PlatformHost bot, string body, string secret)
    {
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(bot.Address, "/dingtalk/callback")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("sign", DingTalkSignature.Sign(timestamp, secret));
        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
