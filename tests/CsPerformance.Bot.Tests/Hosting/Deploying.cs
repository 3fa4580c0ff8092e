using System.Diagnostics;
using System.Text.RegularExpressions;
using CsPerformance.Bot.Hosting;
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
            // A bot that was made anew has another address.
            Assert.Contains("resolve", server.Value, StringComparison.Ordinal);
        }
        Assert.Contains("resolver 127.0.0.11", Text("nginx.conf"), StringComparison.Ordinal);
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
    public void What_each_file_gives_the_bot_is_enough_to_start_with()
    {
        // Twice: with what the head of the file asks for, and with everything that it can be given.
        var compose = Pairs((YamlMappingNode)Documents("compose.yaml").Single()["x-bot"]["environment"]);
        var asked = EnvironmentName().Matches(Text("compose.yaml").Split("name:")[0]).Select(match => match.Groups["name"].Value).ToHashSet();
        var manifest = Documents("kubernetes/bot.yaml")[0]["spec"]["template"]["spec"]["containers"][0];
        var written = ((YamlSequenceNode)manifest["env"]).Select(one => (one["name"].ToString(), one["value"].ToString()));
        var secret = Literal().Matches(Text("kubernetes/bot.yaml")).Select(match => match.Groups["name"].Value).Select(name => (name, Plausible(name)));

        Assert.Contains("WECOM_CORPID", asked);
        Starts("compose.yaml", [.. OfImage(), .. compose.Select(pair => (pair.Name, Filled(pair.Value, asked.Contains)))]);
        var all = Starts("compose.yaml", [.. OfImage(), .. compose.Select(pair => (pair.Name, Filled(pair.Value, _ => true)))]);
        Assert.True(all.DingTalk.IsConfigured);
        Starts("kubernetes/bot.yaml", [.. OfImage(), .. written, .. secret]);
    }

    [Fact]
    public void The_unit_starts_with_the_template_once_its_keys_of_WeCom_are_filled_in()
    {
        var unit = Assigned().Matches(Text("csperformance-bot.service").Split("Environment=")[1].Split('\n')[0]).Select(match => (match.Groups["name"].Value, match.Groups["value"].Value));
        var template = new ConfigurationBuilder().AddJsonFile(Path.Combine(_top, "appsettings.template.json")).Build();
        var filled = template.AsEnumerable().Where(pair => pair.Value is not null).Select(pair => (pair.Key, pair.Key.StartsWith("WeCom:", StringComparison.Ordinal) && pair.Value!.Length == 0 ? Plausible(pair.Key) : pair.Value!));
        Starts("csperformance-bot.service", [.. filled, .. unit]);
    }

    [Fact]
    public void The_folder_of_the_unit_is_made_before_anything_is_put_into_it_and_belongs_to_its_user()
    {
        var unit = Text("csperformance-bot.service");
        var user = Regex.Match(unit, "^User=(.*)$", RegexOptions.Multiline).Groups[1].Value;
        var folder = Regex.Match(unit, "^WorkingDirectory=(.*)$", RegexOptions.Multiline).Groups[1].Value;
        var steps = unit.Split("[Unit]")[0].Split('\n');
        int Step(string text) => Array.FindIndex(steps, step => step.Contains(text, StringComparison.Ordinal));

        Assert.InRange(Step($"install -d -o {user} -m 700 {folder}"), Step("useradd") + 1, Step($"{folder}/appsettings.json") - 1);
        Assert.Contains($"install -o {user} -m 600 ", steps[Step($"{folder}/appsettings.json")], StringComparison.Ordinal);
        Assert.Contains($"runuser -u {user} -- sh -c 'umask 077; exec ", Text("backup.md"), StringComparison.Ordinal);
    }

    /// <summary>The settings as the start reads and checks them, from variables as the environment has them.</summary>
    private static BotSettings Starts(string file, IReadOnlyList<(string Name, string Value)> variables)
    {
        var values = variables.GroupBy(variable => variable.Name.Replace("__", ":", StringComparison.Ordinal)).ToDictionary(group => group.Key, group => (string?)group.Last().Value);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        try
        {
            var settings = SettingsFile.Read(configuration);
            Addresses.Check(configuration, settings);
            Assert.True(settings.WeCom.IsConfigured, file);
            Assert.False(settings.Simulator.Enabled, file);
            return settings;
        }
        catch (SettingsException fault)
        {
            throw new InvalidOperationException($"{file}: {fault.Message}", fault);
        }
    }

    /// <summary>What somebody who follows the guide would put there.</summary>
    private static string Plausible(string name) => name.Split(':', '_')[^1].ToUpperInvariant() switch
    {
        "CORPID" => "ww1234567890abcdef",
        "AGENTID" => "1000002",
        "SECRET" or "CLIENTSECRET" => new string('s', 43),
        "TOKEN" => "t0ken",
        "ENCODINGAESKEY" or "AESKEY" => "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "CLIENTID" or "ROBOTCODE" => "dingabcdefgh",
        "PASSWORD" => "p",
        "CONNECTIONSTRING" => "Host=database;Database=csp;Username=csp;Password=p",
        _ => "",
    };

    /// <summary>A value of the compose file after its variables were put in; those that are not given have the file's own default.</summary>
    private static string Filled(string value, Func<string, bool> isGiven) => Placeholder().Replace(value, match =>
        isGiven(match.Groups["name"].Value) ? Plausible(match.Groups["name"].Value) : match.Groups["kind"].Value == "-" ? match.Groups["rest"].Value : throw new InvalidOperationException(match.Value));

    private static IEnumerable<(string Name, string Value)> OfImage() =>
        Assigned().Matches(Text("Dockerfile").Split("ENV ")[1].Split("EXPOSE")[0]).Select(match => (match.Groups["name"].Value, match.Groups["value"].Value));

    private static IEnumerable<(string Name, string Value)> Pairs(YamlMappingNode node) => node.Children.Select(pair => (pair.Key.ToString(), pair.Value.ToString()));

    [GeneratedRegex(@"(?<name>[A-Za-z_]+)=(?<value>[^\s\\]+)")]
    private static partial Regex Assigned();

    [GeneratedRegex(@"(?<name>[A-Z]+_[A-Z]+)=")]
    private static partial Regex EnvironmentName();

    [GeneratedRegex(@"--from-literal=(?<name>\w+)=")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\$\{(?<name>\w+):(?<kind>[-?])(?<rest>[^}]*)\}")]
    private static partial Regex Placeholder();

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

    [GeneratedRegex(@"server (?<host>[a-z0-9-]+):(?<port>\d+)[^;]*")]
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
