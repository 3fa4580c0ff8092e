using CsPerformance.Bot.Hosting;

// Every command of the command line stands here; without one the bot starts.
var commandLine = new CommandLine([]);

return await commandLine.RunAsync(args, CancellationToken.None) ?? await BotHost.RunAsync(args);
