namespace CsPerformance.Domain.Schemes;

/// <summary>Reads a scheme strictly: every fault at once, each with file, line, place and nearest valid name.</summary>
public static class SchemeReader
{
    public static SchemeReading Read(SchemeDocument document) => throw new NotSupportedException();
}
