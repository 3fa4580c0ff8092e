using CsPerformance.Bot.Conversation.Understanding;

namespace CsPerformance.Bot.Tests.Understanding;

public sealed class CalendarsTests
{
    [Theory]
    [InlineData("2025-01-26", true)]
    [InlineData("2025-01-28", false)]
    [InlineData("2025-02-04", false)]
    [InlineData("2025-02-05", true)]
    [InlineData("2025-10-08", false)]
    [InlineData("2025-10-09", true)]
    [InlineData("2025-10-11", true)]
    [InlineData("2026-01-04", true)]
    [InlineData("2026-02-14", true)]
    [InlineData("2026-02-23", false)]
    [InlineData("2026-02-24", true)]
    [InlineData("2026-05-09", true)]
    [InlineData("2026-09-20", true)]
    [InlineData("2026-09-25", false)]
    [InlineData("2026-10-07", false)]
    [InlineData("2026-10-10", true)]
    [InlineData("2026-11-21", false)]
    public void The_shipped_calendars_follow_the_notices(string day, bool works) =>
        Assert.Equal(works, Demo.Calendar.IsWorkingDay(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_year_without_a_file_is_not_known()
    {
        Assert.True(Demo.Calendar.Knows(2025));
        Assert.True(Demo.Calendar.Knows(2026));
        Assert.False(Demo.Calendar.Knows(2027));
    }

    [Theory]
    [InlineData("year: 2027\nholidays:\n  - { name: 元旦, off: 2027-01-03..2027-01-01 }", "off")]
    [InlineData("year: 2027\nholidays:\n  - { name: 元旦, off: 2026-01-01..2026-01-03 }", "2027")]
    [InlineData("year: 2027\nholidays:\n  - { name: 元旦, off: 2027-01-01..2027-01-01, work: [2027-01-04] }", "work")]
    [InlineData("year: soon\nholidays: []", "年份")]
    [InlineData("- 1", "year")]
    [InlineData("a: [", "")]
    public void A_faulty_file_is_left_out_and_named(string yaml, string problem)
    {
        var folder = Directory.CreateTempSubdirectory("calendar").FullName;
        File.WriteAllText(Path.Combine(folder, "china.yaml"), yaml);
        var (days, faults) = Calendars.Read(folder);
        Assert.Empty(days.Years);
        Assert.Contains(faults, fault => fault.File == "china.yaml" && fault.Problem.Contains(problem, StringComparison.Ordinal));
        Directory.Delete(folder, true);
    }
}
