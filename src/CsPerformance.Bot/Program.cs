using CsPerformance.Bot.Commands;
using CsPerformance.Bot.Hosting;

// Every command of the command line stands here; without one the bot starts.
var commandLine = new CommandLine(
[
    new("evaluate", "--scheme <方案> --facts <文件> [--explain]  用方案试算文件里的事实", (arguments, _) => Task.FromResult(EvaluateCommand.Run(arguments, Console.Out, Console.Error))),
    .. StoreCommands.All,
]);

return await commandLine.RunAsync(args, CancellationToken.None) ?? await BotHost.RunAsync(args);
