using CsPerformance.Bot.Tests.Conversation;

namespace CsPerformance.Bot.Tests.Scores;

public sealed class LeavingTests_on_Postgres : LeavingTests
{
    public LeavingTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class PromotionTests_on_Postgres : PromotionTests
{
    public PromotionTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class PublishingOnceTests_on_Postgres : PublishingOnceTests
{
    public PublishingOnceTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class ScoreBookTests_on_Postgres : ScoreBookTests
{
    public ScoreBookTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class Whole_company_tests_on_Postgres : Whole_company_tests
{
    public Whole_company_tests_on_Postgres() => StorePlace.UsePostgres();
}
