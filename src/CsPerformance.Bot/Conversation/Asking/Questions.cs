using CsPerformance.Bot.Conversation.Understanding;

namespace CsPerformance.Bot.Conversation.Asking;

/// <summary>Everything that is asked, and what admins and hr arrange around it; rights are checked before.</summary>
internal static class Questions
{
    public static Effect Answer(Turn turn, Command command, Consent consent) => command switch
    {
        Command.MyScore score => MyScore.Show(turn, score),
        Command.Details details => Details.Show(turn, details),
        Command.Why why => Why.Explain(turn, why),
        Command.PayEstimate pay => PayEstimate.Show(turn, pay),
        Command.HowFar far => HowFar.Show(turn, far),
        Command.WhatIf supposition => WhatIf.Show(turn, supposition),
        Command.Ranking ranking => Ranking.Show(turn, ranking),
        Command.ShowScheme scheme => SchemeText.Show(turn, scheme),
        Command.NoticePeriod => SchemeText.ShowNoticePeriod(turn),
        Command.TeamSheet team => TeamSheets.Show(turn, team),
        Command.Sample sample => Sampling.Draw(turn, sample),
        Command.MyData data => MyData.Show(turn, data),
        Command.Export export => Exports.Make(turn, export),
        Command.Template => Exports.Template(turn),
        Command.Broadcast broadcast => Broadcasting.Set(turn, broadcast),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.Name, "This command is answered elsewhere."),
    };
}
