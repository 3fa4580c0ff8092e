using System.Diagnostics.Metrics;

namespace CsPerformance.Bot.Operation;

/// <summary>What an operator watches. No name, text, number of a person or secret is a tag of any of these.</summary>
internal static class Meters
{
    public const string Name = "CsPerformance.Bot";

    private static readonly Meter _meter = new(Name);

    /// <summary>Messages that a channel handed over, by channel and what became of them: stored, duplicate, toomany, busy.</summary>
    public static Counter<long> MessagesIn { get; } = _meter.CreateCounter<long>("csp_messages_in_total", description: "Messages handed over by channels, by what became of them.");

    /// <summary>Seconds from the hand-over to the acknowledgement.</summary>
    public static Histogram<double> Acknowledged { get; } = _meter.CreateHistogram<double>("csp_acknowledge_seconds", "s", "Seconds from hand-over to acknowledgement.");

    /// <summary>Sends by channel and result: sent, refused, later, unknown.</summary>
    public static Counter<long> Pushes { get; } = _meter.CreateCounter<long>("csp_pushes_total", description: "Sends to platforms, by result.");

    /// <summary>Seconds by which an errand ran after it fell due.</summary>
    public static Histogram<double> JobLateness { get; } = _meter.CreateHistogram<double>("csp_job_lateness_seconds", "s", "Seconds by which a job ran late.");

    /// <summary>Daily tallies that did not agree with the records and were put right: always 0, or somebody wrote beside the bot.</summary>
    public static Counter<long> Repaired { get; } = _meter.CreateCounter<long>("csp_tallies_repaired_total", description: "Tallies that did not agree with the records and were put right.");

    /// <summary>Pictures of boards by what became of them: drawn, missing (no program or font), failed, late, resting.</summary>
    public static Counter<long> Pictures { get; } = _meter.CreateCounter<long>("csp_pictures_total", description: "Pictures of boards, by what became of them.");

    /// <summary>Seconds that a sheet took, facts gathered and evaluated.</summary>
    public static Histogram<double> Evaluation { get; } = _meter.CreateHistogram<double>("csp_evaluation_seconds", "s", "Seconds to gather facts and evaluate a sheet.");
}
