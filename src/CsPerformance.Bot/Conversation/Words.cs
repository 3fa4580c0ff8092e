using System.Globalization;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;

namespace CsPerformance.Bot.Conversation;

/// <summary>How numbers, days and names are written to a reader.</summary>
internal static class Words
{
    private const string Weekdays = "日一二三四五六";

    /// <summary>1.2, not 1.20; a true minus as people type it.</summary>
    public static string Of(decimal number) => (number == 0 ? 0 : number).ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>With its sign: +100, −2 written as -2, 0.</summary>
    public static string Signed(decimal number) => number > 0 ? "+" + Of(number) : Of(number);

    /// <summary>11月25日(周三), with the year where it is another one.</summary>
    public static string Of(DateOnly day, DateOnly today) =>
        (day.Year == today.Year ? "" : string.Create(CultureInfo.InvariantCulture, $"{day.Year}年"))
        + string.Create(CultureInfo.InvariantCulture, $"{day.Month}月{day.Day}日(周{Weekdays[(int)day.DayOfWeek]})");

    public static string Of(DateTimeOffset local) => local.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Of(Role role) => role switch
    {
        Role.Agent => "客服",
        Role.Lead => "组长",
        Role.Qa => "质检",
        Role.Hr => "人事",
        _ => "管理员",
    };

    public static string Of(RecordState state) => state switch
    {
        RecordState.Pending => "待审批",
        RecordState.Active => "有效",
        RecordState.Rejected => "已驳回",
        _ => "已冲正",
    };

    /// <summary>王芳(10002), as a reader tells two people of one name apart.</summary>
    public static string Of(Person person) => $"{person.Name}({person.Number})";

    /// <summary>#1024</summary>
    public static string Number(long number) => string.Create(CultureInfo.InvariantCulture, $"#{number}");

    /// <summary>0.5天, 2天</summary>
    public static string Days(decimal days) => Of(days) + "天";
}
