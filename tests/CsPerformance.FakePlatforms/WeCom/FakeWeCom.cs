using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CsPerformance.FakePlatforms.WeCom;

/// <summary>A WeChat Work to try the bot against: server API, callbacks, webhooks and the robot's gateway on one address.</summary>
public sealed class FakeWeCom : IAsyncDisposable
{
    private readonly WebApplication _web;

    private FakeWeCom(FakeWeComSettings settings, WebApplication web)
    {
        _web = web;
        Settings = settings;
        Api = new FakeWeComApi(settings);
        Callbacks = new FakeWeComCallbacks(settings);
        Gateway = new FakeRobotGateway(settings);
    }

    public FakeWeComSettings Settings { get; }

    public FakeWeComApi Api { get; }

    public FakeWeComCallbacks Callbacks { get; }

    public FakeRobotGateway Gateway { get; }

    /// <summary>http://127.0.0.1:port, for WeCom:ApiBaseUrl.</summary>
    public string Address { get; private set; } = "";

    /// <summary>For WeComRobot:GatewayUrl.</summary>
    public string GatewayAddress => Address.Replace("http://", "ws://", StringComparison.Ordinal) + "/robot";

    public static async Task<FakeWeCom> StartAsync(FakeWeComSettings? settings = null)
    {
        settings ??= new FakeWeComSettings();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{settings.Port}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024);
        var web = builder.Build();
        var fake = new FakeWeCom(settings, web);
        web.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        fake.Api.MapTo(web);
        fake.Gateway.MapTo(web);
        FakeWeComControl.MapTo(web, fake);
        await web.StartAsync();
        fake.Address = web.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First();
        fake.Gateway.FileAddress = fake.Address;
        return fake;
    }

    public Task WaitForShutdownAsync() => ((IHost)_web).WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        Gateway.DropAll();
        await _web.StopAsync(new CancellationToken(canceled: true));
        await _web.DisposeAsync();
        Gateway.Dispose();
    }
}

/// <summary>What the fake platform is told to do wrong, by the path of the call.</summary>
public sealed class FakeFaults
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<FakeFault>> _next = new(StringComparer.Ordinal);

    /// <summary>The next <paramref name="times"/> calls of the path end so.</summary>
    public void Next(string path, FakeFault fault, int times = 1)
    {
        for (var i = 0; i < times; i++)
            _next.GetOrAdd(path, _ => new ConcurrentQueue<FakeFault>()).Enqueue(fault);
    }

    internal FakeFault? Take(string path) =>
        _next.TryGetValue(path, out var queue) && queue.TryDequeue(out var fault) ? fault : null;
}

public abstract record FakeFault
{
    public sealed record Code(int Number, string Message) : FakeFault;

    public sealed record Status(int Http) : FakeFault;

    /// <summary>Takes the request and then breaks the connection without an answer.</summary>
    public sealed record TakenThenCut : FakeFault;

    /// <summary>Answers nothing until the caller gives up.</summary>
    /// <param name="Taken">Whether the request was carried out.</param>
    public sealed record Silent(bool Taken) : FakeFault;

    /// <summary>Breaks the connection before anything is done.</summary>
    public sealed record Cut : FakeFault;
}

internal static class Reply
{
    public static JsonObject Ok(params (string Name, JsonNode? Value)[] more) => Of(0, "ok", more);

    public static JsonObject Of(int code, string message, params (string Name, JsonNode? Value)[] more)
    {
        var json = new JsonObject { ["errcode"] = code, ["errmsg"] = message };
        foreach (var (name, value) in more)
            json[name] = value;
        return json;
    }
}
