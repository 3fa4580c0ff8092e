using CsPerformance.Bot.Conversation.Understanding;
namespace CsPerformance.Bot.Conversation.Asking;
internal static class Questions
{
    public static Effect Answer(Turn turn, Command command, Consent consent) => (_, said) => said.Privately(command.Name + consent + turn.InboxId);
}
