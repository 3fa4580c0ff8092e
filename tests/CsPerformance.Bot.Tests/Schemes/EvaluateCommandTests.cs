using System.Text.Json;
using CsPerformance.Bot.Commands;

namespace CsPerformance.Bot.Tests.Schemes;

public sealed class EvaluateCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("evaluate").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private (int Status, string Output, string Error) Run(string facts, params string[] more)
    {
        var file = Path.Combine(folder, "facts.json");
        File.WriteAllText(file, facts);
        var (output, error) = (new StringWriter(), new StringWriter());
        return (EvaluateCommand.Run(["--facts", file, .. more], output, error), output.ToString(), error.ToString());
    }

    [Fact]
    public void The_result_is_one_json_object_as_documented()
    {
        var (status, output, error) = Run("""{"period":"2026-10","subjects":[{"id":"a1","attributes":{"position":"basic","grade":"初级"},"metrics":{"conversations":5200,"tickets":310},"items":[{"item":"qa","points":12.5}],"leave":[{"type":"事假","days":0.5,"on":"2026-10-09"}],"ratings":{"execution":280}}]}""", "--scheme", "kf-2017");
        Assert.Equal((0, ""), (status, error));
        var root = JsonDocument.Parse(output).RootElement;
        Assert.Equal("kf-2017", root.GetProperty("scheme").GetString());
        Assert.Equal("2026-10", root.GetProperty("period").GetString());
        var subject = root.GetProperty("subjects")[0];
        Assert.Equal("6830", subject.GetProperty("lines").GetProperty("total").GetString());
        Assert.Empty(subject.GetProperty("missing").EnumerateObject());
        Assert.Equal("等级加分表未设置，按0计", subject.GetProperty("notices")[0].GetString());
        Assert.Empty(root.GetProperty("group").GetProperty("lines").EnumerateObject());
        Assert.False(subject.TryGetProperty("explain", out _));
    }

    [Fact]
    public void A_missing_line_says_why_in_chinese_with_the_code()
    {
        var (status, output, _) = Run("""{"period":"2026-10","subjects":[{"id":"a1","attributes":{"position":"basic","grade":"初级"},"metrics":{"calls":1}}]}""", "--scheme=kf-2017");
        Assert.Equal(0, status);
        Assert.Equal("缺少评分 execution", JsonDocument.Parse(output).RootElement.GetProperty("subjects")[0].GetProperty("missing").GetProperty("total").GetString());
    }

    [Fact]
    public void Explain_adds_formula_numbers_band_and_clause()
    {
        var (_, output, _) = Run("""{"period":"2026-10","subjects":[{"id":"a1","attributes":{"position":"basic","grade":"初级"},"metrics":{"calls":10},"items":[{"item":"qa","points":25}],"ratings":{"execution":280}}]}""", "--scheme", "kf-2017", "--explain");
        var explain = JsonDocument.Parse(output).RootElement.GetProperty("subjects")[0].GetProperty("explain");
        Assert.Equal("(20,30] → 1.0", explain.GetProperty("coefficient").GetProperty("band").GetString());
        Assert.Contains("再降 5", explain.GetProperty("coefficient").GetProperty("next").GetString());
        Assert.Contains("接待量分值 × 系数 + 执行力", explain.GetProperty("total").GetProperty("formula").GetString());
        Assert.Contains("20 × 1 + 280", explain.GetProperty("total").GetProperty("numbers").GetString());
        Assert.StartsWith("第4条", explain.GetProperty("total").GetProperty("clause").GetString());
    }

    [Theory]
    // Exactly on the open end of the better band: it is left, not risen to.
    [InlineData("kf-2017", """{"id":"a","attributes":{"position":"basic","grade":"初级"},"metrics":{"calls":1},"items":[{"item":"qa","points":50}]}""", "质检扣分 低于 50 即到 (30,50) → 0.8")]
    [InlineData("inbound-star", """{"id":"a","items":[{"item":"late","count":1}]}""", "迟到次数 低于 1 即到 (-∞,1) → 5")]
    [InlineData("calls-2013", """{"id":"a","metrics":{"inbound":2000,"outbound":0}}""", "高于 2000 即到 (2000,2300]")]
    // Of what the next level demands only what is not met.
    [InlineData("monthly-star", """{"id":"a","ratings":{"tasks":75,"quality":75,"skills":75,"conduct":75}}""", "2 还需：总分 ≥ 二星最低分\"", """{"max_personal_days":2,"star_1":70,"star_2":80,"star_3":90,"reward_1":1,"reward_2":2,"reward_3":3}""")]
    // Which number made it nothing.
    [InlineData("kf-2017", """{"id":"a","attributes":{"position":"basic","grade":"初级"},"metrics":{"calls":1},"items":[{"item":"late_login","count":4}]}""", "0(因 0 > 0 或 4 > 3)")]
    public void Explain_says_which_way_the_next_level_is_and_what_decided(string scheme, string subject, string said, string parameters = "{}")
    {
        var (status, output, error) = Run($$"""{"period":"2026-10","parameters":{{parameters}},"subjects":[{{subject}}]}""", "--scheme", scheme, "--explain");
        Assert.Equal((0, ""), (status, error));
        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.DoesNotContain("升 0", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"period":"2026-10","subjects":[{"id":"a1","metrics":{"conversation":1}}]}""", "subjects[0].metrics.conversation", "conversations")]
    [InlineData("""{"period":"2026-Q4","subjects":[]}""", "period", "考核期")]
    [InlineData("""{"subjects":[]}""", "period", "缺少")]
    [InlineData("not json", "第 1 行", "JSON")]
    public void Wrong_facts_are_one_line_each_with_status_1(string facts, string place, string words)
    {
        var (status, output, error) = Run(facts, "--scheme", "kf-2017");
        Assert.Equal((1, ""), (status, output));
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("facts.json: ", line);
        Assert.Contains(place, line);
        Assert.Contains(words, line);
    }

    [Fact]
    public void A_value_that_cannot_be_read_does_not_hide_the_other_faults()
    {
        var (status, _, error) = Run("""{"period":"2026-10","subjects":[{"id":"a1","metrics":{"callz":1,"calls":"12"},"items":[{"item":"qa","count":-1,"points":0.5},{"item":"qa","points":5,"on":"2026-11-01"}]}]}""", "--scheme", "kf-2017");
        Assert.Equal(1, status);
        Assert.Equal(
            ["subjects[0].metrics.calls", "subjects[0].items[0].count", "subjects[0].metrics.callz", "subjects[0].items[0].points", "subjects[0].items[1].on"],
            error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ")[1]));
    }

    [Fact]
    public void An_unknown_scheme_gets_the_nearest_id()
    {
        var (status, _, error) = Run("""{"period":"2026-10","subjects":[]}""", "--scheme", "kf-2071");
        Assert.Equal(1, status);
        Assert.Contains("kf-2017", error);
    }

    [Theory]
    [InlineData()]
    [InlineData("--scheme")]
    [InlineData("--scheme", "kf-2017", "--explian")]
    [InlineData("--scheme", "kf-2017", "--scheme", "kpi-pool")]
    public void Wrong_usage_is_status_2(params string[] arguments)
    {
        var (status, output, error) = Run("{}", arguments);
        Assert.Equal((2, ""), (status, output));
        Assert.Contains("--scheme", error);
    }
}
