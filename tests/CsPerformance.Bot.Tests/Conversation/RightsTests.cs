using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>The whole matrix role × command × self, own team, other team; each cell stands in rights.tsv, which people review.</summary>
public sealed class RightsTests
{
    private static readonly Person _own = Somebody("2", "客服一组", Role.Agent), _other = Somebody("3", "客服二组", Role.Agent);

    [Fact]
    public void Every_command_has_a_rule()
    {
        var commands = typeof(Command).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Command))).Select(type => type.Name);
        Assert.Empty(commands.Except(RightsTable.All.Select(right => right.Action)));
    }

    [Fact]
    public void No_rule_is_for_a_command_that_does_not_exist()
    {
        var commands = typeof(Command).GetNestedTypes().Select(type => type.Name).ToHashSet();
        Assert.All(RightsTable.All.Where(right => !right.Action.Contains('.', StringComparison.Ordinal)), right => Assert.Contains(right.Action, commands));
    }

    [Fact]
    public void Every_cell_is_as_reviewed()
    {
        var reviewed = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Conversation", "rights.tsv")).Where(line => !line.StartsWith('#')).Order(StringComparer.Ordinal);
        Assert.Equal(reviewed, Rows().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(nameof(Command.PayEstimate), Role.Lead)]
    [InlineData(nameof(Command.PayEstimate), Role.Admin)]
    [InlineData(nameof(Command.PayEstimate), Role.Qa)]
    public void Nobody_but_hr_sees_somebody_elses_pay(string action, Role role)
    {
        Assert.NotNull(RightsTable.Of(action).Refuses(Somebody("1", "客服一组", role), _own));
        Assert.Null(RightsTable.Of(action).Refuses(Somebody("1", null, Role.Hr), _own));
    }

    /// <summary>One row for each action and role: where the answer goes, and self, own team, other team as y or -.</summary>
    private static IEnumerable<string> Rows() =>
        from right in RightsTable.All
        from role in Enum.GetValues<Role>()
        let sender = Somebody("1", "客服一组", role)
        select string.Join('\t', right.Action, role, right.Where, Cell(right, sender, sender), Cell(right, sender, _own), Cell(right, sender, _other));

    private static string Cell(Right right, Person sender, Person concerned) => right.Refuses(sender, concerned) is null ? "y" : "-";

    private static Person Somebody(string number, string? team, Role role) => new(number, "某" + number, [], team, new HashSet<Role> { role }, null, null);
}
