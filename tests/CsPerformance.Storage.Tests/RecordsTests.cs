using CsPerformance.Domain.Records;

namespace CsPerformance.Storage.Tests;

public abstract class RecordsTests(Place place) : StoreTests(place)
{
    [StoreFact]
    public async Task A_record_comes_back_as_it_went_in_under_the_number_1001()
    {
        var leave = new NewRecord(
            RecordKind.Leave, "10002", "personal", Day, Day.AddDays(2), "10002", "simulator", Value: 2.50m, Label: "事假", Assessor: "10001",
            Reason: "搬家 😀", Reference: "会话5531", About: 7, Pending: true, Part: "下午", Attachment: "ab12");

        var added = await AddAsync(leave);

        Assert.Equal(1001, added.Number);
        Assert.Equal(added, await Read(s => s.Records.Find(1001)));
        Assert.Equal(RecordState.Pending, added.State);
        Assert.Equal("2.5", added.Value?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Clock.GetUtcNow(), added.At);
    }

    [StoreFact]
    public async Task What_no_database_can_hold_is_taken_out_of_a_text()
    {
        var added = await AddAsync(Some.Item() with { Reason = "a\0b\ud800c" });

        Assert.Equal("ab\ufffdc", added.Reason);
        Assert.Equal(added, await Read(s => s.Records.Find(added.Number)));
    }
}

public sealed class Records_on_Sqlite() : RecordsTests(new SqlitePlace());
public sealed class Records_on_Postgres() : RecordsTests(new PostgresPlace());
