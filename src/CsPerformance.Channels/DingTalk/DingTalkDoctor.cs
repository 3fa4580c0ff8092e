using System.Globalization;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.Channels.DingTalk;

/// <summary>Looks at the settings and at what the platform says to them: <c>doctor dingtalk</c> and the check at start. It sends no message.</summary>
public sealed class DingTalkDoctor(DingTalkOptions options, DingTalkApi api)
{
    /// <summary>In the order in which things are to be mended; what depends on something broken is left out.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation)
    {
        if (!options.IsConfigured)
            return [new Finding(false, "未配置 DingTalk:ClientId 与 DingTalk:ClientSecret，钉钉未启用。")];
        var faults = options.Validate();
        if (faults.Count > 0)
            return [.. faults.Select(fault => new Finding(false, fault))];
        var findings = new List<Finding> { new(true, $"设置完整：应用 {options.ClientId}，机器人 {options.Robot}，{(options.IsStream ? "Stream" : "HTTP")} 模式。") };
        if (await api.TokenAsync(cancellation) is TokenReply.Denied denied)
        {
            findings.Add(new Finding(false, $"取不到 access_token：{denied.Why}。请核对 DingTalk:ClientId、DingTalk:ClientSecret 与出口网络。"));
            return findings;
        }

        findings.Add(new Finding(true, "access_token 已取得，Client ID 与 Client Secret 有效。"));
        findings.Add(options.IsStream ? await StreamAsync(cancellation) : Http());
        findings.Add(await ContactsAsync(cancellation));
        findings.Add(await QuotaAsync(cancellation));
        return findings;
    }

    private async Task<Finding> StreamAsync(CancellationToken cancellation)
    {
        using var gateway = new StreamGateway(options, new StreamPace());
        try
        {
            var address = await gateway.OpenAsync(cancellation);
            return new Finding(true, $"Stream 网关可用：{address.Host}:{address.Port}。");
        }
        catch (StreamRefusedException refused)
        {
            return new Finding(false, refused.Message);
        }
    }

    private Finding Http() => new(
        options.EventToken.Length > 0,
        options.EventToken.Length > 0
            ? $"HTTP 模式：请把消息接收地址与事件订阅地址都设为 https://您的域名{DingTalkCallback.Path}。"
            : $"HTTP 模式：消息接收地址为 https://您的域名{DingTalkCallback.Path}；未填 EventToken 与 EventAesKey，收不到通讯录变更。建议改用 Stream 模式。");

    private async Task<Finding> ContactsAsync(CancellationToken cancellation)
    {
        try
        {
            // A number that nobody has: the answer "no such member" shows that asking is allowed.
            await new DingTalkContacts(api).FindByMobileAsync("10000000000", cancellation);
            return new Finding(true, "通讯录可读，可按手机号自动绑定。");
        }
        catch (IOException fault)
        {
            return new Finding(false, fault.Message + "。没有此权限时，绑定须由组长确认。");
        }
    }

    private async Task<Finding> QuotaAsync(CancellationToken cancellation)
    {
        var used = await api.Quota.UsedAsync(cancellation);
        var share = string.Create(CultureInfo.InvariantCulture, $"本月已用接口调用 {used} 次（上限 {options.MonthlyCalls} 次，含其他应用）");
        return used < options.MonthlyCalls * 8L / 10
            ? new Finding(true, share + "。")
            : new Finding(false, share + "，即将用完。直接回复不占次数；推送会受影响，可在钉钉管理后台购买扩容。");
    }
}
