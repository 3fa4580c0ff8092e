namespace CsPerformance.Channels.DingTalk;

/// <summary>The hosts that belong to the platform.</summary>
public static class DingTalkHosts
{
    public static bool IsOwn(string host) => host == "dingtalk.com" || host.EndsWith(".dingtalk.com", StringComparison.Ordinal);

    /// <summary>
    /// Files that people sent also lie in the platform's buckets at Alibaba Cloud (<c>lippi-space-zjk.oss-cn-zhangjiakou.aliyuncs.com</c> and
    /// its sisters). Their <c>-internal</c> twins resolve to private addresses and are left out by name already.
    /// </summary>
    public static bool HoldsFiles(string host) =>
        IsOwn(host)
        || (host.StartsWith("lippi-space-", StringComparison.Ordinal) && host.EndsWith(".aliyuncs.com", StringComparison.Ordinal)
            && !host.Contains("internal", StringComparison.Ordinal));
}
