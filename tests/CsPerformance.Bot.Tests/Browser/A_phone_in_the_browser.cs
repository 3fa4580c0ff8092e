using CsPerformance.Bot.Tests.Hosting;
using Microsoft.Playwright;

namespace CsPerformance.Bot.Tests.Browser;

/// <summary>The simulator's page in Chromium at the width of a phone. Needs Debian's chromium, else it is skipped.</summary>
public sealed class A_phone_in_the_browser
{
    private const string Chromium = "/usr/bin/chromium";

    [FactWithChromium]
    public async Task A_lead_records_praise_and_the_agent_asks_for_the_score_and_why()
    {
        await using var bot = await RunningBot.StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
        });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 390, Height = 844 }, Locale = "zh-CN" });
        var faults = new List<string>();
        page.PageError += (_, fault) => faults.Add(fault);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") faults.Add(message.Text);
        };
        await page.GotoAsync(bot.Address.ToString());

        await BecomeAsync(page, "10001");
        await page.Locator("#text").FillAsync("表扬 @王");
        await page.Locator("#picker .person", new() { HasText = "王芳" }).ClickAsync();
        await page.Locator("#text").PressSequentiallyAsync("优秀案例 工单88213");
        await page.Locator("#send").ClickAsync();
        await Said(page, "王芳").WaitForAsync();
        await ShotAsync(page, "lead");

        await BecomeAsync(page, "10002");
        await SayAsync(page, "我的分数");
        await Said(page, "总绩效分数").WaitForAsync();
        await ShotAsync(page, "score");
        await SayAsync(page, "为什么 1001");
        await Said(page, "工单88213").WaitForAsync();
        await ShotAsync(page, "why");

        await BecomeAsync(page, "10001");
        await SayAsync(page, "质检 @李强 会话5531 未及时回复 扣5分");
        await page.Locator(".card button", new() { HasText = "确认" }).ClickAsync();
        await page.Locator(".card .outcome", new() { HasText = "已确认" }).WaitForAsync();
        await ShotAsync(page, "card");
        Assert.Equal(0, await page.Locator(".card .buttons").CountAsync());
        Assert.Empty(faults);
    }

    private static async Task BecomeAsync(IPage page, string number)
    {
        await page.Locator("#who").ClickAsync();
        await page.Locator($"#people-list [data-number='{number}']").ClickAsync();
        await page.Locator("#people.open").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    private static async Task SayAsync(IPage page, string text)
    {
        await page.Locator("#text").FillAsync(text);
        await page.Locator("#send").ClickAsync();
    }

    private static ILocator Said(IPage page, string text) => page.Locator(".from-bot .said", new() { HasText = text }).Last;

    // For looking at it: CSP_SCREENSHOTS names a folder.
    private static async Task ShotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("CSP_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
    }

    private sealed class FactWithChromiumAttribute : FactAttribute
    {
        public FactWithChromiumAttribute()
        {
            if (!File.Exists(Chromium)) Skip = "chromium is not installed";
        }
    }
}
