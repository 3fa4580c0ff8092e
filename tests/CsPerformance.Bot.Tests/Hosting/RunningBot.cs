using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsPerformance.Bot.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace CsPerformance.Bot.Tests.Hosting;

/// <summary>The real host on a port of its own with a SQLite file of its own; both go when it is disposed.</summary>
public sealed class RunningBot : IAsyncDisposable
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _folder = Directory.CreateTempSubdirectory("csp-bot-").FullName;
    private readonly string[] _settings;
    private WebApplication? _app;

    private RunningBot(string[] settings) => _settings = settings;

    public HttpClient Http { get; private set; } = new();

    public IServiceProvider Services => _app!.Services;

    public Uri Address => Http.BaseAddress!;

    /// <summary>A simulator whose clock stands at Tuesday 2026-11-24, 09:00, unless the settings say otherwise.</summary>
    public static async Task<RunningBot> StartAsync(params string[] settings)
    {
        var bot = new RunningBot(settings);
        await bot.StartAgainAsync();
        return bot;
    }

    /// <summary>Stops as a host stops, and starts again on the same file.</summary>
    public async Task StartAgainAsync()
    {
        await StopAsync();
        string[] own =
        [
            "--Urls=http://127.0.0.1:0", "--Simulator:Enabled=true", "--Simulator:StartAt=2026-11-24T09:00:00+08:00",
            $"--Storage:ConnectionString=Data Source={Path.Combine(_folder, "bot.db")}",
        ];
        _app = await BotHost.BuildAsync([.. own, .. _settings]);
        await _app.StartAsync();
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(path, content);
        return (response.StatusCode, await BodyOf(response));
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        using var response = await Http.SendAsync(request);
        return (response.StatusCode, await BodyOf(response));
    }

    /// <summary>Says something that the simulator takes, and gives what the bot said because of it.</summary>
    public async Task<IReadOnlyList<Heard>> SayAsync(string from, string text, string chat = "direct", string? messageId = null, params string[] mentions) =>
        await HeardAsync("/simulator/messages", new { from, chat, text, mentions, messageId });

    public Task<IReadOnlyList<Heard>> PressAsync(string from, string card, string key) => HeardAsync("/simulator/buttons", new { from, card, key });

    public Task<IReadOnlyList<Heard>> MoveAsync(string now) => HeardAsync("/simulator/clock", new { now });

    public async Task<IReadOnlyList<Heard>> InboxAsync(string to) => Read((await GetAsync($"/simulator/inbox?to={Uri.EscapeDataString(to)}")).Body);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StopAsync()
    {
        Http.Dispose();
        if (_app is null) return;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    private async Task<IReadOnlyList<Heard>> HeardAsync(string path, object call)
    {
        var (status, body) = await PostAsync(path, JsonSerializer.Serialize(call, _json));
        Assert.True(status == HttpStatusCode.OK, $"{path} answered {status}: {body}");
        return Read(body);
    }

    private static List<Heard> Read(JsonElement body) => body.GetProperty("messages").Deserialize<List<Heard>>(_json)!;

    private static async Task<JsonElement> BodyOf(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}

/// <summary>A message of the bot, as the simulator gives it.</summary>
public sealed record Heard(string Id, string To, string Text, HeardCard? Card, string? Image, HeardFile? File);

public sealed record HeardCard(string Title, IReadOnlyList<string> Lines, IReadOnlyList<HeardButton> Buttons, string Id);

public sealed record HeardButton(string Key, string Label);

public sealed record HeardFile(string Name, string Url);
