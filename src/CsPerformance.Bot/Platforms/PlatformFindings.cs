using CsPerformance.Channels.Protocol;

namespace CsPerformance.Bot.Platforms;

/// <summary>What a doctor found, as plain lines of the log.</summary>
internal static class PlatformFindings
{
    public static void Log(ILogger logger, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
            logger.Log(finding.IsGood ? LogLevel.Information : LogLevel.Warning, "{Finding}", finding.Text);
    }
}
