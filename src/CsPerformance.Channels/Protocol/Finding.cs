namespace CsPerformance.Channels.Protocol;

/// <summary>One thing that a doctor (<c>doctor wecom</c>, <c>doctor dingtalk</c>) looked at.</summary>
/// <param name="Text">In Chinese: what was found and, where it is not good, what to do next. It holds no secret.</param>
public sealed record Finding(bool IsGood, string Text)
{
    public override string ToString() => (IsGood ? "[正常] " : "[异常] ") + Text;
}
