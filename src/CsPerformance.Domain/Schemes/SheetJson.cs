namespace CsPerformance.Domain.Schemes;

/// <summary>Writes a sheet as evaluate.md describes the result.</summary>
public static class SheetJson
{
    public static string Write(ScoreSheet sheet) => throw new NotSupportedException();
}
