using System.Diagnostics;
using System.Text.RegularExpressions;
using CsPerformance.Bot.Settings;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using YamlDotNet.RepresentationModel;

namespace CsPerformance.Bot.Tests.Hosting;

/// <summary>The files under deploy, as far as they can be tried without an engine: they parse, and name what the bot has.</summary>
public sealed partial class Deploying
{
    private static readonly string _top = Top();

    [Fact]
    public void The_compose_file_names_files_and_services_that_are_there()
    {
        var compose = Documents("compose.yaml").Single();
        var services = (YamlMappingNode)compose["services"];
        foreach (var (name, service) in services.Children.Select(pair => (pair.Key.ToString(), (YamlMappingNode)pair.Value)))
        {
            if (service.Children.TryGetValue("build", out var build))
                Assert.True(File.Exists(Path.Combine(_top, "deploy", build["context"].ToString(), build["dockerfile"].ToString())), name);
            foreach (var mount in Values(service, "volumes").Where(mount => mount.StartsWith("./", StringComparison.Ordinal) && !mount.Contains("certificates", StringComparison.Ordinal)))
                Assert.True(File.Exists(Path.Combine(_top, "deploy", mount.Split(':')[0])), mount);
            Assert.All(service.Children.TryGetValue("depends_on", out var needs) ? Names(needs) : [], need => Assert.Contains(need, services.Children.Keys.Select(key => key.ToString())));
        }
        // The proxy sends to the services by name, on the port that the image listens on.
        foreach (Match server in Server().Matches(Text("nginx.conf")))
        {
            Assert.Contains(server.Groups["host"].Value, services.Children.Keys.Select(key => key.ToString()));
            Assert.Equal(Port(), server.Groups["port"].Value);
        }
    }

    [Fact]
    public void Every_setting_in_the_files_is_one_that_the_bot_knows()
    {
        var names = ((IEnumerable<string>)["compose.yaml", "kubernetes/bot.yaml", "Dockerfile", "csperformance-bot.service", "backup.md"])
            .SelectMany(file => Variable().Matches(Text(file))).Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal)).ToHashSet();
        Assert.True(names.Count > 8, string.Join(' ', names));
        var values = names.ToDictionary(name => name, name => (string?)(name switch { "Storage:Provider" => "Postgres", "Simulator:Enabled" => "false", "Company:Name" => "示例客服中心", "DingTalk:Mode" => "Stream", _ => "" }));
        values["Storage:ConnectionString"] = "Host=database";
        SettingsFile.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }

    [Fact]
    public async Task The_manifests_use_the_port_of_the_image_and_addresses_that_are_answered()
    {
        var documents = Documents("kubernetes/bot.yaml");
        Assert.Equal(["Deployment", "PodDisruptionBudget", "Service", "Ingress"], documents.Select(document => document["kind"].ToString()));
        var (pod, service, ingress) = (documents[0]["spec"]["template"], documents[2], documents[3]);
        var container = pod["spec"]["containers"][0];
        string[] probes = ["startupProbe", "livenessProbe", "readinessProbe"];
        Assert.All(probes.Select(probe => container[probe]["httpGet"]["port"]).Append(container["ports"][0]["containerPort"])
            .Append(service["spec"]["ports"][0]["targetPort"]).Append(pod["metadata"]["annotations"]["prometheus.io/port"]), port => Assert.Equal(Port(), port.ToString()));
        Assert.Equal(documents[0]["spec"]["selector"]["matchLabels"].ToString(), pod["metadata"]["labels"].ToString());
        Assert.Equal(service["spec"]["selector"].ToString(), pod["metadata"]["labels"].ToString());
        Assert.Equal(documents[1]["spec"]["selector"]["matchLabels"].ToString(), pod["metadata"]["labels"].ToString());
        var backends = ((YamlSequenceNode)ingress["spec"]["rules"][0]["http"]["paths"]).ToList();
        Assert.All(backends, path => Assert.Equal(service["metadata"]["name"].ToString(), path["backend"]["service"]["name"].ToString()));

        await using var bot = await RunningBot.StartAsync(
            "--WeCom:CorpId=ww1234567890abcdef", "--WeCom:AgentId=1000002", $"--WeCom:Secret={new string('s', 43)}", "--WeCom:Token=t0ken", "--WeCom:EncodingAESKey=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
            "--WeCom:ApiBaseUrl=http://127.0.0.1:1", "--DingTalk:ClientId=d", "--DingTalk:ClientSecret=s", "--DingTalk:RobotCode=d", "--DingTalk:Mode=Http", "--DingTalk:ApiBaseUrl=http://127.0.0.1:1", "--DingTalk:OapiBaseUrl=http://127.0.0.1:1");
        var answered = bot.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(endpoint => "/" + endpoint.RoutePattern.RawText?.TrimStart('/')).ToHashSet();
        var used = backends.Select(path => path["path"].ToString())
            .Concat(probes.Select(probe => container[probe]["httpGet"]["path"].ToString())).Append(pod["metadata"]["annotations"]["prometheus.io/path"].ToString())
            .Concat(Location().Matches(Text("nginx.conf")).Select(match => match.Groups["path"].Value).Where(path => path != "/"));
        Assert.All(used, path => Assert.Contains(path, answered));
    }

    [SystemdFact]
    public async Task The_unit_is_one_that_systemd_reads_without_a_complaint()
    {
        using var process = Process.Start(new ProcessStartInfo("systemd-analyze", ["verify", Path.Combine(_top, "deploy", "csperformance-bot.service")]) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        // Where the program lies is the installer's word, not ours.
        Assert.DoesNotContain(said.Split('\n'), line => line.Contains("csperformance-bot.service", StringComparison.Ordinal) && !line.Contains("is not executable", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"server (?<host>[a-z0-9-]+):(?<port>\d+)")]
    private static partial Regex Server();

    [GeneratedRegex(@"location (?<path>/\S*)")]
    private static partial Regex Location();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+__[A-Za-z]+\b")]
    private static partial Regex Variable();

    [GeneratedRegex(@"dotnet publish src/CsPerformance\.Bot (?<options>.*) -o ")]
    private static partial Regex Published();

    [GeneratedRegex(@"Urls=http://0\.0\.0\.0:(?<port>\d+)")]
    private static partial Regex Listening();

    [Fact]
    public async Task What_the_image_publishes_is_compiled_ahead_and_a_plain_build_asks_for_no_compiler()
    {
        var options = Published().Match(Text("Dockerfile")).Groups["options"].Value.Split(' ');
        Assert.Contains("--self-contained", options);
        // What the option of the command line stands for.
        Assert.Contains("--use-current-runtime", options);
        Assert.Equal("true", await PropertyAsync("PublishReadyToRun", ["-p:UseCurrentRuntimeIdentifier=true", .. options.Where(option => option.StartsWith("-p:", StringComparison.Ordinal))]));
        Assert.Equal("", await PropertyAsync("PublishReadyToRun", []));
    }

    /// <summary>What MSBuild makes of a property of the bot's project.</summary>
    private static async Task<string> PropertyAsync(string name, IReadOnlyList<string> options)
    {
        using var build = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", Path.Combine(_top, "src", "CsPerformance.Bot"), "-nologo", "-getProperty:" + name, .. options]) { RedirectStandardOutput = true })!;
        var value = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        Assert.Equal(0, build.ExitCode);
        return value.Trim();
    }

    private static string Port() => Listening().Match(Text("Dockerfile")).Groups["port"].Value;

    private static string Text(string file) => File.ReadAllText(Path.Combine(_top, "deploy", file));

    private static List<YamlNode> Documents(string file)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(Text(file));
        stream.Load(reader);
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    private static IEnumerable<string> Values(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var list) ? ((YamlSequenceNode)list).Select(one => one.ToString()) : [];

    private static IEnumerable<string> Names(YamlNode node) =>
        node is YamlMappingNode map ? map.Children.Keys.Select(key => key.ToString()) : ((YamlSequenceNode)node).Select(one => one.ToString());

    private static string Top()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CsPerformance.Bot.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The source is not above the tests.");
    }
}

/// <summary>Skipped, and says so, where systemd is not installed.</summary>
public sealed class SystemdFactAttribute : FactAttribute
{
    public SystemdFactAttribute()
    {
        if (!File.Exists("/usr/bin/systemd-analyze")) Skip = "systemd-analyze is not installed.";
    }
}
