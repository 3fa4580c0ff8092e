namespace CsPerformance.Chaos;

/// <summary>A folder that goes when it is disposed of.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("csp-chaos-bot-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
