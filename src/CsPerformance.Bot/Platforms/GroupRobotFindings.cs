using System.Globalization;
using CsPerformance.Bot.Settings;
using CsPerformance.Channels.Protocol;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Platforms;

/// <summary>What an admin should know of the group robots before the first board: a team that is none, and what a platform's robot cannot send.</summary>
internal static class GroupRobotFindings
{
    public static IReadOnlyList<Finding> OfWeCom(BotSettings settings, Session session) => Unknown("WeComWebhooks", [.. settings.WeComWebhooks.Select(webhook => webhook.Team)], session);

    public static IReadOnlyList<Finding> OfDingTalk(BotSettings settings, Session session) =>
    [
        .. Unknown("DingTalkWebhooks", [.. settings.DingTalkWebhooks.Select(webhook => webhook.Team)], session),
        .. settings.DingTalkWebhooks.Select(webhook => new Finding(
            true, $"群机器人（{webhook.Team}）：钉钉自定义机器人不能发图片，周榜只发文字。要条形图，请让应用机器人进群，并去掉 DingTalkWebhooks 的这一项。")),
    ];

    private static List<Finding> Unknown(string section, IReadOnlyList<string> named, Session session)
    {
        var teams = session.People.Teams();
        // Before the roster is imported there is nothing to compare with.
        return teams.Count == 0 ? [] :
        [
            .. named.Select((team, i) => (team, i)).Where(entry => !teams.Contains(entry.team)).Select(entry => new Finding(false, string.Create(
                CultureInfo.InvariantCulture, $"{section}:{entry.i}:Team 填的“{entry.team}”不是花名册里的小组，周榜不会发到这个群。花名册里有：{string.Join('、', teams)}。"))),
        ];
    }
}
