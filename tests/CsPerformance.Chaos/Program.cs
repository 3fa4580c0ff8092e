using System.Globalization;
using CsPerformance.Chaos;
using CsPerformance.Storage;

// Breaks the bot on purpose and counts what is lost or doubled afterwards. Everything runs on loopback, on stores of its own.
// PostgreSQL: the server of CSP_TEST_POSTGRES, or one of its own where that is not set (outage and full always take their own).
// crash, stop, outage and broadcast run what the deployment guides publish; --plain runs the build beside this program.
// Publishing takes minutes: --published FOLDER does it once.
const string usage = """
    usage: crash     [--store sqlite|postgres] [--kills N] [--at-most-ms N] [--first-answer-ms N] [--clients N] [--seed N] [--plain | --published FOLDER]
           stop      [--store sqlite|postgres] [--times N] [--clients N] [--seed N] [--plain | --published FOLDER]
           push      [--store sqlite|postgres] [--kills N | --times N] [--seed N]
           same      [--times N] [--clients N]
           broadcast [--teams N] [--weeks N] [--at-most-ms N] [--seed N] [--plain | --published FOLDER]
           outage    [--times N] [--lasts-ms N] [--clients N] [--seed N] [--plain | --published FOLDER]
           away      [--times N] [--lasts-ms N] [--clients N] [--seed N]
           cut       [--times N] [--lasts-ms N] [--clients N] [--seed N]
           slow      [--times N] [--delay-ms N] [--lasts-ms N] [--clients N] [--seed N]
           full      [--store sqlite|postgres] [--times N] [--lasts-ms N] [--clients N] [--seed N]
           model     [--store sqlite|postgres] [--operations N] [--clients N] [--seed N]
           recompute [--store sqlite] [--places N]
           dingtalk  [--store sqlite|postgres] [--messages N] [--instances N] [--kills N] [--seed N]
    """;
var said = Console.Out;
bool isFine;
if (Misspelt() is { } option)
{
    Console.Error.WriteLine($"{args[0]} has no {option}\n{usage}");
    return 2;
}
using var published = new TemporaryFolder();
if (args is ["crash" or "stop" or "outage" or "broadcast", ..] && !args.Contains("--plain")) await BotProcess.UsePublishedAsync(Word("--published") ?? published.Path);
switch (args)
{
    case ["crash", ..]:
        isFine = await CrashTrial.RunAsync(Provider(), Number("--kills", 200), Number("--clients", 6), Span("--at-most-ms", 7_200_000), Number("--seed", 1), said,
            Word("--first-answer-ms") is null ? null : Span("--first-answer-ms", 0));
        break;
    case ["stop", ..]:
        isFine = await StopTrial.RunAsync(Provider(), Number("--times", 20), Number("--clients", 6), Number("--seed", 1), said);
        break;
    case ["same", ..]:
        isFine = await SameTrial.RunAsync(Number("--times", 1000), Number("--clients", 8), said);
        break;
    case ["broadcast", ..]:
        isFine = await BroadcastTrial.RunAsync(Number("--teams", 10), Number("--weeks", 50), Span("--at-most-ms", 7_200_000), Number("--seed", 1), said);
        break;
    case ["outage", ..]:
        isFine = await OutageTrial.StopsAsync(Number("--times", 20), Number("--clients", 4), Span("--lasts-ms", 500), Number("--seed", 1), said);
        break;
    case ["away", ..]:
        isFine = await OutageTrial.AwayAsync(Number("--times", 1), Number("--clients", 4), Span("--lasts-ms", 30_000), Number("--seed", 1), said);
        break;
    case ["cut", ..]:
        isFine = await OutageTrial.CutAsync(Number("--times", 20), Number("--clients", 4), Span("--lasts-ms", 1000), Number("--seed", 1), said);
        break;
    case ["slow", ..]:
        isFine = await OutageTrial.SlowAsync(Number("--times", 3), Number("--clients", 4), Span("--delay-ms", 4000), Span("--lasts-ms", 15_000), Number("--seed", 1), said);
        break;
    case ["full", ..]:
        isFine = await OutageTrial.FullAsync(Provider(), Number("--times", 5), Number("--clients", 4), Span("--lasts-ms", 5000), Number("--seed", 1), said);
        break;
    case ["model", ..]:
        isFine = await ModelTrial.RunAsync(Provider(), Number("--operations", 100_000), Number("--clients", 8), Number("--seed", 1), said);
        break;
    case ["push", ..]:
        isFine = await PushTrial.RunAsync(Provider(), Number("--kills", Number("--times", 200)), Number("--seed", 1), said);
        break;
    case [PushTrial.Send, var store, var connection, var file]:
        await PushTrial.SendAsync(new StoreOptions(Enum.Parse<StoreProvider>(store), connection), file);
        return 0;
    case ["recompute", ..]:
        isFine = await RecomputeTrial.RunAsync(postgres: Word("--store") != "sqlite", Number("--places", 5), said);
        break;
    case [RecomputeTrial.Compute, var culture, var sqlite]:
        return await RecomputeTrial.ComputeAsync(culture, [new(StoreProvider.Sqlite, sqlite)]);
    case [RecomputeTrial.Compute, var culture, var sqlite, var server]:
        return await RecomputeTrial.ComputeAsync(culture, [new(StoreProvider.Sqlite, sqlite), new(StoreProvider.Postgres, server)]);
    case ["dingtalk", ..]:
        isFine = await DingTalkTrial.RunAsync(Provider(), Number("--messages", 1000), Number("--instances", Provider() == StoreProvider.Postgres ? 2 : 1), Number("--kills", 5), Number("--seed", 1), said);
        break;
    default:
        Console.Error.WriteLine(usage);
        return 2;
}
return isFine ? 0 : 1;

string? Word(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

// A number that is not taken would be another one's result.
string? Misspelt() => usage.Split('\n').FirstOrDefault(line => args is [var trial, ..] && line.Contains($" {trial} ", StringComparison.Ordinal)) is { } line
    ? args.FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal) && !line.Split(' ', '[', ']').Contains(word))
    : null;

int Number(string name, int usual) => Word(name) is { } word ? int.Parse(word, CultureInfo.InvariantCulture) : usual;

TimeSpan Span(string name, int usual) => TimeSpan.FromMilliseconds(Number(name, usual));

StoreProvider Provider() => Word("--store") == "postgres" ? StoreProvider.Postgres : StoreProvider.Sqlite;
