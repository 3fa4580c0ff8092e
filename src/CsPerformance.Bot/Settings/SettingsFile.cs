using System.Data.Common;
using CsPerformance.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace CsPerformance.Bot.Settings;

/// <summary>From configuration to <see cref="BotSettings"/>, or to every fault at once.</summary>
public static class SettingsFile
{
    private static readonly string[] Scopes = ["records", "scores", "pay", "reporters"];

    // Sections of the framework that may stand beside ours in a settings file.
    private static readonly string[] OfTheFramework = ["Logging", "AllowedHosts", "Urls", "Kestrel"];

    /// <exception cref="SettingsException">At least one key is unknown or has a value that cannot be.</exception>
    public static BotSettings Read(IConfiguration configuration)
    {
        var reader = new SectionReader("设置");
        FindUnknownSections(configuration, reader);
        var settings = new BotSettings();
        foreach (var section in typeof(BotSettings).GetProperties().Where(p => p.CanWrite))
            section.SetValue(settings, reader.ReadSection(section.PropertyType, configuration.GetSection(section.Name)));
        Check(settings, reader);
        return reader.Faults.Count == 0 ? settings : throw new SettingsException(reader.Faults);
    }

    // Only files are searched: the environment is full of names that are not ours.
    private static void FindUnknownSections(IConfiguration configuration, SectionReader reader)
    {
        if (configuration is not IConfigurationRoot root) return;
        var ours = typeof(BotSettings).GetProperties().Select(p => p.Name).Concat(OfTheFramework).ToArray();
        foreach (var key in root.Providers.Where(provider => provider is JsonConfigurationProvider or JsonStreamConfigurationProvider).SelectMany(file => file.GetChildKeys([], null)).Distinct())
            if (!ours.Contains(key, StringComparer.OrdinalIgnoreCase)) reader.AddUnknown(key, key, ours);
    }

    private static void Check(BotSettings settings, SectionReader reader)
    {
        if (settings.Company.Name.Length is 0 or > 50) reader.Add("Company:Name", "公司名称应有 1 到 50 个字。");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(settings.Company.TimeZone, out _))
            reader.Add("Company:TimeZone", $"本机没有时区“{settings.Company.TimeZone}”。请检查名称，或安装 tzdata。");
        CheckStorage(settings.Storage, reader);
        CheckPlatforms(settings, reader);
        CheckTokens(settings.Api.Tokens, reader);
    }

    private static void CheckStorage(StorageSettings storage, SectionReader reader)
    {
        if (storage.Provider == StoreProvider.Postgres && storage.ConnectionString.Length == 0)
            reader.Add("Storage:ConnectionString", "使用 Postgres 时必须填写。");
        try
        {
            _ = new DbConnectionStringBuilder { ConnectionString = storage.ConnectionString };
        }
        catch (ArgumentException)
        {
            reader.Add("Storage:ConnectionString", "不是有效的连接字符串。");
        }
    }

    // The channels say themselves what they need: each of their sentences begins with the key.
    private static void CheckPlatforms(BotSettings settings, SectionReader reader)
    {
        string[] faults =
        [
            .. settings.WeCom.Validate(), .. settings.WeComRobot.Validate(), .. settings.WeComWebhooks.SelectMany((webhook, i) => webhook.Validate(i)),
            .. settings.DingTalk.Validate(), .. settings.DingTalkWebhooks.SelectMany((webhook, i) => webhook.Validate(i)),
        ];
        foreach (var fault in faults)
        {
            var end = fault.IndexOf(' ', StringComparison.Ordinal);
            reader.Add(fault[..end], fault[(end + 1)..]);
        }
    }

    private static void CheckTokens(IReadOnlyList<ApiTokenSettings> tokens, SectionReader reader)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Token.Length == 0) reader.Add($"Api:Tokens:{i}:Token", "必须填写。");
            else if (tokens.Take(i).Any(other => other.Token == tokens[i].Token)) reader.Add($"Api:Tokens:{i}:Token", "与前面的令牌相同。");
            foreach (var scope in tokens[i].Scopes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                if (!Scopes.Contains(scope)) reader.Add($"Api:Tokens:{i}:Scopes", $"没有权限“{scope}”，可用：{string.Join("、", Scopes)}。");
            if (tokens[i].Scopes.Trim().Length == 0) reader.Add($"Api:Tokens:{i}:Scopes", $"必须填写，可用：{string.Join("、", Scopes)}。");
        }
    }
}
