namespace CsPerformance.Bot.Hosting;

/// <summary>One command of the command line, such as <c>scheme check</c>.</summary>
/// <param name="Words">The words that call it, one space between them.</param>
/// <param name="Usage">What follows the words, and what it does, in one line.</param>
/// <param name="RunAsync">Gets the arguments after the words; gives the exit status (0 done, 1 failed, 2 wrong usage).</param>
public sealed record CommandLineCommand(string Words, string Usage, Func<string[], CancellationToken, Task<int>> RunAsync)
{
    public bool Matches(IReadOnlyList<string> arguments)
    {
        var words = Words.Split(' ');
        return arguments.Count >= words.Length && words.SequenceEqual(arguments.Take(words.Length));
    }
}

/// <summary>Finds the command that the arguments call. Without one the bot itself starts.</summary>
public sealed class CommandLine(IReadOnlyList<CommandLineCommand> commands)
{
    /// <returns>The exit status, or null where the arguments call no command and the bot is to start.</returns>
    public async Task<int?> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        if (arguments is ["--help" or "-h" or "help", ..])
        {
            await Console.Out.WriteLineAsync(Help());
            return 0;
        }
        if (arguments.Length == 0 || arguments[0].StartsWith('-')) return null;
        if (commands.Where(command => command.Matches(arguments)).MaxBy(command => command.Words.Length) is not { } found)
        {
            await Console.Error.WriteLineAsync($"没有命令“{string.Join(' ', arguments.Take(2))}”。\n{Help()}");
            return 2;
        }
        try
        {
            return await found.RunAsync(arguments[found.Words.Split(' ').Length..], cancellation);
        }
        catch (Exception fault) when (StartFault.Of(fault) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    private string Help() => string.Join('\n',
        ["用法：", "  （无参数）  启动机器人；--demo-data 同时补上近三个月的演示记录，其余如 --Urls=http://127.0.0.1:5080 作为设置项", .. commands.Select(c => $"  {c.Words} {c.Usage}")]);
}
