using CsPerformance.Bot.Tests.Conversation;

namespace CsPerformance.Bot.Tests.Jobs;

public sealed class DueTests_on_Postgres : DueTests
{
    public DueTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class NightlyTests_on_Postgres : NightlyTests
{
    public NightlyTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class UndecidedTests_on_Postgres : UndecidedTests
{
    public UndecidedTests_on_Postgres() => StorePlace.UsePostgres();
}
