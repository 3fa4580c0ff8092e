using CsPerformance.Bot.Delivery;
using CsPerformance.Bot.Settings;
using CsPerformance.Channels.DingTalk;
using CsPerformance.Channels.Protocol;
using CsPerformance.Channels.WeCom;
using CsPerformance.Domain.Chat;
using CsPerformance.Storage;
using Microsoft.AspNetCore.Http.Metadata;

namespace CsPerformance.Bot.Platforms;

/// <summary>The platforms that the settings name. All of them run on the real clock.</summary>
internal static class PlatformSetup
{
    public static void AddTo(IServiceCollection services, BotSettings settings)
    {
        services.AddSingleton(provider => StoredState.Of(provider.GetRequiredService<Store>(), TimeProvider.System));
        services.AddSingleton(provider => new Lazy<Routes>(provider.GetRequiredService<Routes>));
        services.AddSingleton(provider => new Pictures(provider.GetRequiredService<Store>(), TimeProvider.System));
        services.AddSingleton<Reception>();
        services.AddSingleton<RosterMatch>();
        services.AddHostedService<PlatformRuns>();
        if (settings.WeCom.IsConfigured) AddApp(services, settings.WeCom);
        if (settings.WeComRobot.IsConfigured) AddRobot(services, settings);
        if (settings.WeComWebhooks.Count > 0) AddWebhooks(services, settings);
        if (settings.WeCom.IsConfigured || settings.WeComRobot.IsConfigured || settings.WeComWebhooks.Count > 0) AddChore<WeComChores>(services, chores => new("企业微信", chores.RunAsync));
        if (settings.DingTalk.IsConfigured || settings.DingTalkWebhooks.Count > 0) AddDingTalk(services, settings);
        if (settings.DingTalk.IsConfigured) AddDingTalkLinks(services, settings.DingTalk);
    }

    public static void Map(WebApplication app)
    {
        // A refusal has no body: whoever is refused learns nothing about why.
        var callbacks = app.MapGroup("").WithMetadata(new WithoutStatusPage());
        app.Services.GetService<WeComCallback>()?.MapTo(callbacks);
        if (app.Services.GetService<DingTalkCallback>() is { } dingTalk) callbacks.Map(DingTalkCallback.Path, dingTalk.HandleAsync);
    }

    /// <summary>The channel through which a team's group gets what is pushed to it, where a group robot is set up for the team.</summary>
    public static IReadOnlyDictionary<string, string> GroupRobots(BotSettings settings)
    {
        var robots = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var webhook in settings.DingTalkWebhooks) robots[webhook.Team] = DingTalkChannel.ChannelName;
        foreach (var webhook in settings.WeComWebhooks) robots[webhook.Team] = WebhookChannel.ChannelName;
        return robots;
    }

    private static void AddApp(IServiceCollection services, WeComOptions options)
    {
        services.AddSingleton(provider => new WeComApi(options, PlatformHttp.NewClient(), provider.GetRequiredService<SharedState>(), TimeProvider.System));
        services.AddSingleton<IChatChannel>(provider => new WeComChannel(provider.GetRequiredService<WeComApi>(), provider.GetRequiredService<SharedState>(), TimeProvider.System));
        services.AddSingleton<WeComContactEvents>();
        services.AddSingleton(provider => new WeComCallback(
            options, InOneCase(provider.GetRequiredService<Accept>()), TimeProvider.System, provider.GetRequiredService<ILogger<WeComCallback>>(), provider.GetRequiredService<WeComContactEvents>().TakeAsync));
        services.AddSingleton(provider => new PlatformChore("企业微信通讯录变更", provider.GetRequiredService<WeComChores>().FollowAsync));
        services.AddSingleton(provider => new PlatformWatch("企业微信应用", () => provider.GetRequiredService<WeComApi>().Blocked));
        services.AddSingleton<WeComTeamGroups>();
        services.AddSingleton(provider => new PlatformChore("企业微信应用群聊", provider.GetRequiredService<WeComTeamGroups>().RunAsync));
        if (options.TeamGroups) services.AddSingleton(provider => new PlatformWatch("企业微信应用群聊", () => provider.GetRequiredService<WeComTeamGroups>().Trouble));
        services.AddSingleton(provider => new PlatformChore("企业微信每日人次", provider.GetRequiredService<WeComChores>().CountAsync));
        services.AddSingleton(provider => new PlatformWatch("企业微信每日人次", () => provider.GetRequiredService<WeComChores>().Scarce));
    }

    private static void AddRobot(IServiceCollection services, BotSettings settings)
    {
        // A file belongs to one process: what is started again goes on at once, without waiting for the lease of the one that was killed.
        var instance = settings.Storage.Provider == StoreProvider.Sqlite ? "only" : null;
        services.AddSingleton(provider => new WeComRobotChannel(
            settings.WeComRobot, InOneCase(provider.GetRequiredService<Accept>()), provider.GetRequiredService<SharedState>(), TimeProvider.System,
            provider.GetRequiredService<ILogger<WeComRobotChannel>>(), instance: instance));
        services.AddSingleton<IChatChannel>(provider => provider.GetRequiredService<WeComRobotChannel>());
        services.AddSingleton(provider => new PlatformLink("企业微信智能机器人", provider.GetRequiredService<WeComRobotChannel>().RunAsync));
        services.AddSingleton(provider => new PlatformWatch("企业微信智能机器人", () => provider.GetRequiredService<WeComRobotChannel>().Trouble));
    }

    private static void AddWebhooks(IServiceCollection services, BotSettings settings) =>
        services.AddSingleton<IChatChannel>(provider => new WebhookChannel(
            new WeComWebhooks(settings.WeComWebhooks, settings.WeCom, PlatformHttp.NewClient(), provider.GetRequiredService<SharedState>(), TimeProvider.System)));

    private static void AddDingTalk(IServiceCollection services, BotSettings settings)
    {
        services.AddSingleton(provider => new DingTalkApi(
            settings.DingTalk, provider.GetRequiredService<SharedState>(), TimeProvider.System, provider.GetRequiredService<ILogger<DingTalkApi>>()));
        services.AddSingleton(provider => new DingTalkChannel(
            settings.DingTalk, settings.DingTalkWebhooks, provider.GetRequiredService<DingTalkApi>(), provider.GetRequiredService<SharedState>(), TimeProvider.System,
            provider.GetRequiredService<ILogger<DingTalkChannel>>()));
        services.AddSingleton<IChatChannel>(provider => provider.GetRequiredService<DingTalkChannel>());
    }

    private static void AddDingTalkLinks(IServiceCollection services, DingTalkOptions options)
    {
        services.AddSingleton<ContactEvents>();
        services.AddSingleton(provider => new DingTalkInbox(
            provider.GetRequiredService<Accept>(), provider.GetRequiredService<DingTalkChannel>(), provider.GetRequiredService<ContactEvents>().TakeAsync, TimeProvider.System, provider.GetRequiredService<ILogger<DingTalkInbox>>()));
        AddChore<DingTalkChores>(services, chores => new("钉钉", chores.RunAsync));
        services.AddSingleton(provider => new PlatformChore("钉钉接口次数", provider.GetRequiredService<DingTalkChores>().CountAsync));
        services.AddSingleton(provider => new PlatformWatch("钉钉接口次数", () => provider.GetRequiredService<DingTalkChores>().Scarce));
        if (options.IsStream) AddStream(services, options);
        else
        {
            services.AddSingleton(provider => new DingTalkCallback(
                options, provider.GetRequiredService<DingTalkInbox>(), provider.GetRequiredService<SharedState>(), TimeProvider.System, provider.GetRequiredService<ILogger<DingTalkCallback>>()));
        }
    }

    private static void AddStream(IServiceCollection services, DingTalkOptions options)
    {
        services.AddSingleton(provider => new DingTalkStream(
            options, provider.GetRequiredService<DingTalkInbox>(), new StreamPace(), TimeProvider.System, provider.GetRequiredService<ILogger<DingTalkStream>>()));
        services.AddSingleton(provider => new PlatformLink("钉钉 Stream", provider.GetRequiredService<DingTalkStream>().RunAsync));
        services.AddSingleton(provider => new PlatformWatch("钉钉 Stream", () => Trouble(provider.GetRequiredService<DingTalkStream>().State)));
    }

    private static void AddChore<T>(IServiceCollection services, Func<T, PlatformChore> chore)
        where T : class
    {
        services.AddSingleton<T>();
        services.AddSingleton(provider => chore(provider.GetRequiredService<T>()));
    }

    private static string? Trouble(StreamState state) => state.IsConnected ? null : state.Fault ?? "正在连接。";

    /// <summary>WeChat Work tells its accounts apart without their case; the store with it.</summary>
    private static Accept InOneCase(Accept accept) => (message, cancellation) => accept(message with { Account = message.Account.ToLowerInvariant() }, cancellation);

    private sealed class WithoutStatusPage : ISkipStatusCodePagesMetadata;
}
