using System.Text.Encodings.Web;
using CsPerformance.Bot.Settings;
using CsPerformance.Domain;
using Microsoft.Extensions.Logging.Console;

namespace CsPerformance.Bot.Hosting;

/// <summary>How the log looks: a line of JSON in UTC for whatever collects it, a plain line in local time for somebody at a terminal.</summary>
internal static class Logs
{
    private const string Format = "Logging:Console:FormatterName";

    /// <exception cref="SettingsException">The settings name another format than there is.</exception>
    public static void Set(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.ClearProviders();
        logging.AddConfiguration(configuration.GetSection("Logging"));
        if (IsJson(configuration[Format]))
        {
            logging.AddJsonConsole(console =>
            {
                (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ");
                // The sentences are Chinese: escaped, nobody could search for them.
                console.JsonWriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
            });
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                (console.SingleLine, console.TimestampFormat, console.ColorBehavior) = (true, "yyyy-MM-dd HH:mm:ss zzz ", LoggerColorBehavior.Disabled);
            });
        }
        KeepFaultsWithoutWords(logging.Services);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        // A start that fails is told by the host in one sentence.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        logging.AddFilter("Quartz", LogLevel.Warning);
    }

    private static void KeepFaultsWithoutWords(IServiceCollection services)
    {
        services.Remove(services.Single(service => service.ImplementationType == typeof(ConsoleLoggerProvider)));
        services.AddSingleton<ConsoleLoggerProvider>();
        services.AddSingleton<ILoggerProvider>(provider => new FaultsWithoutWords(provider.GetRequiredService<ConsoleLoggerProvider>()));
    }

    private static bool IsJson(string? format) => format switch
    {
        null or "" => Console.IsOutputRedirected,
        ConsoleFormatterNames.Json => true,
        ConsoleFormatterNames.Simple => false,
        _ => throw new SettingsException([new Fault("设置", Format, "应为 json、simple 或留空(终端里用 simple，其余用 json)。")]),
    };
}
