using CsPerformance.Storage;
using CsPerformance.Storage.Tests;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>Where the store of a test lies: in a file, or on the server for the classes below, which run the tests of their bases there.</summary>
internal sealed class StorePlace : IAsyncDisposable
{
    private static readonly AsyncLocal<bool> _onPostgres = new();

    private readonly PostgresPlace? server = _onPostgres.Value ? new() : null;
    private readonly string folder = Directory.CreateTempSubdirectory("chat").FullName;

    private StorePlace()
    {
    }

    public bool IsPostgres => server is not null;

    /// <summary>The file, where the store is one.</summary>
    public string File => Path.Combine(folder, "bot.db");

    public StoreOptions Options => server?.Options ?? new StoreOptions(StoreProvider.Sqlite, $"Data Source={File}");

    /// <summary>From the constructor of a test class: its tests run on the server.</summary>
    public static void UsePostgres() => _onPostgres.Value = true;

    public static async Task<StorePlace> PrepareAsync()
    {
        var made = new StorePlace();
        if (made.server is not null) await made.server.PrepareAsync();
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.CleanUpAsync();
        Directory.Delete(folder, recursive: true);
    }
}

public sealed class AppealTests_on_Postgres : AppealTests
{
    public AppealTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class LeaveTests_on_Postgres : LeaveTests
{
    public LeaveTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class MissingReasonTests_on_Postgres : MissingReasonTests
{
    public MissingReasonTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class OtherTeamsTests_on_Postgres : OtherTeamsTests
{
    public OtherTeamsTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class PayLookTests_on_Postgres : PayLookTests
{
    public PayLookTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class PublishingTests_on_Postgres : PublishingTests
{
    public PublishingTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class RecordingTests_on_Postgres : RecordingTests
{
    public RecordingTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class SameMomentTests_on_Postgres : SameMomentTests
{
    public SameMomentTests_on_Postgres() => StorePlace.UsePostgres();
}
