using System.Text;
using System.Text.RegularExpressions;
using CsPerformance.Bot.Demo;

namespace CsPerformance.Bot.Tests.Platforms.Story;

/// <summary>The whole conversation, told once and lived through on each platform: every command, refusals, cards, pages, the group, the pushes.</summary>
public sealed class A_day_of_the_team
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Platforms", "Story");

    [Theory]
    [InlineData("simulator")]
    [InlineData("wecom")]
    [InlineData("dingtalk")]
    public async Task Passes_through(string platform)
    {
        await using var teller = platform switch { "wecom" => await WeComTeller.StartAsync(), "dingtalk" => await DingTalkTeller.StartAsync(), _ => await SimulatorTeller.StartAsync() };
        var telling = new Telling(teller, DemoCompany.People.ToDictionary(person => person.Name, person => person.Number), FileOf);
        await telling.TellAsync(Story.Read(await File.ReadAllTextAsync(Path.Combine(_folder, "a-day-of-the-team.txt"))));

        if (Environment.GetEnvironmentVariable("CSP_TRANSCRIPTS") is { Length: > 0 } folder) await File.WriteAllTextAsync(Path.Combine(folder, platform + ".txt"), telling.Transcript);
        Assert.True(telling.Faults.Count == 0, string.Join('\n', telling.Faults));
        NothingPrivateIn(teller.Bot.Log, telling.Transcript);
    }

    /// <summary>Neither reasons, nor evidence, nor anybody's pay stands in the log.</summary>
    private static void NothingPrivateIn(string log, string transcript)
    {
        var pay = Regex.Matches(transcript, @"\d{3,}(?:\.\d+)?元").Select(match => match.Value).Distinct().ToList();
        Assert.NotEmpty(pay);
        Assert.All(pay.Concat(["canary", "搬家", "会话5531", "工单88213"]), word => Assert.DoesNotContain(word, log, StringComparison.Ordinal));
    }

    private static byte[] FileOf(string name) => name switch
    {
        "截图.png" => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Encoding.ASCII.GetBytes("evidence")],
        _ => Encoding.UTF8.GetBytes("工号,姓名,接待量\n10002,王芳,5200\n10004,王磊,2600\n"),
    };
}
