namespace CsPerformance.Bot.Tests.Conversation;

public sealed class AppealTests_on_Postgres : AppealTests
{
    public AppealTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class CardsOfJudgesTests_on_Postgres : CardsOfJudgesTests
{
    public CardsOfJudgesTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class CourtesyTests_on_Postgres : CourtesyTests
{
    public CourtesyTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class EvidenceTests_on_Postgres : EvidenceTests
{
    public EvidenceTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class GroupTests_on_Postgres : GroupTests
{
    public GroupTests_on_Postgres() => StorePlace.UsePostgres();
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

public sealed class ReporterTests_on_Postgres : ReporterTests
{
    public ReporterTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class SameMomentTests_on_Postgres : SameMomentTests
{
    public SameMomentTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class SendingAgainTests_on_Postgres : SendingAgainTests
{
    public SendingAgainTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class UnknownPushTests_on_Postgres : UnknownPushTests
{
    public UnknownPushTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class UnratedTests_on_Postgres : UnratedTests
{
    public UnratedTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class OpenQuestionTests_on_Postgres : OpenQuestionTests
{
    public OpenQuestionTests_on_Postgres() => StorePlace.UsePostgres();
}

public sealed class SoftWordsTests_on_Postgres : SoftWordsTests
{
    public SoftWordsTests_on_Postgres() => StorePlace.UsePostgres();
}
