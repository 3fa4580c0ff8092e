using CsPerformance.Bot.Hosting;
using CsPerformance.Bot.Settings;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Web;

/// <summary>Every address that the host answers.</summary>
internal static class Site
{
    public static void Map(WebApplication app, BotSettings settings)
    {
        app.UseMiddleware<Problems>();
        app.UseStatusCodePages(context => Json.Problem(context.HttpContext.Response.StatusCode, "没有这个地址，或不能这样调用。").ExecuteAsync(context.HttpContext));
        Health.Map(app);
        Metrics.Map(app);
        app.Services.GetRequiredService<ReadApi>().MapTo(app);
        if (settings.Simulator.Enabled) MapSimulator(app);
    }

    private static void MapSimulator(WebApplication app)
    {
        var page = app.MapGroup("").AddEndpointFilter(OnlyFromHereAsync);
        var calls = page.MapGroup("/simulator");
        app.Services.GetRequiredService<SimulatorCalls>().MapTo(calls);
        app.Services.GetRequiredService<SimulatorTime>().MapTo(calls);
        app.Services.GetRequiredService<SimulatorPage>().MapTo(page, calls);
    }

    /// <summary>
    /// Listening on the loopback address keeps other machines out, but not the browser on this one: a page of a stranger may call us, or
    /// give its own name our address. So the host must be named as this machine, and a page that calls must be ours.
    /// </summary>
    private static async ValueTask<object?> OnlyFromHereAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var origin = request.Headers.Origin.ToString();
        var isOurs = origin.Length == 0 || origin == $"{request.Scheme}://{request.Host}";
        return Addresses.IsLoopbackHost(request.Host.Host) && isOurs ? await next(context) : Json.Problem(403, "模拟器只接受本机页面的调用。");
    }
}
