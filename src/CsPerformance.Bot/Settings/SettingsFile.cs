using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace CsPerformance.Bot.Settings;

/// <summary>From configuration to <see cref="BotSettings"/>, or to every fault at once.</summary>
public static class SettingsFile
{
    private static readonly string[] Scopes = ["records", "scores", "pay"];

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
        foreach (var key in root.Providers.OfType<JsonConfigurationProvider>().SelectMany(file => file.GetChildKeys([], null)).Distinct())
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
        if (storage.Provider == StorageProvider.Postgres && storage.ConnectionString.Length == 0)
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

    private static void CheckPlatforms(BotSettings settings, SectionReader reader)
    {
        var wecom = settings.WeCom;
        Together("WeCom", reader, ("CorpId", wecom.CorpId), ("Secret", wecom.Secret), ("Token", wecom.Token), ("EncodingAESKey", wecom.EncodingAESKey),
            ("AgentId", wecom.AgentId == 0 ? "" : "set"));
        if (wecom.EncodingAESKey.Length is not (0 or 43)) reader.Add("WeCom:EncodingAESKey", "应有 43 个字符。");
        Together("WeComRobot", reader, ("BotId", settings.WeComRobot.BotId), ("Secret", settings.WeComRobot.Secret));
        Together("DingTalk", reader, ("ClientId", settings.DingTalk.ClientId), ("ClientSecret", settings.DingTalk.ClientSecret), ("RobotCode", settings.DingTalk.RobotCode));
        Together("DingTalk", reader, ("EventToken", settings.DingTalk.EventToken), ("EventAesKey", settings.DingTalk.EventAesKey));
        if (settings.DingTalk.EventAesKey.Length is not (0 or 43)) reader.Add("DingTalk:EventAesKey", "应有 43 个字符。");
        for (var i = 0; i < settings.WeComWebhooks.Count; i++)
        {
            if (settings.WeComWebhooks[i].Team.Length == 0) reader.Add($"WeComWebhooks:{i}:Team", "必须填写。");
            if (settings.WeComWebhooks[i].Key.Length == 0) reader.Add($"WeComWebhooks:{i}:Key", "必须填写。");
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

    private static void Together(string section, SectionReader reader, params (string Key, string Value)[] values)
    {
        if (values.All(value => value.Value.Length == 0)) return;
        foreach (var (key, _) in values.Where(value => value.Value.Length == 0))
            reader.Add($"{section}:{key}", $"{section} 的其他设置已填写，这一项也必须填写。");
    }
}
