using CsPerformance.Benchmarks;

// usage: CsPerformance.Benchmarks [formula SUBJECTS] [score RECORDS PEOPLE] ; without arguments both with the usual sizes
switch (args)
{
    case ["formula", .. var rest]:
        FormulaBenchmark.Run(Number(rest, 0, 100_000));
        break;
    case ["score", .. var rest]:
        await ScoreBenchmark.RunAsync(Number(rest, 0, 1_000_000), Number(rest, 1, 10_000));
        break;
    default:
        FormulaBenchmark.Run(100_000);
        await ScoreBenchmark.RunAsync(1_000_000, 10_000);
        break;
}

static int Number(string[] arguments, int place, int usual) =>
    arguments.Length > place ? int.Parse(arguments[place], System.Globalization.CultureInfo.InvariantCulture) : usual;
