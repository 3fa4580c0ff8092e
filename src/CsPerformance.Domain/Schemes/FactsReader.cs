namespace CsPerformance.Domain.Schemes;

/// <summary>What reading a facts file came to: facts, or every fault in them.</summary>
public sealed record FactsReading(Facts? Facts, IReadOnlyList<Fault> Faults);

/// <summary>Reads facts as evaluate.md describes them.</summary>
public static class FactsReader
{
    /// <param name="json">UTF-8; unknown keys and wrong types are faults.</param>
    /// <param name="file">What the file is called in a fault.</param>
    public static FactsReading Read(byte[] json, string file) => throw new NotSupportedException();
}
