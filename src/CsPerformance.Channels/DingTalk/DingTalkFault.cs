using System.Globalization;
using System.Text.Json;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.DingTalk;

/// <summary>What an answer of the platform means for the message that was sent.</summary>
/// <param name="Result">Null where the call succeeded.</param>
/// <param name="Code">The platform's own code; empty where it gave none.</param>
/// <param name="IsStaleToken">The access token is no longer taken: fetch a new one and try once more.</param>
internal sealed record DingTalkFault(SendResult? Result, string Code, bool IsStaleToken = false)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    public static DingTalkFault None { get; } = new(null, "");

    /// <summary>Reads an answer of <c>api.dingtalk.com</c>: the status counts, the code says more.</summary>
    public static DingTalkFault OfNew(int status, JsonElement? body)
    {
        var code = Word(body?.Text("code"));
        if (IsBan(body))
            return Banned;
        if (status is >= 200 and < 300 && body is not null)
            return None;
        if (status == 401 || code.Contains("InvalidAuthentication", StringComparison.OrdinalIgnoreCase))
            return new(Later(Soon, "access_token 失效", code), code, IsStaleToken: true);
        if (WaitOf(code, status) is { } wait)
            return new(Later(wait, Meaning(code) ?? "调用过于频繁", code), code);
        return status switch
        {
            // The gateway gave up waiting for the service behind it, which may have done the work all the same.
            504 => new(new SendResult.Unknown(Say("接口超时", code)), code),
            503 => new(Later(Soon, "服务暂不可用", code), code),
            >= 500 when code.Length > 0 => new(Later(Soon, "服务出错", code), code),
            >= 500 => new(new SendResult.Unknown(Say($"HTTP {status}", code)), code),
            >= 200 and < 300 => new(new SendResult.Unknown("钉钉的应答无法识别"), code),
            _ => new(new SendResult.Refused(Say((Meaning(code) ?? $"HTTP {status}") + Scopes(body), code)), code),
        };
    }

    /// <summary>Reads an answer of <c>oapi.dingtalk.com</c> or of a webhook: HTTP 200 always, errcode counts (a number, or a number as text).</summary>
    public static DingTalkFault OfOld(int status, JsonElement? body)
    {
        if (IsBan(body))
            return Banned;
        if (body?.Whole("errcode") is not { } errcode)
            return status is >= 200 and < 300 && body is not null
                ? new(new SendResult.Unknown("钉钉的应答无法识别"), "")
                : OfNew(status is >= 200 and < 300 ? 502 : status, body);
        var code = errcode.ToString(CultureInfo.InvariantCulture);
        if (Word(body?.Text("sub_code")) is { Length: > 0 } sub && errcode == 88)
            code = sub;
        return code switch
        {
            "0" => None,
            "40014" or "42001" or "40001" => new(Later(Soon, "access_token 失效", code), code, IsStaleToken: true),
            "-1" => new(Later(Soon, "系统繁忙", code), code),
            "90018" or "90002" or "90006" => new(Later(TimeSpan.FromSeconds(1), "调用过于频繁", code), code),
            "90020" => new(Later(TimeSpan.FromHours(1), "本月接口调用次数已用完", code), code),
            // A robot that sent too fast is silenced for ten minutes; knocking prolongs it.
            "130101" or "410100" or "660026" => new(Later(TimeSpan.FromMinutes(10), "群机器人发送过快", code), code),
            "15" or "88" => new(new SendResult.Unknown(Say("接口超时", code)), code),
            _ => new(new SendResult.Refused(Say(Meaning(code) ?? "错误", code) + Scopes(body)), code),
        };
    }

    /// <summary>A code fit for a log: one word of a few kinds of characters. Texts of the platform may repeat what was sent and are left out.</summary>
    public static string Word(string? code) =>
        code is { Length: > 0 and <= 120 } && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? code : "";

    private static DingTalkFault Banned { get; } = new(Later(TimeSpan.FromMinutes(5), "本机出口地址被限流", "1111"), "1111");

    private static bool IsBan(JsonElement? body) => body?.Text("punish") is not null || body?.Whole("status") == 1111;

    private static TimeSpan? WaitOf(string code, int status) => code switch
    {
        _ when Has(code, "ApiCountLimitForOrg") => TimeSpan.FromHours(1),
        _ when Has(code, "QpsLimit") || Has(code, "Throttling") => TimeSpan.FromSeconds(1),
        _ when Has(code, "too.fast") || Has(code, "tooFast") => TimeSpan.FromSeconds(5),
        _ when Has(code, "too.many") => TimeSpan.FromMinutes(1),
        _ => status == 429 ? TimeSpan.FromSeconds(1) : null,
    };

    private static bool Has(string code, string part) => code.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static SendResult.Later Later(TimeSpan after, string why, string code) => new(after, Say(why, code));

    private static string Say(string why, string code) => code.Length == 0 ? $"钉钉：{why}" : $"钉钉：{why}（{code}）";

    private static string Scopes(JsonElement? body)
    {
        var scopes = (body?.Get("accessdenieddetail")?.Items("requiredScopes") ?? []).Select(scope => Word(scope.AsText())).Where(scope => scope.Length > 0);
        return string.Join('、', scopes) is { Length: > 0 } named ? "，请在“权限管理”中开通 " + named : "";
    }

    private static string? Meaning(string code) => code switch
    {
        _ when Has(code, "ApiCountLimitForOrg") => "本月接口调用次数已用完",
        _ when Has(code, "AccessTokenPermissionDenied") || code is "60011" => "应用没有此接口的权限",
        _ when Has(code, "robotCode") => "机器人编码无效，请核对 DingTalk:RobotCode",
        _ when Has(code, "openConversationId") => "群不存在，或机器人不在群里",
        _ when Has(code, "msgParam") || Has(code, "msgKey") => "消息内容不符合格式",
        "send.forbidden" => "机器人被禁止发送",
        "group.disbanded" or "400013" => "群已解散",
        "template.stopped" or "resource.unavailable" or "400102" => "机器人已停用",
        "310000" => "群机器人的安全设置不符（关键词、加签或来源地址）",
        "300001" or "300005" or "400101" => "群机器人的 access_token 不存在",
        "400106" => "群里已没有这个机器人",
        "430101" or "430102" or "430103" or "430104" => "内容被平台拦截",
        "60121" or "33012" => "找不到该成员",
        "40004" => "文件类型不受支持",
        _ => null,
    };
}
