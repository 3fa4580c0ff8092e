using CsPerformance.Bot.Delivery;
using CsPerformance.Bot.Platforms;
using CsPerformance.Bot.Schemes;
using CsPerformance.Bot.Settings;
using CsPerformance.Bot.Web;
using CsPerformance.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;

namespace CsPerformance.Bot.Hosting;

/// <summary>The bot as a web host: from arguments and settings to a program that listens.</summary>
public static class BotHost
{
    /// <summary>The word of the command line that fills the demo company with records.</summary>
    public const string DemoData = "--demo-data";

    // A changed settings file counts from the next start on; a watch of the whole folder would wake at every write of the store beside it.
    private const string NoReload = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>Runs until it is told to stop.</summary>
    /// <returns>The exit status: 0 after a stop, 1 where it could not start.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            await using var app = await BuildAsync(arguments);
            await app.StartAsync();
            Announce(app);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception fault) when (StartFault.Of(fault) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    /// <summary>Everything but listening: settings read, store opened and brought up to date, demo company where it belongs.</summary>
    /// <exception cref="SettingsException">Settings that the bot cannot start with.</exception>
    public static async Task<WebApplication> BuildAsync(string[] arguments)
    {
        // The first answer needs the words of every scheme; they are read while the store opens.
        _ = Task.Run(SchemeFiles.LoadAll);
        var builder = Builder(arguments);
        if (string.IsNullOrEmpty(builder.Configuration["urls"]) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(Addresses.Default);
        var settings = SettingsFile.Read(builder.Configuration);
        Addresses.Check(builder.Configuration, settings);
        Logs.Set(builder.Logging, builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Json.LargestBody;
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));

        // The store is there before the host, whose log it would else have.
        var log = LoggerFactory.Create(logging => Logs.Set(logging, builder.Configuration));
        var store = await Composition.AddAsync(builder.Services, settings, log.CreateLogger<Store>());
        var app = builder.Build();
        app.Lifetime.ApplicationStopped.Register(() =>
        {
            store.DisposeAsync().AsTask().GetAwaiter().GetResult();
            log.Dispose();
        });
        await store.AppearAsync(app.Services.GetRequiredService<InstanceName>().Value);
        await FirstStart.PrepareAsync(app.Services, arguments.Contains(DemoData));
        Site.Map(app, settings);
        PlatformSetup.Map(app);
        return app;
    }

    /// <summary>The settings that the bot would start with here.</summary>
    /// <exception cref="SettingsException">Settings that the bot cannot start with.</exception>
    public static BotSettings Settings(string[] arguments) => SettingsFile.Read(Builder(arguments).Configuration);

    private static WebApplicationBuilder Builder(string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [NoReload, .. arguments.Where(argument => argument != DemoData)] });
        UseShippedSettings(builder);
        return builder;
    }

    /// <summary>A settings file in the working directory takes the place of the shipped one, which turns on the simulator for a first look.</summary>
    private static void UseShippedSettings(WebApplicationBuilder builder)
    {
        const string name = "appsettings.json";
        if (File.Exists(Path.Combine(builder.Environment.ContentRootPath, name))) return;
        var shipped = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, name), optional: true).Build();
        // In front of all others, so that the environment and the command line still win.
        builder.Configuration.Sources.Insert(0, new ChainedConfigurationSource { Configuration = shipped, ShouldDisposeConfiguration = true });
    }

    private static void Announce(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var simulator = app.Services.GetRequiredService<BotSettings>().Simulator.Enabled ? "，模拟器已打开，请用浏览器访问" : "";
        app.Logger.LogInformation("绩效机器人已启动：{Addresses}{Simulator}", string.Join(' ', addresses), simulator);
    }
}
