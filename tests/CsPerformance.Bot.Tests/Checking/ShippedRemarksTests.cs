using CsPerformance.Bot.Schemes;

namespace CsPerformance.Bot.Tests.Checking;

public sealed class ShippedRemarksTests
{
    public static TheoryData<string> Ids => [.. SchemeFiles.Ids];

    /// <summary>
    /// The list beside this test was read by a person; a change of a scheme that changes it has to be read again.
    /// CSP_TEST_REMARKS names a folder that takes the lists as they are now, for reading and copying.
    /// </summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void A_shipped_scheme_has_no_fault_and_exactly_the_reviewed_remarks(string id)
    {
        var found = CheckedScheme.Load(id);
        if (Environment.GetEnvironmentVariable("CSP_TEST_REMARKS") is { Length: > 0 } folder) File.WriteAllText(Path.Combine(folder, id + ".remarks.txt"), Lines(found));
        Assert.Empty(found.Faults);
        var file = Path.Combine(AppContext.BaseDirectory, "Checking", id + ".remarks.txt");
        Assert.True(File.Exists(file), $"{id}.remarks.txt is to be written and read:\n{Lines(found)}");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), Lines(found));
    }

    // Without the number of the line: a comment more is no change of the remarks.
    private static string Lines(CheckedScheme found) =>
        string.Concat(found.Remarks.Select(remark => $"{remark.Place}: {remark.What} — {remark.Why} — {remark.Todo}\n"));
}
