using System.Net;
using CsPerformance.Bot.Settings;
using CsPerformance.Domain;

namespace CsPerformance.Bot.Hosting;

/// <summary>Where the host listens.</summary>
internal static class Addresses
{
    public const string Default = "http://127.0.0.1:5080";

    /// <summary>Refuses the simulator on any address that others can reach: whoever reaches it can speak as everybody.</summary>
    /// <exception cref="SettingsException">The simulator is on and an address is not the loopback one.</exception>
    public static void Check(IConfiguration configuration, BotSettings settings)
    {
        if (!settings.Simulator.Enabled) return;
        var urls = (configuration["urls"] ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(url => ("Urls", url));
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => ($"Kestrel:Endpoints:{endpoint.Key}:Url", endpoint["Url"] ?? ""));
        var open = urls.Concat(endpoints).Where(address => !IsLoopback(address.Item2)).ToList();
        if (open.Count == 0) return;
        throw new SettingsException([.. open.Select(address => new Fault(
            "设置", address.Item1, $"模拟器只能开在本机地址上，不能用 {address.Item2}。请改用 {Default}，或设置 Simulator:Enabled=false。"))]);
    }

    /// <summary>True for a host name that only this machine can mean.</summary>
    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsLoopback(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && IsLoopbackHost(uri.Host);
}
