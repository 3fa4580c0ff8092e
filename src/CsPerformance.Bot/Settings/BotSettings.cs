using CsPerformance.Domain;

namespace CsPerformance.Bot.Settings;

/// <summary>All settings of our own sections, read once at start. Every key stands in appsettings.template.json.</summary>
public sealed record BotSettings
{
    public CompanySettings Company { get; init; } = new();

    public StorageSettings Storage { get; init; } = new();

    public SimulatorSettings Simulator { get; init; } = new();

    /// <summary>Off where its CorpId is not set.</summary>
    public WeComSettings WeCom { get; init; } = new();

    /// <summary>The intelligent robot over the long connection; off where its BotId is not set.</summary>
    public WeComRobotSettings WeComRobot { get; init; } = new();

    /// <summary>Group robots that can only send.</summary>
    public IReadOnlyList<WeComWebhookSettings> WeComWebhooks { get; init; } = [];

    /// <summary>Off where its ClientId is not set.</summary>
    public DingTalkSettings DingTalk { get; init; } = new();

    public ApiSettings Api { get; init; } = new();
}

public sealed record CompanySettings
{
    public string Name { get; init; } = "示例客服中心";

    /// <summary>IANA name of the zone in which days, deadlines and quiet hours are meant.</summary>
    public string TimeZone { get; init; } = "Asia/Shanghai";

    /// <summary>The city whose dated labour figures apply.</summary>
    public string City { get; init; } = "上海";

    /// <summary>Id of the scheme in force where none was put in force by 方案 启用.</summary>
    public string DefaultScheme { get; init; } = "kf-2017";
}

public enum StorageProvider
{
    Sqlite,
    Postgres,
}

public sealed record StorageSettings
{
    public StorageProvider Provider { get; init; } = StorageProvider.Sqlite;

    /// <summary>Of ADO.NET; empty means the file data/bot.db below the working directory.</summary>
    public string ConnectionString { get; init; } = "";
}

public sealed record SimulatorSettings
{
    public bool Enabled { get; init; }

    /// <summary>The bot's clock starts at this instant and is moved by the simulator alone; null means the real time.</summary>
    public DateTimeOffset? StartAt { get; init; }
}

public sealed record WeComSettings
{
    public string CorpId { get; init; } = "";

    public int AgentId { get; init; }

    public string Secret { get; init; } = "";

    public string Token { get; init; } = "";

    /// <summary>43 characters, as the platform's page shows them.</summary>
    public string EncodingAESKey { get; init; } = "";

    public Uri ApiBaseUrl { get; init; } = new("https://qyapi.weixin.qq.com");
}

public sealed record WeComRobotSettings
{
    public string BotId { get; init; } = "";

    public string Secret { get; init; } = "";

    public Uri GatewayUrl { get; init; } = new("wss://openws.work.weixin.qq.com");
}

public sealed record WeComWebhookSettings
{
    public string Team { get; init; } = "";

    public string Key { get; init; } = "";
}

public enum DingTalkMode
{
    Stream,
    Http,
}

public sealed record DingTalkSettings
{
    public string ClientId { get; init; } = "";

    public string ClientSecret { get; init; } = "";

    public string RobotCode { get; init; } = "";

    public DingTalkMode Mode { get; init; } = DingTalkMode.Stream;

    public Uri ApiBaseUrl { get; init; } = new("https://api.dingtalk.com");

    public Uri OapiBaseUrl { get; init; } = new("https://oapi.dingtalk.com");

    public string EventToken { get; init; } = "";

    public string EventAesKey { get; init; } = "";
}

public sealed record ApiSettings
{
    /// <summary>The read API is off where the list is empty.</summary>
    public IReadOnlyList<ApiTokenSettings> Tokens { get; init; } = [];
}

public sealed record ApiTokenSettings
{
    public string Token { get; init; } = "";

    /// <summary>Comma-separated: <c>records</c>, <c>scores</c>, <c>pay</c>.</summary>
    public string Scopes { get; init; } = "";
}

/// <summary>Settings that the bot cannot start with; each fault names its key.</summary>
public sealed class SettingsException(IReadOnlyList<Fault> faults) : Exception(string.Join('\n', faults))
{
    public IReadOnlyList<Fault> Faults { get; } = faults;
}
