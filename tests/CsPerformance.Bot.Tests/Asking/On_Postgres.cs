using CsPerformance.Bot.Tests.Conversation;

namespace CsPerformance.Bot.Tests.Asking;

public sealed class AskingTests_on_Postgres : AskingTests
{
    public AskingTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class ExportTests_on_Postgres : ExportTests
{
    public ExportTests_on_Postgres() => StorePlace.UsePostgres();
}
