using System.Globalization;
using System.Text.RegularExpressions;
using CsPerformance.Channels.Protocol;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.WeCom;

/// <summary>What the platform's error numbers mean and what to do, in the words an admin reads.</summary>
public static partial class WeComErrors
{
    private static readonly Dictionary<int, string> s_known = new()
    {
        [-1] = "企业微信系统繁忙，稍后自动重试。",
        [6000] = "企业微信正在更新数据，稍后自动重试。",
        [40001] = "WeCom:Secret 不正确。请在应用详情页重新查看 Secret，填入后重启。",
        [40003] = "成员账号不存在，请核对绑定的企业微信账号。",
        [40007] = "文件已过期（素材只保留 3 天），请重新发送文件。",
        [40013] = "WeCom:CorpId 不正确。请在“我的企业 → 企业信息”查看企业 ID。",
        [40014] = "access_token 无效，已自动刷新。",
        [40056] = "WeCom:AgentId 不正确，请核对应用详情页的 AgentId。",
        [40058] = "请求参数不合法。",
        [40091] = "WeCom:Secret 无效，可能已被重置。请重新查看 Secret。",
        [41002] = "缺少 WeCom:CorpId。",
        [41004] = "缺少 WeCom:Secret。",
        [42001] = "access_token 已过期，已自动刷新。",
        [42045] = "卡片缺少跳转设置。",
        [45001] = "文件过大（图片 10 MB、文件 20 MB 以内）。",
        [45002] = "消息过长。",
        [45009] = "调用过于频繁，下一分钟自动重试。",
        [45033] = "同时调用过多，稍后自动重试。",
        [48002] = "应用没有此接口的权限。建群要求应用的可见范围是整个企业（根部门）。",
        [60011] = "应用无权访问该成员或部门，请检查应用的可见范围。",
        [60020] = "本服务器的出口地址不在“企业可信 IP”中，企业微信拒绝了调用。",
        [60111] = "成员不存在或不在应用的可见范围内。",
        [81013] = "接收人都不在应用的可见范围内，消息未送达。",
        [86001] = "群聊编号不合法，或不是本应用创建的群。",
        [86003] = "群聊不存在。",
        [86215] = "群成员人数不符合要求（2 至 2000 人）。",
        [93000] = "群机器人的 Key 无效，或机器人已被移出群。请在群里重新添加并更新 WeComWebhooks 的 Key。",
        [301002] = "WeCom:AgentId 与 WeCom:Secret 不属于同一个应用。",
        [846605] = "回复的消息编号已失效。",
        [846608] = "流式回复已超过时限。",
        [853000] = "WeComRobot:BotId 或 WeComRobot:Secret 不正确。请在智能机器人的 API 模式页面核对，填入后重启。",
    };

    /// <summary>The numbers that are explained here; deploy/wecom.md explains each of them to the admin.</summary>
    public static IReadOnlyCollection<int> Known => s_known.Keys;

    /// <summary>One Chinese sentence, with the number; of 60020 with the address to trust.</summary>
    public static string Explain(int code, string message)
    {
        if (!s_known.TryGetValue(code, out var text))
            text = "企业微信返回错误：" + (message.Length > 200 ? message[..200] : message);
        if (code == 60020 && FromAddress().Match(message) is { Success: true } address)
            text += $"请到管理后台“应用详情 → 企业可信 IP”添加 {address.Groups[1].Value}，约一分钟后生效。";
        return string.Create(CultureInfo.InvariantCulture, $"{text}（{code}）");
    }

    /// <summary>What the outcome of a call means for the message that it carried.</summary>
    /// <param name="sent">Reads the body of a success.</param>
    internal static SendResult Result(ApiReply reply, DateTimeOffset now, Func<ApiReply.Answered, SendResult> sent) => reply switch
    {
        ApiReply.Answered { Code: 0 } answered => sent(answered),
        ApiReply.Answered answered => Result(answered.Code, Explain(answered.Code, answered.Message), now),
        ApiReply.NotSent never => new SendResult.Later(never.After, never.Why, never.Grows),
        ApiReply.Lost lost => new SendResult.Unknown(lost.Why),
        _ => throw new InvalidOperationException(reply.GetType().Name),
    };

    /// <summary>Why a call did not succeed.</summary>
    internal static string Why(ApiReply reply) => reply switch
    {
        ApiReply.Answered answered => Explain(answered.Code, answered.Message),
        ApiReply.NotSent never => never.Why,
        ApiReply.Lost lost => lost.Why,
        _ => throw new InvalidOperationException(reply.GetType().Name),
    };

    private static SendResult Result(int code, string why, DateTimeOffset now) => code switch
    {
        45009 or 45033 => new SendResult.Later(RetryDelay.ToNextMinute(now), why),
        -1 or 6000 or 40014 or 42001 => new SendResult.Later(TimeSpan.FromSeconds(1), why, Grows: true),
        // The settings are wrong, not the message: it waits until they are mended.
        40001 or 40013 or 40056 or 40091 or 301002 => new SendResult.Later(TimeSpan.FromMinutes(5), why),
        _ => new SendResult.Refused(why),
    };

    [GeneratedRegex(@"from ip:\s*([0-9A-Fa-f.:]{3,45})(?=[\s,]|$)")]
    private static partial Regex FromAddress();
}
