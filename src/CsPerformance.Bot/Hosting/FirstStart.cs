using CsPerformance.Bot.Demo;
using CsPerformance.Bot.Scores;
using CsPerformance.Bot.Settings;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Hosting;

/// <summary>What an empty store gets before anybody speaks.</summary>
internal static class FirstStart
{
    public static async Task PrepareAsync(IServiceProvider services, bool demoData)
    {
        var settings = services.GetRequiredService<BotSettings>();
        var store = services.GetRequiredService<Store>();
        await store.WriteAsync(services.GetRequiredService<SchemesInForce>().PutDefault);
        if (!settings.Simulator.Enabled) return;
        await store.WriteAsync(DemoCompany.Found);
        if (demoData) await store.WriteAsync(services.GetRequiredService<DemoData>().Fill);
    }
}
