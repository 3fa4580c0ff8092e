using CsPerformance.Domain.Schemes;

namespace CsPerformance.Bot.Schemes;

/// <summary>The scheme files: those that ship beside the program, by id, and any other one by path.</summary>
public static class SchemeFiles
{
    /// <summary>The folder with the shipped schemes.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Schemes");

    /// <summary>Ids of the shipped schemes, in order.</summary>
    public static IReadOnlyList<string> Ids { get; } = [];

    /// <summary>Loads a shipped scheme by id, or a file by path.</summary>
    public static SchemeReading Load(string idOrPath) => throw new NotSupportedException(idOrPath);

    /// <summary>Reads the text of a scheme file.</summary>
    public static SchemeReading Read(string file, string text) => throw new NotSupportedException(file + text);
}
