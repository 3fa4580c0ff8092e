using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>The active people with an index over their names. Build it once per version of the roster and share it.</summary>
public sealed class Roster
{
    public Roster(IEnumerable<Person> people) => People = [.. people.Where(person => person.Active)];

    public IReadOnlyList<Person> People { get; }

    public Person? ByNumber(string number) => People.FirstOrDefault(person => person.Number == number);
}
