using System.Globalization;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.Channels.DingTalk;

/// <summary>The section <c>DingTalk</c> of the settings.</summary>
public sealed record DingTalkOptions
{
    public const string Section = "DingTalk";

    /// <summary>Client ID (formerly AppKey) of the internal app.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Client Secret (formerly AppSecret); also signs the callbacks of HTTP mode.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>The robot of the app; the same as <see cref="ClientId"/> where it is left empty, as DingTalk itself assigns it.</summary>
    public string RobotCode { get; init; } = "";

    /// <summary><c>Stream</c> (the bot connects out, no public address needed) or <c>Http</c>.</summary>
    public string Mode { get; init; } = "Stream";

    public string ApiBaseUrl { get; init; } = "https://api.dingtalk.com";

    public string OapiBaseUrl { get; init; } = "https://oapi.dingtalk.com";

    /// <summary>Token of the encrypted event callbacks of HTTP mode; empty where none are subscribed.</summary>
    public string EventToken { get; init; } = "";

    /// <summary>43 characters; set together with <see cref="EventToken"/>.</summary>
    public string EventAesKey { get; init; } = "";

    /// <summary>
    /// Template of interactive cards. The default is the public one of the official SDK; its buttons send a text as the user who presses.
    /// A template of one's own reads <c>title</c>, <c>markdown</c>, <c>status</c> and <c>buttons</c> ([{key,label}]) and returns the key as action id.
    /// </summary>
    public string CardTemplateId { get; init; } = "1366a1eb-bc54-4859-ac88-517c56a9acb1.schema";

    /// <summary>Calls a month that the company's edition of DingTalk allows; what the admin sees the used ones against.</summary>
    public int MonthlyCalls { get; init; } = 10_000;

    public bool IsConfigured => ClientId.Length > 0 || ClientSecret.Length > 0;

    public bool IsStream => string.Equals(Mode, "Stream", StringComparison.OrdinalIgnoreCase);

    public bool IsHttp => string.Equals(Mode, "Http", StringComparison.OrdinalIgnoreCase);

    internal string Api => ApiBaseUrl.TrimEnd('/');

    internal string Oapi => OapiBaseUrl.TrimEnd('/');

    internal string Robot => RobotCode.Length > 0 ? RobotCode : ClientId;

    /// <summary>What is wrong, in Chinese, each with its key; no value is repeated. Empty where nothing is configured.</summary>
    public IReadOnlyList<string> Validate()
    {
        if (!IsConfigured)
            return [];
        var faults = new List<string>();
        Check(nameof(ClientId), IsWord(ClientId), "应填应用的 Client ID（原 AppKey），见开放平台“凭证与基础信息”，不能为空或含空格。");
        Check(nameof(ClientSecret), IsWord(ClientSecret), "应填应用的 Client Secret（原 AppSecret），见开放平台“凭证与基础信息”，不能为空或含空格。");
        Check(nameof(RobotCode), RobotCode.Length == 0 || IsWord(RobotCode), "含有空格，请从“机器人”页面重新复制。");
        Check(nameof(Mode), IsStream || IsHttp, "只能是 Stream 或 Http。");
        Check(nameof(ApiBaseUrl), PlatformHttp.IsAllowed(ApiBaseUrl, "http"), "应是 https 地址（只有本机地址可用 http）。");
        Check(nameof(OapiBaseUrl), PlatformHttp.IsAllowed(OapiBaseUrl, "http"), "应是 https 地址（只有本机地址可用 http）。");
        Check(nameof(EventToken), EventToken.Length > 0 || EventAesKey.Length == 0, "与 EventAesKey 要么都填，要么都不填。");
        Check(nameof(EventAesKey), EventAesKey.Length > 0 || EventToken.Length == 0, "与 EventToken 要么都填，要么都不填。");
        Check(nameof(EventAesKey), EventAesKey.Length == 0 || CallbackCrypto.IsKey(EventAesKey), "应是 43 位字母或数字，见“事件订阅”页面的 aes_key。");
        Check(nameof(CardTemplateId), IsWord(CardTemplateId), "不能为空或含空格；没有自建的卡片模板时请删除此项。");
        Check(nameof(MonthlyCalls), MonthlyCalls > 0, "应是正整数：所用钉钉版本每月允许的接口调用次数。");
        return faults;

        void Check(string key, bool isGood, string problem)
        {
            if (!isGood)
                faults.Add("DingTalk:" + key + " " + problem);
        }
    }

    /// <summary>The secrets stay out of whatever prints a record.</summary>
    public override string ToString() => $"DingTalk {ClientId} {Mode}";

    private static bool IsWord(string value) => value.Length > 0 && !value.Any(char.IsWhiteSpace);
}

/// <summary>One entry of the section <c>DingTalkWebhooks</c>: a custom robot (自定义机器人) of one group, which can only send.</summary>
public sealed record DingTalkWebhook
{
    /// <summary>The team whose boards go to this group.</summary>
    public string Team { get; init; } = "";

    /// <summary>The <c>access_token</c> of the robot's address.</summary>
    public string AccessToken { get; init; } = "";

    /// <summary>The secret (加签) that begins with <c>SEC</c>; empty where the robot is protected by keyword or address instead.</summary>
    public string Secret { get; init; } = "";

    /// <param name="index">The entry's place in the list: the key in a fault.</param>
    public IReadOnlyList<string> Validate(int index)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"DingTalkWebhooks:{index}");
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(Team))
            faults.Add(place + ":Team 为空，应填班组名称，如 客服一组。");
        if (AccessToken.Length < 16 || !AccessToken.All(char.IsAsciiLetterOrDigit))
            faults.Add(place + ":AccessToken 应是群机器人 Webhook 地址中 access_token= 后面的部分，不是整个地址。");
        if (Secret.Length > 0 && !Secret.StartsWith("SEC", StringComparison.Ordinal))
            faults.Add(place + ":Secret 应是“加签”一栏以 SEC 开头的整段文字；未启用加签时留空。");
        return faults;
    }

    public override string ToString() => "DingTalk webhook of " + Team;
}
