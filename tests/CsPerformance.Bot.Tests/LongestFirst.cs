using CsPerformance.Bot.Tests;
using CsPerformance.Bot.Tests.Chaos;
using CsPerformance.Bot.Tests.Checking;
using CsPerformance.Bot.Tests.Conversation;
using CsPerformance.Bot.Tests.Platforms.Story;
using CsPerformance.Bot.Tests.Understanding;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("CsPerformance.Bot.Tests.LongestFirst", "CsPerformance.Bot.Tests")]

namespace CsPerformance.Bot.Tests;

/// <summary>Begins with the classes that take half a minute and more, waiting ones mixed with computing ones: begun last, they would run on alone.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly List<string> _long =
    [
        .. new[]
        {
            typeof(Losing_the_database), typeof(Killing_the_bot), typeof(MutationTests), typeof(Computing_the_same), typeof(Sending_once), typeof(A_day_of_the_team),
            typeof(HostileTextTests), typeof(PrivateSentencesTests),
        }.Select(type => type.FullName!),
    ];

    // A class that says nothing is a collection of its own, which is called after it.
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => _long.FindIndex(name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal)) is >= 0 and var at ? at : _long.Count)
            .ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);
}
