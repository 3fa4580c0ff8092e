using System.Globalization;
using CsPerformance.Bot.Conversation.Rights;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Files;
using CsPerformance.Bot.Scores;
using CsPerformance.Domain.Chat;
using CsPerformance.Domain.Schemes;
using CsPerformance.Domain.Time;

namespace CsPerformance.Bot.Conversation.Importing;

/// <summary>A file dropped into the chat: previewed, with faults by cell, and stored as a whole after 导入.</summary>
internal static class Imports
{
    private const string Job = "import";
    private const int MostFaults = 12;

    /// <summary>导入 with a file, a file alone, or 导入 as the answer to a preview.</summary>
    public static Effect Start(Turn turn, Command.Import command) =>
        turn.Message.File is { IsImage: false } file ? Preview(turn, turn.Attachment!, file.Name, command.Month)
        : command.Month is not null ? (_, said) => said.Privately("请把 Excel 或 CSV 文件发给我，发的时候可以写上月份，例如“导入 10月”。")
        : Presses.Word(turn, 1);

    /// <summary>Stores what was shown, once; where it has come to something else meanwhile, it is shown anew.</summary>
    public static Effect Keep(Turn turn, Waiting.ToImportFile waiting)
    {
        var (plan, problem) = PlanOf(turn, waiting.File, waiting.Name, waiting.Month);
        if (plan is null) return (_, said) => said.Privately(problem!);
        if (plan.Digest != waiting.Digest) return Preview(turn, waiting.File, waiting.Name, waiting.Month, "预览之后数据有变化，请重新核对。没有导入。");
        return (transaction, said) =>
        {
            if (!transaction.JobRuns.Once(Job, waiting.File, "") && !waiting.Again)
            {
                said.Privately("这个文件刚刚已经导入过，没有重复导入。确实要再导入一次，请重新发送文件。");
                return;
            }
            plan.Keep(transaction, said);
        };
    }

    /// <summary>下载错误表</summary>
    public static Effect Errors(Turn turn, Waiting.ToImportFile waiting)
    {
        var (plan, problem) = PlanOf(turn, waiting.File, waiting.Name, waiting.Month);
        if (plan is null) return (_, said) => said.Privately(problem!);
        if (plan.Faults.Count == 0) return (_, said) => said.Privately("现在没有错误了，可以直接导入。");
        var file = new Attachment($"错误表-{Path.GetFileNameWithoutExtension(waiting.Name)}.xlsx", plan.ErrorSheet(), false);
        return (_, said) => said.Privately($"{plan.FaultyRows}行有误，见错误表的“错误”列。改好后把这个文件发回来即可，只含这些行。", null, file);
    }

    private static Effect Preview(Turn turn, string id, string name, Period? month, string? remark = null)
    {
        var (plan, problem) = PlanOf(turn, id, name, month);
        if (plan is null) return (_, said) => said.Privately(problem!);
        var again = turn.Reads.JobRuns.Done(Job, id, "");
        var steps = new List<Waiting.ImportStep>();
        if (plan.Good > 0) steps.Add(Waiting.ImportStep.Import);
        if (plan.Faults.Count > 0) steps.Add(Waiting.ImportStep.Errors);
        steps.Add(Waiting.ImportStep.Cancel);
        var title = string.Create(CultureInfo.InvariantCulture, $"识别 {plan.Rows} 行，{(plan.Faults.Count == 0 ? "没有错误" : $"{plan.FaultyRows} 行有误")}；{(plan.Good == 0 ? "没有可以导入的行" : $"“导入”存入 {plan.Good} 行")}");
        List<string> lines = [.. remark is null ? [] : new[] { remark }, .. again ? ["注意：同样的文件已经导入过，再次导入前请确认。"] : Array.Empty<string>(), .. Recognised(plan.File, name), .. FaultLines(plan), .. plan.Lines];
        if (steps.Count == 1) return (_, said) => said.Privately(title + "\n" + string.Join('\n', lines));
        var waiting = new Waiting.ToImportFile(id, name, month, plan.Digest, again, steps);
        return (_, said) => said.AskToImport(turn, waiting, title, lines);
    }

    private static IEnumerable<string> Recognised(Received file, string name)
    {
        yield return $"文件：{name}{(file.Table.Name.Length > 0 ? $" 工作表“{file.Table.Name}”" : "")}，第{file.Header.Row}行是列名";
        yield return "识别的列：" + string.Join("、", file.Header.Used.Select(column => column.Head));
        if (file.LeftOut.Any()) yield return "不读取的列：" + string.Join("、", file.LeftOut.Take(10));
    }

    private static IEnumerable<string> FaultLines(ImportPlan plan)
    {
        if (plan.Faults.Count == 0) yield break;
        yield return $"有误({plan.Faults.Count}处，这些行不导入)：";
        foreach (var fault in plan.Faults.Take(MostFaults)) yield return $"{fault.Place} {fault.Problem}";
        if (plan.Faults.Count > MostFaults) yield return $"还有{plan.Faults.Count - MostFaults}处，见错误表。";
    }

    /// <summary>What the file would do, or why nothing can be done with it.</summary>
    private static (ImportPlan? Plan, string? Problem) PlanOf(Turn turn, string id, string name, Period? month)
    {
        if (turn.Reads.Files.Find(id) is not { } kept) return (null, "这个文件已经不在了，请重新发送。");
        return ReceivedFile.Read(kept.Content) switch
        {
            TablesRead.Tables read => PlanOf(turn, id, name, read.Sheets, month),
            TablesRead.Refused refused => (null, refused.Why),
            _ => throw new InvalidOperationException("Unknown reading of a file."),
        };
    }

    private static (ImportPlan? Plan, string? Problem) PlanOf(Turn turn, string id, string name, IReadOnlyList<Table> sheets, Period? month)
    {
        var names = Terms(turn, month ?? turn.Month);
        foreach (var sheet in sheets)
        {
            if (Header.Find(sheet, names) is not { } header) continue;
            var file = new Received(id, name, sheet, header, names);
            if (header.IsItems) return (ItemRows.Plan(turn, file), null);
            if (header.Terms.Any() && header.Column(ColumnKind.Role) is null) return (FigureRows.Plan(turn, file, month), null);
            if (header.IsRegister) return RightsTable.Of(nameof(Command.RegisterSubject)).Refuses(turn.Sender, null) is { } refused ? (null, refused) : (SubjectRows.Plan(turn, file), null);
            if (header.IsRoster) return RightsTable.Of(RightsTable.RosterImport).Refuses(turn.Sender, null) is { } refusal ? (null, refusal) : (RosterRows.Plan(turn, file), null);
        }
        return (null, "没有找到列名。需要一行列名：工号或姓名，加上方案里的指标、评分(回复“模板”可得到这样的表格)，或 日期、项目、分数、原因、会话号"
            + (turn.Sender.Is(Domain.People.Role.Admin) ? "；花名册的列是 工号、姓名、花名、小组、角色、岗位、等级，需要时加 状态(在职、离职)、离职日期(最后工作日)、入职日期" : "") + "。");
    }

    /// <summary>Names of everything that a column may be, over the schemes of the teams that the sender may feed.</summary>
    private static HashSet<string> Terms(Turn turn, Period month)
    {
        var names = new HashSet<string>();
        foreach (var scheme in Schemes(turn, month))
        {
            var words = SchemeWords.Of(scheme);
            foreach (var term in words.Metrics.Concat<SchemeTerm>(words.Ratings).Concat(words.Checks).Concat(words.Attributes)) names.UnionWith(term.Names.Select(Column.Plain));
        }
        return names;
    }

    private static IEnumerable<Scheme> Schemes(Turn turn, Period month) =>
        turn.Roster.Everybody.Concat(turn.Roster.Former).Select(person => person.Team).Append(turn.Sender.Team).Distinct().Select(team => turn.SchemeFor(team, month)).Distinct();
}
