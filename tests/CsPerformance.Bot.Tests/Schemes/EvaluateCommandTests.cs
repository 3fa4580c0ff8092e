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
