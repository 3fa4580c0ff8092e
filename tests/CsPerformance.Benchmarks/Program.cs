using System.Globalization;
using CsPerformance.Benchmarks;
using CsPerformance.Benchmarks.Ingest;
using CsPerformance.Benchmarks.Operation;
using CsPerformance.Storage;

// usage: CsPerformance.Benchmarks [formula SUBJECTS | schemes SUBJECTS | hand SUBJECTS | score RECORDS PEOPLE | ingest [POSTGRES|sqlite [ROUNDS]] |
//   outbox MESSAGES [POSTGRES] | report EVENTS PEOPLE [POSTGRES] | steady PER_SECOND SECONDS EVENTS [POSTGRES]] ; without arguments the first four with the usual sizes
switch (args)
{
    case ["formula", .. var rest]:
        FormulaBenchmark.Run(Number(rest, 0, 100_000));
        break;
    case ["schemes", .. var rest]:
        SchemesBenchmark.Run(Number(rest, 0, 100_000));
        break;
    case ["hand", .. var rest]:
        HandWritten.Run(Number(rest, 0, 100_000));
        break;
    case ["score", .. var rest]:
        await ScoreBenchmark.RunAsync(Number(rest, 0, 1_000_000), Number(rest, 1, 10_000));
        break;
    case ["ingest", .. var rest]:
        await IngestBenchmark.RunAsync(rest.Length > 0 && rest[0] != "sqlite" ? rest[0] : null, Number(rest, 1, 5));
        break;
    case ["outbox", .. var rest]:
        await OutboxBenchmark.RunAsync(Number(rest, 0, 20_000), rest.Length > 1 ? rest[1] : null);
        break;
    case ["report", .. var rest]:
        await ReportBenchmark.RunAsync(Number(rest, 0, 1_000_000), Number(rest, 1, 10_000), rest.Length > 2 ? rest[2] : null);
        break;
    case ["steady", .. var rest]:
        await SteadyBenchmark.RunAsync(Number(rest, 0, 500), TimeSpan.FromSeconds(Number(rest, 1, 600)), Number(rest, 2, 100_000), rest.Length > 3 ? rest[3] : null);
        break;
    case ["bare", var port, var provider, var connection]:
        await BareServer.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), Enum.Parse<StoreProvider>(provider), connection);
        break;
    default:
        FormulaBenchmark.Run(100_000);
        HandWritten.Run(100_000);
        SchemesBenchmark.Run(100_000);
        await ScoreBenchmark.RunAsync(1_000_000, 10_000);
        break;
}

static int Number(string[] arguments, int place, int usual) =>
    arguments.Length > place ? int.Parse(arguments[place], CultureInfo.InvariantCulture) : usual;
