using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Domain.People;
using CsPerformance.Domain.Records;

namespace CsPerformance.Bot.Conversation.Deciding;

/// <summary>Who decides on praise, a complaint or leave: who stands nearest, never whom it concerns nor who reported it.</summary>
/// <remarks>Where nobody near is left (a lead, QA or 人事 is concerned, a team has no lead) it goes to 人事, and from there to an admin, so that nothing waits for somebody who does not exist.</remarks>
/// <param name="People">Empty where nobody is left: then nothing is stored that would wait for them.</param>
/// <param name="Title">What they are to the reader: 组长, 组长或质检, 人事.</param>
/// <param name="Action">The row of the table of rights that lets them.</param>
internal sealed record Judges(IReadOnlyList<Person> People, string Title, string Action)
{
    public bool Missing => People.Count == 0;

    /// <summary>陈静(10001)、冯雪(10011)</summary>
    public string Names => string.Join("、", People.Select(Words.Of));

    public static Judges OfPraise(Turn turn, Person subject, string by) =>
        Nearest(turn, subject, by, RecordKind.Item, [(LeadsOf(turn, subject), Words.Of(Role.Lead))]);

    /// <summary>Leads of the team and QA, whoever is first.</summary>
    public static Judges OfComplaint(Turn turn, Person subject, string by) =>
        Nearest(turn, subject, by, RecordKind.Complaint, [(LeadsOf(turn, subject), Words.Of(Role.Lead)), (turn.With(Role.Qa), Words.Of(Role.Qa))]);

    /// <summary>A lead's own leave is not for another lead of the team.</summary>
    public static Judges OfLeave(Turn turn, Person subject) =>
        Nearest(turn, subject, subject.Number, RecordKind.Leave, subject.Is(Role.Lead) ? [] : [(LeadsOf(turn, subject), Words.Of(Role.Lead))]);

    /// <summary>Null for an appeal, which has judges of its own, and where nobody knows whom it concerns.</summary>
    public static Judges? Of(Turn turn, Record record) => turn.Roster.Known(record.Subject) is not { } subject ? null : record.Kind switch
    {
        RecordKind.Item => OfPraise(turn, subject, record.By),
        RecordKind.Complaint => OfComplaint(turn, subject, record.By),
        RecordKind.Leave => OfLeave(turn, subject),
        _ => null,
    };

    /// <summary>Why somebody who is none of them cannot decide, ready to show.</summary>
    public string Refusal() => Missing
        ? "现在没有人可以办理(本人和提交人需回避)，请联系管理员在花名册里补充组长或人事。"
        : $"这一条由 {Names} 办理。";

    /// <summary>Somebody without a team has no lead, though there may be leads without one.</summary>
    public static IReadOnlyList<Person> LeadsOf(Turn turn, Person subject) => subject.Team is null ? [] : turn.LeadsOf(subject);

    private static Judges Nearest(Turn turn, Person subject, string by, RecordKind kind, IReadOnlyList<(IReadOnlyList<Person> People, string Title)> near)
    {
        var left = near.Select(some => (People: Others(some.People, subject, by), some.Title)).Where(some => some.People.Count > 0).ToList();
        if (left.Count > 0) return new([.. left.SelectMany(some => some.People).DistinctBy(judge => judge.Number)], string.Join('或', left.Select(some => some.Title)), RightsTable.Deciding(kind));
        var role = Others(turn.With(Role.Hr), subject, by).Count > 0 ? Role.Hr : Role.Admin;
        return new(Others(turn.With(role), subject, by), Words.Of(role), RightsTable.DecidingInstead);
    }

    private static List<Person> Others(IReadOnlyList<Person> people, Person subject, string by) =>
        [.. people.Where(person => person.Number != subject.Number && person.Number != by)];
}
