using System.Globalization;
using CsPerformance.Chaos;

namespace CsPerformance.Bot.Tests.Chaos;

/// <summary>
/// The short forms of the trials; <c>dotnet run --project tests/CsPerformance.Chaos</c> has the long ones. They stand in several classes,
/// because mostly they wait for processes that start, and classes run beside each other.
/// </summary>
internal static class Trial
{
    public static async Task Holds(Func<TextWriter, Task<bool>> trial)
    {
        await using var said = new StringWriter(CultureInfo.InvariantCulture);
        Assert.True(await trial(said), said.ToString());
    }
}

/// <summary>Skipped, and says so, where no PostgreSQL server is named.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute()
    {
        if (!IsThere) Skip = "CSP_TEST_POSTGRES names no PostgreSQL server.";
    }

    public static bool IsThere => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CSP_TEST_POSTGRES"));
}

/// <summary>Skipped, and says so, where no PostgreSQL is installed that a test may stop.</summary>
public sealed class OwnPostgresFactAttribute : FactAttribute
{
    public OwnPostgresFactAttribute()
    {
        if (OwnPostgres.Binaries is null) Skip = "No PostgreSQL server is installed below /usr/lib/postgresql.";
    }
}

/// <summary>Skipped, and says so, where no memory disk can be mounted.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!SmallDisk.MayMount) Skip = "Mounting a memory disk is not allowed here; it takes Linux and root.";
    }
}

/// <summary>Skipped, and says so, where no memory disk can be mounted or no PostgreSQL is installed that a test may fill.</summary>
public sealed class SmallDiskPostgresFactAttribute : FactAttribute
{
    public SmallDiskPostgresFactAttribute()
    {
        if (!SmallDisk.MayMount) Skip = "Mounting a memory disk is not allowed here; it takes Linux and root.";
        else if (OwnPostgres.Binaries is null) Skip = "No PostgreSQL server is installed below /usr/lib/postgresql.";
    }
}
