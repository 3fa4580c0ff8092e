using System.Globalization;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.Channels.WeCom;

/// <summary>Section <c>WeCom</c>: the self-built app (自建应用). All keys or none.</summary>
public sealed record WeComOptions
{
    public const string Section = "WeCom";

    public string CorpId { get; init; } = "";

    public string AgentId { get; init; } = "";

    public string Secret { get; init; } = "";

    public string Token { get; init; } = "";

    public string EncodingAESKey { get; init; } = "";

    /// <summary>https; plain http on this machine alone, for a fake platform.</summary>
    public string ApiBaseUrl { get; init; } = "https://qyapi.weixin.qq.com";

    /// <summary>
    /// Accounts, separated by commas, whose owners read in a client without Markdown (微信插件): they get the text form. <c>@all</c> means everybody.
    /// </summary>
    public string PlainTextAccounts { get; init; } = "";

    /// <summary>Accounts that the company's edition allows (帐号上限); 200 person-times a day for each. 0: as many as the app's visible range has members.</summary>
    public int AccountLimit { get; init; }

    /// <summary>Calls of one interface a minute that the platform allows the company; the bot keeps to nine tenths of it. 10,000 by the newer text, 2,000 by the older one.</summary>
    public int CallsPerMinute { get; init; } = 2000;

    /// <summary>Whether the app makes a group for each team that has no other one (应用群聊). It asks for a visible range that is the whole company.</summary>
    public bool TeamGroups { get; init; }

    public bool IsConfigured => CorpId.Length + AgentId.Length + Secret.Length + Token.Length + EncodingAESKey.Length > 0;

    internal long Agent => long.Parse(AgentId, CultureInfo.InvariantCulture);

    /// <summary>Whether an account gets the text form of what is said.</summary>
    public bool ReadsPlainText(string account) =>
        PlainTextAccounts.Split([',', '，', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Any(named => named == "@all" || named.Equals(account, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is wrong, each with its key; no value is repeated. Empty where nothing is configured.</summary>
    public IReadOnlyList<string> Validate()
    {
        if (!IsConfigured)
            return [];
        var faults = new List<string>();
        if (CorpId.Length == 0 || !CorpId.All(char.IsAsciiLetterOrDigit))
            faults.Add("WeCom:CorpId 应填“我的企业 → 企业信息”最下方的企业 ID（字母和数字，以 ww 开头）。");
        if (!long.TryParse(AgentId, NumberStyles.None, CultureInfo.InvariantCulture, out var agent) || agent == 0)
            faults.Add("WeCom:AgentId 应是应用详情页上的数字，如 1000002。");
        if (Secret.Length < 16 || Secret.Any(char.IsWhiteSpace))
            faults.Add("WeCom:Secret 为空或不完整，应是应用详情页“Secret”查看到的整段文字。");
        if (Token.Length is < 3 or > 32 || !Token.All(char.IsAsciiLetterOrDigit))
            faults.Add("WeCom:Token 应是“接收消息”页面上的 Token，3 至 32 位字母或数字。");
        if (!CallbackCrypto.IsKey(EncodingAESKey))
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"WeCom:EncodingAESKey 应是 43 位字母或数字，现在是 {EncodingAESKey.Length} 位或含有其他字符。"));
        if (CallsPerMinute is < 10 or > 100_000)
            faults.Add("WeCom:CallsPerMinute 应在 10 到 100000 之间，是企业微信公布的每分钟调用上限，默认 2000。");
        if (!PlatformHttp.IsAllowed(ApiBaseUrl, "http"))
            faults.Add("WeCom:ApiBaseUrl 应是 https 地址（只有本机地址可用 http）。");
        return faults;
    }

    /// <summary>Without secrets: records print all their members otherwise.</summary>
    public override string ToString() => $"WeCom {CorpId}/{AgentId}";
}

/// <summary>Section <c>WeComRobot</c>: the intelligent robot (智能机器人) on its long connection.</summary>
public sealed record WeComRobotOptions
{
    public const string Section = "WeComRobot";

    public string BotId { get; init; } = "";

    public string Secret { get; init; } = "";

    /// <summary>wss; plain ws on this machine alone.</summary>
    public string GatewayUrl { get; init; } = "wss://openws.work.weixin.qq.com";

    public bool IsConfigured => BotId.Length + Secret.Length > 0;

    /// <summary>What is wrong, each with its key; no value is repeated.</summary>
    public IReadOnlyList<string> Validate()
    {
        if (!IsConfigured)
            return [];
        var faults = new List<string>();
        if (BotId.Length == 0 || BotId.Any(char.IsWhiteSpace))
            faults.Add("WeComRobot:BotId 应是智能机器人“API 模式 → 使用长连接”页面上的 Bot ID。");
        if (Secret.Length == 0 || Secret.Any(char.IsWhiteSpace))
            faults.Add("WeComRobot:Secret 应是同一页面上的 Secret，不能为空或含空格。");
        if (!PlatformHttp.IsAllowed(GatewayUrl, "ws"))
            faults.Add("WeComRobot:GatewayUrl 应是 wss 地址（只有本机地址可用 ws）。");
        return faults;
    }

    public override string ToString() => $"WeComRobot {BotId}";
}

/// <summary>One entry of <c>WeComWebhooks</c>: the group robot (消息推送) of a team's group; it can only send.</summary>
public sealed record WeComWebhookOptions
{
    public const string Section = "WeComWebhooks";

    /// <summary>The team whose group it stands in.</summary>
    public string Team { get; init; } = "";

    /// <summary>What follows <c>key=</c> in the webhook's address. It is a secret: who has it can write into the group.</summary>
    public string Key { get; init; } = "";

    /// <param name="index">The entry's place in the list: the key in a fault.</param>
    public IReadOnlyList<string> Validate(int index)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{Section}:{index}");
        var faults = new List<string>();
        if (Team.Length == 0)
            faults.Add(place + ":Team 为空，应填班组名称，如 客服一组。");
        if (Key.Length < 16 || !Key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            faults.Add(place + ":Key 应是群机器人 Webhook 地址中 key= 后面的部分（形如 693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa），不是整个地址。");
        return faults;
    }

    public override string ToString() => $"WeComWebhook {Team}";
}
