using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CsPerformance.Channels.DingTalk;

namespace CsPerformance.FakePlatforms.DingTalk;

/// <summary>The fake platform for trying things out by hand: lines typed become messages, what the bot sends is printed.</summary>
public static class FakeDingTalkProgram
{
    private const string Help =
        """
        ACCOUNT TEXT              a direct message          staff-wang 我的分数
        ACCOUNT@GROUP TEXT        said in a group to the bot staff-chen@cid1 周榜
        press ACCOUNT CARD KEY    presses a button of an interactive card
        disconnect | cut | ping   what gateways do
        resend                    pushes again what was not acknowledged
        quit
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var port = int.Parse(Value("--port") ?? "6200", CultureInfo.InvariantCulture);
        var bot = Value("--bot");
        await using var fake = await FakeDingTalk.StartAsync(port: port);
        fake.Company.OnDelivery = Print;
        Console.WriteLine($"fake DingTalk on {fake.Url}: DingTalk__ClientId={fake.Company.ClientId} DingTalk__ClientSecret={fake.Company.ClientSecret} "
            + $"DingTalk__RobotCode={fake.Company.ClientId} DingTalk__ApiBaseUrl={fake.Url} DingTalk__OapiBaseUrl={fake.Url}");
        Console.WriteLine(bot is null ? "Stream mode" : "HTTP mode, calling " + bot + DingTalkCallback.Path);
        Console.WriteLine(Help);
        while (await Console.In.ReadLineAsync() is { } line && line.Trim() != "quit")
            await DoAsync(fake, bot, line.Trim());
        return 0;

        string? Value(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
    }

    private static async Task DoAsync(FakeDingTalk fake, string? bot, string line)
    {
        var words = line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case []:
                break;
            case ["resend"]:
                await fake.Gateway.ResendAsync();
                break;
            case ["disconnect"]:
                await Task.WhenAll(fake.Gateway.Connections.Select(connection => connection.DisconnectAsync()));
                break;
            case ["cut"]:
                fake.Gateway.CloseAll();
                break;
            case ["ping"]:
                await fake.Gateway.PushAsync(FakeGateway.Frame("SYSTEM", "ping", Guid.NewGuid().ToString("N"), """{"opaque":"hand"}"""));
                break;
            case ["press", var rest] when rest.Split(' ') is [var account, var card, var key]:
                await fake.Gateway.PushAsync(FakeGateway.Press(account, card, key));
                break;
            case [var from, var text]:
                var who = from.Split('@', 2);
                await SayAsync(fake, bot, fake.Company.Message(who[0], text, who.ElementAtOrDefault(1)));
                break;
            default:
                Console.WriteLine(Help);
                break;
        }
    }

    private static async Task SayAsync(FakeDingTalk fake, string? bot, JsonObject message)
    {
        if (bot is null)
        {
            await fake.Gateway.PushAsync(FakeGateway.Robot(message));
            return;
        }

        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, bot.TrimEnd('/') + DingTalkCallback.Path) { Content = JsonContent.Create(message) };
        request.Headers.TryAddWithoutValidation("timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("sign", DingTalkSignature.Sign(timestamp, fake.Company.ClientSecret));
        using var response = await http.SendAsync(request);
        Console.WriteLine($"HTTP {(int)response.StatusCode}");
    }

    private static void Print(FakeDelivery delivery)
    {
        Console.WriteLine($"→ {delivery.To} [{delivery.Way} {delivery.Kind}] {delivery.Title}");
        Console.WriteLine(delivery.Text);
        foreach (var button in delivery.Buttons)
            Console.WriteLine($"  [{button.Label}] {button.Says ?? "press ACCOUNT " + delivery.CardId + " " + button.Key}");
    }
}
