using CsPerformance.Channels.DingTalk;
using CsPerformance.Channels.WeCom;
using CsPerformance.Domain;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Settings;

/// <summary>All settings of our own sections, read once at start. Every key stands in appsettings.template.json.</summary>
public sealed record BotSettings
{
    public CompanySettings Company { get; init; } = new();

    public StorageSettings Storage { get; init; } = new();

    public SimulatorSettings Simulator { get; init; } = new();

    public WeComOptions WeCom { get; init; } = new();

    public WeComRobotOptions WeComRobot { get; init; } = new();

    public IReadOnlyList<WeComWebhookOptions> WeComWebhooks { get; init; } = [];

    public DingTalkOptions DingTalk { get; init; } = new();

    public IReadOnlyList<DingTalkWebhook> DingTalkWebhooks { get; init; } = [];

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

public sealed record StorageSettings
{
    public StoreProvider Provider { get; init; } = StoreProvider.Sqlite;

    /// <summary>Of ADO.NET; empty means the file data/bot.db below the working directory.</summary>
    public string ConnectionString { get; init; } = "";
}

public sealed record SimulatorSettings
{
    public bool Enabled { get; init; }

    /// <summary>The bot's clock starts at this instant and is moved by the simulator alone; null means the real time.</summary>
    public DateTimeOffset? StartAt { get; init; }
}

public sealed record ApiSettings
{
    /// <summary>The read API is off where the list is empty.</summary>
    public IReadOnlyList<ApiTokenSettings> Tokens { get; init; } = [];
}

public sealed record ApiTokenSettings
{
    public string Token { get; init; } = "";

    /// <summary>Comma-separated: <c>records</c>, <c>scores</c>, <c>pay</c>, <c>reporters</c> (who complained of a colleague).</summary>
    public string Scopes { get; init; } = "";
}

/// <summary>Settings that the bot cannot start with; each fault names its key.</summary>
public sealed class SettingsException(IReadOnlyList<Fault> faults) : Exception(string.Join('\n', faults))
{
    public IReadOnlyList<Fault> Faults { get; } = faults;
}
