using CsPerformance.Bot.Conversation;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Delivery;
using CsPerformance.Bot.Demo;
using CsPerformance.Bot.Jobs;
using CsPerformance.Bot.Operation;
using CsPerformance.Bot.Platforms;
using CsPerformance.Bot.Schemes;
using CsPerformance.Bot.Scores;
using CsPerformance.Bot.Settings;
using CsPerformance.Bot.Web;
using CsPerformance.Channels.Simulator;
using CsPerformance.Domain;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.Time;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Hosting;

/// <summary>Who gets what: the one place where the parts are put together.</summary>
internal static class Composition
{
    private const string DefaultFile = "Data Source=data/bot.db";

    /// <summary>Opens the store and registers everything.</summary>
    public static async Task<Store> AddAsync(IServiceCollection services, BotSettings settings, ILogger log)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(settings.Company.TimeZone);
        var simulated = settings.Simulator.Enabled ? new SimulatedClock(TimeProvider.System, settings.Simulator.StartAt) : null;
        TimeProvider clock = simulated ?? TimeProvider.System;
        var store = await Store.OpenAsync(OptionsOf(settings.Storage) with { Zone = zone }, clock, log);
        if (simulated is not null) await SimulatorTime.RestoreAsync(store, simulated);

        services.AddSingleton(settings);
        services.AddSingleton(clock);
        services.AddSingleton(store);
        services.AddSingleton(new BusinessClock(clock, zone));
        AddConversation(services, settings);
        AddDelivery(services, settings, clock);
        PlatformSetup.AddTo(services, settings);
        // They stop in the opposite order: what is in hand is sent while the platforms can still be reached.
        services.AddHostedService<Pumps>();
        Clockwork.AddTo(services, OptionsOf(settings.Storage));
        if (simulated is not null) AddSimulator(services, simulated);
        services.AddSingleton<ReadScores>();
        services.AddSingleton<ReadApi>();
        services.AddSingleton(new PrometheusText());
        return store;
    }

    public static StoreOptions OptionsOf(StorageSettings storage) =>
        new(storage.Provider, storage.ConnectionString.Length > 0 ? storage.ConnectionString : DefaultFile);

    private static void AddConversation(IServiceCollection services, BotSettings settings)
    {
        if (!SchemeFiles.Ids.Contains(settings.Company.DefaultScheme))
            throw new SettingsException([new Fault("设置", "Company:DefaultScheme", $"没有考核方案“{settings.Company.DefaultScheme}”，可用：{string.Join("、", SchemeFiles.Ids)}。")]);
        var (calendar, faults) = Calendars.Read(Path.Combine(SchemeFiles.Folder, "calendars"));
        if (faults.Count > 0) throw new SettingsException(faults);
        services.AddSingleton<WorkingDays>(calendar);
        services.AddSingleton(new SchemesInForce(settings.Company.DefaultScheme));
        services.AddSingleton<ScoreBook>();
        services.AddSingleton(provider => new House(
            provider.GetRequiredService<SchemesInForce>(), provider.GetRequiredService<ScoreBook>(), calendar, provider.GetRequiredService<BusinessClock>())
        { Platforms = [.. provider.GetServices<PlatformWatch>()] });
        services.AddSingleton<Vocabularies>();
        services.AddSingleton<Conversation.Conversation>();
        services.AddSingleton<Answer>(provider => provider.GetRequiredService<Reception>().AnswerAsync);
    }

    private static void AddDelivery(IServiceCollection services, BotSettings settings, TimeProvider clock)
    {
        services.AddSingleton(InstanceName.New());
        services.AddSingleton<Progress>();
        services.AddSingleton(new RateLimit(TimeProvider.System, clock));
        services.AddSingleton<Intake>();
        services.AddSingleton<Accept>(provider => provider.GetRequiredService<Intake>().AcceptAsync);
        services.AddSingleton(provider => new Routes([.. provider.GetServices<IChatChannel>()], PlatformSetup.GroupRobots(settings)));
        services.AddSingleton<InboxPump>();
        services.AddSingleton<OutboxPump>();
        services.AddSingleton<Exchange>();
    }

    private static void AddSimulator(IServiceCollection services, SimulatedClock clock)
    {
        services.AddSingleton(clock);
        services.AddSingleton<IChatChannel, SimulatorChannel>();
        services.AddSingleton<DemoData>();
        services.AddSingleton<SimulatorPeople>();
        services.AddSingleton<SimulatorCalls>();
        services.AddSingleton<SimulatorTime>();
        services.AddSingleton<SimulatorPage>();
    }
}
