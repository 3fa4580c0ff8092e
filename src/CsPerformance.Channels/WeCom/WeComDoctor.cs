using CsPerformance.Channels.Protocol;

namespace CsPerformance.Channels.WeCom;

/// <summary>Checks the settings against the platform, at start and by <c>doctor wecom</c>; says plainly what is wrong.</summary>
public sealed class WeComDoctor(
    WeComApi? api, WeComOptions app, WeComRobotOptions robot, IReadOnlyList<WeComWebhookOptions> webhooks)
{
    /// <summary>All findings in the order of setting up. Sends nothing to anybody and does not disturb the robot's connection.</summary>
    public async Task<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        Settings(findings, app.IsConfigured, "自建应用（WeCom）", app.Validate());
        if (api is not null && app.IsConfigured && app.Validate().Count == 0)
            await AppAsync(api, findings, cancellation);
        Settings(findings, robot.IsConfigured, "智能机器人（WeComRobot）", robot.Validate());
        if (robot.IsConfigured && robot.Validate().Count == 0)
            findings.Add(new Finding(true, "智能机器人能否登录，看运行日志里的“智能机器人长连接已建立”和 /readyz；这里不登录，以免顶替正在运行的连接。"));
        Settings(findings, webhooks.Count > 0, "群机器人（WeComWebhooks）", [.. webhooks.SelectMany((webhook, i) => webhook.Validate(i))]);
        return findings;
    }

    private static void Settings(List<Finding> findings, bool configured, string what, IReadOnlyList<string> faults)
    {
        if (!configured)
            findings.Add(new Finding(true, what + "：未配置，不启用。"));
        else if (faults.Count == 0)
            findings.Add(new Finding(true, what + "：配置项格式正确。"));
        findings.AddRange(faults.Select(fault => new Finding(false, fault)));
    }

    private async Task AppAsync(WeComApi api, List<Finding> findings, CancellationToken cancellation)
    {
        if (await api.GrantedAsync(cancellation) is TokenReply.Denied denied)
        {
            findings.Add(new Finding(false, denied.Why));
            return;
        }
        findings.Add(new Finding(true, "access_token 可以获取（CorpId、Secret 正确）。"));
        var reply = await api.GetAsync("agent/get", "agentid=" + app.AgentId, cancellation);
        if (reply is not ApiReply.Answered { Code: 0 } agent)
        {
            findings.Add(new Finding(false, WeComErrors.Why(reply)));
            return;
        }
        findings.Add(new Finding(true, $"应用“{WeComJson.Text(agent.Body, "name")}”可以访问（AgentId 正确，出口地址受信任）。"));
        if (WeComJson.Number(agent.Body, "close") == 1)
            findings.Add(new Finding(false, "应用处于停用状态，请在管理后台启用。"));
        var range = await new WeComContacts(api).ReadAsync(cancellation);
        findings.Add(range.Members.Count > 0
            ? new Finding(true, $"可见范围内有 {range.Members.Count} 名成员。")
            : new Finding(false, "可见范围内没有成员。请在应用详情页设置“可见范围”。" + string.Join(' ', range.Faults)));
        var most = (app.AccountLimit > 0 ? app.AccountLimit : range.Members.Count) * (long)WeComQuota.ForEachAccount;
        var used = await api.Quota.UsedAsync(cancellation);
        findings.Add(new Finding(used < most * 8 / 10 || most == 0, $"今天已推送 {used} 人次（上限 {most} 人次）。"));
    }
}
