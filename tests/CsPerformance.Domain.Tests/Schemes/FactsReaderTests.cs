using System.Text;
using CsPerformance.Domain.Schemes;
using FsCheck;
using FsCheck.Fluent;

namespace CsPerformance.Domain.Tests.Schemes;

public sealed class FactsReaderTests
{
    private static FactsReading Read(string json) => FactsReader.Read(Encoding.UTF8.GetBytes(json), "facts.json");

    [Theory]
    [InlineData("1e2", "100")]
    [InlineData("12.50", "12.5")]
    [InlineData("0.1", "0.1")]
    [InlineData("-3E-2", "-0.03")]
    [InlineData("1234567890123456789012345678", "1234567890123456789012345678")]
    public void Numbers_are_exact_decimals(string written, string meant)
    {
        var reading = Read($$"""{"period":"2026-10","subjects":[{"id":"a","metrics":{"calls":{{written}} } }]}""");
        Assert.Equal(decimal.Parse(meant, System.Globalization.CultureInfo.InvariantCulture), reading.Facts!.Subjects[0].Metrics["calls"]);
    }

    [Theory]
    [InlineData("12345678901234567890123456789")]
    [InlineData("1e-29")]
    [InlineData("1e400")]
    [InlineData("\"12\"")]
    public void A_number_that_no_decimal_holds_and_a_number_in_quotes_are_faults(string written) =>
        Assert.Contains("subjects[0].metrics.calls", Assert.Single(Read($$"""{"period":"2026-10","subjects":[{"id":"a","metrics":{"calls":{{written}} } }]}""").Faults).Place);

    [Theory]
    [InlineData("""{"subjects":[]}""", "period")]
    [InlineData("""{"period":"2026-10"}""", "subjects")]
    [InlineData("""{"period":"2026-13","subjects":[]}""", "period")]
    [InlineData("""{"period":"2026-10","subjects":[{}]}""", "subjects[0].id")]
    [InlineData("""{"period":"2026-10","subjects":[{"id":"a","items":[{"item":"late","count":1.5}]}]}""", "subjects[0].items[0].count")]
    [InlineData("""{"period":"2026-10","subjects":[{"id":"a","items":[{"item":"late","count":-1}]}]}""", "subjects[0].items[0].count")]
    [InlineData("""{"period":"2026-10","subjects":[{"id":"a","leave":[{"type":"事假","days":1,"on":"2026-02-30"}]}]}""", "subjects[0].leave[0].on")]
    [InlineData("""{"period":"2026-10","subjects":{}}""", "subjects")]
    [InlineData("[]", "文件")]
    public void What_is_wrong_is_named_by_its_place(string json, string place) => Assert.Contains(Read(json).Faults, fault => fault.Place == place);

    [Fact]
    public void An_unknown_key_gets_the_nearest_one() =>
        Assert.Equal("metrics", Assert.Single(Read("""{"period":"2026-10","subjects":[{"id":"a","metric":{}}]}""").Faults).Nearest);

    [Theory]
    [InlineData("""{"period":"2026-10","period":"2026-11","subjects":[]}""")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("""{"period":"2026-10","subjects":[{"id":"\ud800"}]}""")]
    public void Broken_json_is_one_fault(string json) => Assert.Single(Read(json).Faults);

    [Fact]
    public void A_million_brackets_are_a_fault() => Assert.Single(Read(new string('[', 1_000_000)).Faults);

    [Fact]
    public void Any_bytes_are_facts_or_faults() =>
        Prop.ForAll<byte[]>(bytes => FactsReader.Read(bytes ?? [], "x") is { } reading && (reading.Facts is null) == (reading.Faults.Count > 0)).QuickCheckThrowOnFailure();
}
