using System.Text;
using CsPerformance.Bot.Settings;
using Microsoft.Extensions.Configuration;

namespace CsPerformance.Bot.Tests.Settings;

public sealed class Reading_settings
{
    [Theory]
    [InlineData("Company:Nmae", "x", "Company:Nmae")]
    [InlineData("Simulator:Enabled", "yes", "Simulator:Enabled")]
    [InlineData("Simulator:StartAt", "2026-11-24", "Simulator:StartAt")]
    [InlineData("Simulator:StartAt", "2026-11-24T09:00:00", "Simulator:StartAt")]
    [InlineData("Storage:Provider", "1", "Storage:Provider")]
    [InlineData("Storage:Provider", "Postgres", "Storage:ConnectionString")]
    [InlineData("Company:TimeZone", "Asia/Beijing", "Company:TimeZone")]
    [InlineData("WeCom:CorpId", "ww1234567890abcdef", "WeCom:Secret")]
    [InlineData("WeComWebhooks:0:Teem", "x", "WeComWebhooks:0:Teem")]
    [InlineData("WeComWebhooks:first:Team", "x", "WeComWebhooks:first")]
    [InlineData("DingTalk:Mode", "Tcp", "DingTalk:Mode")]
    [InlineData("Api:Tokens:0:Scopes", "records,all", "Api:Tokens:0:Scopes")]
    [InlineData("Api:Tokens:0:Scopes", "records", "Api:Tokens:0:Token")]
    [InlineData("Company:City:Name", "x", "Company:City")]
    public void A_key_or_value_that_cannot_be_stops_the_start_with_its_name(string key, string value, string named)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [key] = value, ["DingTalk:ClientId"] = key == "DingTalk:Mode" ? "d" : null }).Build();
        var fault = Assert.Throws<SettingsException>(() => SettingsFile.Read(configuration));
        Assert.Contains(fault.Faults, f => f.Place == named);
    }

    [Fact]
    public void All_faults_are_told_at_once_with_the_nearest_name()
    {
        var configuration = Json("""{ "Companny": { "Name": "x" }, "Simulator": { "Enable": true }, "Storage": { "Provider": "Oracle" } }""");
        var faults = Assert.Throws<SettingsException>(() => SettingsFile.Read(configuration)).Faults;
        Assert.Equal(["Company", "Enabled", null], faults.OrderBy(f => f.Place, StringComparer.Ordinal).Select(f => f.Nearest));
    }

    [Fact]
    public void A_value_that_may_be_a_secret_is_not_shown_in_full()
    {
        var configuration = Json("""{ "Simulator": { "Enabled": "sk-1234567890123456" } }""");
        Assert.DoesNotContain("1234567890", Assert.Throws<SettingsException>(() => SettingsFile.Read(configuration)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_template_holds_every_key_and_nothing_else()
    {
        var template = new ConfigurationBuilder().AddJsonFile(Path.Combine(Top(), "appsettings.template.json")).Build();
        SettingsFile.Read(template);
        var keys = template.AsEnumerable().Select(pair => System.Text.RegularExpressions.Regex.Replace(pair.Key, ":[0-9]+", "")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.All(KeysOf(typeof(BotSettings), ""), key => Assert.Contains(key, keys));
    }

    [Fact]
    public void The_shipped_file_turns_the_simulator_on_and_nothing_else()
    {
        var shipped = new ConfigurationBuilder().AddJsonFile(Path.Combine(Top(), "src", "CsPerformance.Bot", "appsettings.json")).Build();
        Assert.Equal(["Simulator:Enabled"], shipped.AsEnumerable().Where(pair => pair.Value is not null).Select(pair => pair.Key));
    }

    private static IConfigurationRoot Json(string text) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(text))).Build();

    // Of a list the template has the key and, in a comment, what an entry looks like.
    private static IEnumerable<string> KeysOf(Type type, string prefix) => type.GetProperties().Where(property => property.CanWrite).SelectMany(property =>
        property.PropertyType.IsClass && property.PropertyType != typeof(string) ? KeysOf(property.PropertyType, $"{prefix}{property.Name}:") : [prefix + property.Name]);

    private static string Top()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CsPerformance.Bot.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
