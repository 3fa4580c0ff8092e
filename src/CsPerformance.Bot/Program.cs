using CsPerformance.Bot.Commands;
using CsPerformance.Bot.Hosting;

// Every command of the command line stands here; without one the bot starts.
var commandLine = new CommandLine(
[
    new("evaluate", "--scheme <方案> --facts <文件> [--explain]  用方案试算文件里的事实", (arguments, _) => Task.FromResult(EvaluateCommand.Run(arguments, Console.Out, Console.Error))),
    .. StoreCommands.All,
    ForgetCommand.Command,
    new("doctor wecom", " 检查企业微信的设置与连接（不发消息）", DoctorCommand.WeComAsync),
    new("doctor dingtalk", " 检查钉钉的设置与连接（不发消息）", DoctorCommand.DingTalkAsync),
    new("scheme check", "<方案或文件>  列出方案的错误和提醒", (arguments, _) => Task.FromResult(SchemeCheckCommand.Run(arguments, Console.Out, Console.Error))),
]);

return await commandLine.RunAsync(args, CancellationToken.None) ?? await BotHost.RunAsync(args);
