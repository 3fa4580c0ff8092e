using CsPerformance.Bot.Tests.Conversation;

namespace CsPerformance.Bot.Tests.Importing;

public sealed class ImportingFigures_on_Postgres : ImportingFigures
{
    public ImportingFigures_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class ImportingItems_on_Postgres : ImportingItems
{
    public ImportingItems_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class ImportingTheRoster_on_Postgres : ImportingTheRoster
{
    public ImportingTheRoster_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class LeavingByTheRoster_on_Postgres : LeavingByTheRoster
{
    public LeavingByTheRoster_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class RatingSubjects_on_Postgres : RatingSubjects
{
    public RatingSubjects_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class UndoingImports_on_Postgres : UndoingImports
{
    public UndoingImports_on_Postgres() => StorePlace.UsePostgres();
}
