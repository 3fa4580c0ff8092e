using System.Globalization;
using CsPerformance.Chaos;
using CsPerformance.Storage;

// Breaks the bot on purpose and counts what is lost or doubled afterwards. Everything runs on loopback, on stores of its own.
// PostgreSQL: the server of CSP_TEST_POSTGRES, or one of its own where that is not set (outage always takes its own).
var said = Console.Out;
bool isFine;
switch (args)
{
    case ["crash", ..]:
        isFine = await CrashTrial.RunAsync(Provider(), Number("--kills", 50), Number("--clients", 6), Number("--seed", 1), said);
        break;
    case ["same", ..]:
        isFine = await SameTrial.RunAsync(Number("--times", 1000), Number("--clients", 8), said);
        break;
    case ["broadcast", ..]:
        isFine = await BroadcastTrial.RunAsync(Number("--teams", 10), Number("--weeks", 50), Number("--seed", 1), said);
        break;
    case ["outage", ..]:
        isFine = await OutageTrial.RunAsync(Number("--stops", 20), Number("--clients", 4), TimeSpan.FromMilliseconds(Number("--away-ms", 500)), Number("--seed", 1), said);
        break;
    case ["model", ..]:
        isFine = await ModelTrial.RunAsync(Provider(), Number("--operations", 100_000), Number("--clients", 8), Number("--seed", 1), said);
        break;
    default:
        Console.Error.WriteLine("""
            usage: crash     [--store sqlite|postgres] [--kills N] [--clients N] [--seed N]
                   same      [--times N] [--clients N]
                   broadcast [--teams N] [--weeks N] [--seed N]
                   outage    [--stops N] [--away-ms N] [--clients N] [--seed N]
                   model     [--store sqlite|postgres] [--operations N] [--clients N] [--seed N]
            """);
        return 2;
}
return isFine ? 0 : 1;

string? Word(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

int Number(string name, int usual) => Word(name) is { } word ? int.Parse(word, CultureInfo.InvariantCulture) : usual;

StoreProvider Provider() => Word("--store") == "postgres" ? StoreProvider.Postgres : StoreProvider.Sqlite;
