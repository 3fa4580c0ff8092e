using CsPerformance.Bot.Tests.Conversation;

namespace CsPerformance.Bot.Tests.Checking;

public sealed class PutInForceTests_on_Postgres : PutInForceTests
{
    public PutInForceTests_on_Postgres() => StorePlace.UsePostgres();
}
