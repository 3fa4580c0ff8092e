namespace CsPerformance.Bot.Platforms;

/// <summary>What keeps a platform from working, for <c>/readyz</c> and the admin's 待办.</summary>
/// <param name="Name">As the users call it, such as 企业微信应用.</param>
/// <param name="Trouble">In Chinese with the next step and without a secret; null while all is well.</param>
internal sealed record PlatformWatch(string Name, Func<string?> Trouble);

/// <summary>A connection that stays open while the bot runs.</summary>
/// <param name="RunAsync">Ends when cancelled, or when trying again is of no use.</param>
internal sealed record PlatformLink(string Name, Func<CancellationToken, Task> RunAsync);

/// <summary>Something to be done at the start and again from time to time.</summary>
/// <param name="RunAsync">Gives the time until it is to run again.</param>
internal sealed record PlatformChore(string Name, Func<CancellationToken, Task<TimeSpan>> RunAsync);
