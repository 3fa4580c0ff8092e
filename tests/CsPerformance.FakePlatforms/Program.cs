using CsPerformance.FakePlatforms.DingTalk;
using CsPerformance.FakePlatforms.WeCom;

// Platforms to try the bot against without an account: dotnet run --project tests/CsPerformance.FakePlatforms -- wecom --port 6100
return args switch
{
    ["wecom", .. var rest] => await FakeWeComProgram.RunAsync(rest),
    ["dingtalk", .. var rest] => await FakeDingTalkProgram.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: wecom|dingtalk [--port N] [--bot URL] …");
    return 2;
}
