using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CsPerformance.FakePlatforms.DingTalk;

/// <summary>A DingTalk on loopback: Stream gateway, both families of interfaces, reply webhooks, group robots, uploads and downloads.</summary>
public sealed class FakeDingTalk : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeDingTalk(WebApplication app, FakeCompany company, FakeGateway gateway)
    {
        (_app, Company, Gateway) = (app, company, gateway);
        Url = app.Urls.First();
    }

    /// <summary>Base address for <c>ApiBaseUrl</c> and <c>OapiBaseUrl</c>.</summary>
    public string Url { get; }

    public FakeCompany Company { get; }

    public FakeGateway Gateway { get; }

    /// <param name="port">0: any free one.</param>
    public static async Task<FakeDingTalk> StartAsync(FakeCompany? company = null, int port = 0)
    {
        company ??= new FakeCompany();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        app.UseWebSockets();
        var gateway = new FakeGateway(company);
        app.Use(company.Faults.StrikeAsync);
        gateway.Map(app);
        FakeApi.Map(app, company);
        FakeOapi.Map(app, company);
        await app.StartAsync();
        company.Url = app.Urls.First();
        return new FakeDingTalk(app, company, gateway);
    }

    public async ValueTask DisposeAsync()
    {
        Gateway.CloseAll();
        await _app.DisposeAsync();
        Gateway.Dispose();
    }

    /// <summary>The body of a request as JSON, noted with its path.</summary>
    internal static async Task<JsonObject> NoteAsync(HttpContext context, FakeCompany company)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        var body = text.Length > 0 && text[0] == '{' ? JsonNode.Parse(text)!.AsObject() : [];
        company.Note(new FakeCall(context.Request.Method, context.Request.Path, body));
        return body;
    }
}
