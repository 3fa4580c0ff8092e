using CsPerformance.Bot.Conversation.Asking;
using CsPerformance.Bot.Conversation.Deciding;
using CsPerformance.Bot.Conversation.Governing;
using CsPerformance.Bot.Conversation.Importing;
using CsPerformance.Bot.Conversation.Leave;
using CsPerformance.Bot.Conversation.People;
using CsPerformance.Bot.Conversation.Publishing;
using CsPerformance.Bot.Conversation.Recording;
using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Subjects;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Domain.People;

namespace CsPerformance.Bot.Conversation;

/// <summary>From a command to what it does, past the table of rights.</summary>
internal static class Dispatch
{
    public static Effect Run(Turn turn, Command command, Consent consent)
    {
        var permitted = Permitted(turn, command);
        if (Refusal(turn, permitted) is { } refusal) return Refused(turn, permitted, refusal);
        return Departed.Refuses(turn, permitted) is { } late ? (_, said) => said.Privately(late) : Act(turn, permitted, consent);
    }

    /// <summary>A list of figures or marks in which some people are none of the sender's: their lines are faults among the others.</summary>
    private static Command Permitted(Turn turn, Command command)
    {
        var figures = command switch { Command.EnterMetrics metrics => metrics.Figures, Command.Rate rate => rate.Marks, _ => [] };
        var refused = figures.Select(figure => (Figure: figure, Why: RightsTable.Refuses(turn.Sender, command.Name, turn.Roster.Known(figure.Person)))).Where(pair => pair.Why is not null).ToList();
        if (refused.Count == 0 || refused.Count == figures.Count) return command;
        var faults = refused.Select(pair => new LineFault(pair.Figure.Line, $"{turn.NameOf(pair.Figure.Person)} {FigureEntry.Value(pair.Figure.Value, pair.Figure.Label)}", pair.Why!));
        var kept = figures.Except(refused.Select(pair => pair.Figure)).ToList();
        return command is Command.EnterMetrics entered
            ? entered with { Figures = kept, Faults = [.. entered.Faults, .. faults] }
            : (Command.Rate)command with { Marks = kept, Faults = [.. ((Command.Rate)command).Faults, .. faults] };
    }

    /// <summary>Several commands that were agreed to at once, as an imported list.</summary>
    public static Effect RunAll(Turn turn, IReadOnlyList<Command> commands)
    {
        var effects = commands.Select(command => Run(turn, command, Consent.Given)).ToList();
        return (transaction, said) => effects.ForEach(effect => effect(transaction, said));
    }

    private static Effect Act(Turn turn, Command command, Consent consent) => command switch
    {
        Command.RecordItem record => RecordItems.Record(turn, record, consent),
        Command.QaFlag flag => RecordItems.Flag(turn, flag, consent),
        Command.Praise praise => Praises.Record(turn, praise, consent),
        Command.Complain complain => Complaints.Report(turn, complain),
        Command.Rate rate => Figures.Rate(turn, rate, consent),
        Command.RatingsOpen open => Figures.Open(turn, open),
        Command.EnterMetrics metrics => Figures.EnterMetrics(turn, metrics, consent),
        Command.Approve approve => Judgements.Approve(turn, approve, consent),
        Command.Reject reject => Judgements.Reject(turn, reject),
        Command.Undo undo => Reversals.Undo(turn, undo),
        Command.Evidence evidence => Evidence.Answer(turn, evidence, consent),
        Command.UndoImport import => UndoneImports.Undo(turn, import, consent),
        Command.Reverse reverse => Reversals.Reverse(turn, reverse, consent),
        Command.Appeal appeal => Appeals.File(turn, appeal),
        Command.Tasks => Tasks.Show(turn),
        Command.RequestLeave leave => LeaveRequests.Request(turn, leave, consent),
        Command.MyLeave => LeaveRequests.Mine(turn),
        Command.CancelLeave cancel => LeaveRequests.Cancel(turn, cancel),
        Command.Bind bind => Binding.OfKnown(turn, bind),
        Command.Members members => Membership.Members(turn, members),
        Command.SetRole role => Membership.SetRole(turn, role, consent),
        Command.ResendPushes resend => UnknownPushes.Resend(turn, resend, consent),
        Command.DropPushes drop => UnknownPushes.Drop(turn, drop, consent),
        Command.Publish publish => Publications.Publish(turn, publish, consent),
        Command.Correct correct => Publications.Correct(turn, correct, consent),
        Command.SchemeCheck check => SchemeChecks.Show(turn, check),
        Command.SchemePutInForce force => PuttingInForce.PutInForce(turn, force, consent),
        Command.SchemeTrial trial => SchemeTrials.Show(turn, trial),
        Command.Help => Help.Show(turn),
        Command.Menu => Help.Menu(turn),
        Command.Confirm confirm => Presses.Word(turn, 1, confirm.Softly),
        Command.Cancel => Presses.Word(turn, -1),
        Command.Modify => Presses.Word(turn, 2),
        Command.Import import => Imports.Start(turn, import),
        Command.SetAttributes attributes => Facts.SetAttributes(turn, attributes, consent),
        Command.TickChecks checks => Facts.TickChecks(turn, checks, consent),
        Command.RegisterSubject register => Register.Add(turn, register, consent),
        Command.ChangeSubject change => Register.Change(turn, change, consent),
        Command.ShowSubjects show => Register.Show(turn, show),
        _ => Questions.Answer(turn, command, consent),
    };

    /// <summary>The team, or the first person concerned, for whom the sender lacks the right.</summary>
    private static string? Refusal(Turn turn, Command command)
    {
        var right = RightsTable.Of(command.Name);
        if (RightsTable.TeamOf(command) is { } team && right.RefusesTeam(turn.Sender, team) is { } refusal) return refusal;
        var concerned = RightsTable.Concerned(command);
        return concerned.Count == 0
            ? right.Refuses(turn.Sender, null)
            : concerned.Select(number => Refusal(turn, command, turn.Roster.Known(number))).FirstOrDefault(refused => refused is not null);
    }

    private static string? Refusal(Turn turn, Command command, Person? concerned)
    {
        var refusal = RightsTable.Refuses(turn.Sender, command.Name, concerned);
        if (refusal is null || concerned is null || concerned.Number == turn.Sender.Number || Roster.IsSubject(concerned)) return refusal;
        var own = command is Command.MyScore or Command.Details or Command.Why or Command.PayEstimate or Command.HowFar ? "您可以查看自己的。" : "";
        return $"{Words.Of(concerned)}：{refusal}{own}";
    }

    private static Effect Refused(Turn turn, Command command, string refusal) => (transaction, said) =>
    {
        transaction.Refusals.Add(turn.Sender.Number, command.Name, refusal);
        said.Privately(refusal);
    };
}
