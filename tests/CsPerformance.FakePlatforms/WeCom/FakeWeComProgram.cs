using System.Globalization;

namespace CsPerformance.FakePlatforms.WeCom;

/// <summary>The fake platform as a program: prints the settings that the bot needs and runs until it is stopped.</summary>
public static class FakeWeComProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        var settings = new FakeWeComSettings { Port = 6100, BotCallback = "http://127.0.0.1:5080/wecom/callback" };
        for (var i = 0; i + 1 < args.Length; i += 2)
            settings = With(settings, args[i], args[i + 1]);
        await using var fake = await FakeWeCom.StartAsync(settings);
        foreach (var number in Enumerable.Range(10001, 12))
            fake.Api.Directory.Add(new FakeMember(number.ToString(CultureInfo.InvariantCulture), "成员" + number.ToString(CultureInfo.InvariantCulture)));
        Console.WriteLine($"""
            fake WeChat Work at {fake.Address}; start the bot with
              WeCom__ApiBaseUrl={fake.Address}
              WeCom__CorpId={settings.CorpId}
              WeCom__AgentId={settings.AgentId}
              WeCom__Secret={settings.Secret}
              WeCom__Token={settings.Token}
              WeCom__EncodingAESKey={settings.EncodingAesKey}
              WeComRobot__GatewayUrl={fake.GatewayAddress}
              WeComRobot__BotId={settings.BotId}
              WeComRobot__Secret={settings.BotSecret}
            callbacks go to {settings.BotCallback}
            speak:  curl -H 'Content-Type: application/json' -d '{JsonSample("10002", "帮助")}' {fake.Address}/_fake/say
            look:   curl {fake.Address}/_fake/sent
            """);
        await fake.WaitForShutdownAsync();
        return 0;
    }

    private static string JsonSample(string from, string text) => $"{{\"from\":\"{from}\",\"text\":\"{text}\"}}";

    private static FakeWeComSettings With(FakeWeComSettings settings, string name, string value) => name switch
    {
        "--port" => settings with { Port = int.Parse(value, CultureInfo.InvariantCulture) },
        "--bot" => settings with { BotCallback = value },
        "--corp" => settings with { CorpId = value },
        "--agent" => settings with { AgentId = int.Parse(value, CultureInfo.InvariantCulture) },
        "--secret" => settings with { Secret = value },
        "--token" => settings with { Token = value },
        "--key" => settings with { EncodingAesKey = value },
        "--webhook" => settings with { WebhookKey = value },
        _ => throw new ArgumentException($"unknown option {name}: --port --bot --corp --agent --secret --token --key --webhook"),
    };
}
