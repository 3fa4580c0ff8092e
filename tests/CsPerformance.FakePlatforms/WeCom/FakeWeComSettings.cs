namespace CsPerformance.FakePlatforms.WeCom;

/// <summary>The company, the app and the robot that the fake platform knows.</summary>
public sealed record FakeWeComSettings
{
    public int Port { get; init; }

    /// <summary>Where callbacks go; null: nowhere.</summary>
    public string? BotCallback { get; init; }

    public string CorpId { get; init; } = "wwfake0000000001";

    public int AgentId { get; init; } = 1000002;

    public string Secret { get; init; } = "fakeSecretOfTheApp-0123456789abcdefghijklmn";

    public string Token { get; init; } = "fakeToken2026";

    public string EncodingAesKey { get; init; } = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

    public string BotId { get; init; } = "BOT1";

    public string BotSecret { get; init; } = "SEC1";

    public string WebhookKey { get; init; } = "693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa";

    /// <summary>How long the platform waits for a callback's answer before it sends again.</summary>
    public TimeSpan CallbackPatience { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan TokenLife { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Calls of message/send a minute; what comes beyond gets 45009.</summary>
    public int SendsPerMinute { get; init; } = 2000;

    /// <summary>How long after it took a message the platform says so.</summary>
    public TimeSpan AnswerTakes { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>By which it counts what it is sent in a minute and an hour; its other clock where nothing is said.</summary>
    public TimeProvider RateClock { get => field ?? Clock; init; }
}

/// <summary>A member of the fake company.</summary>
/// <param name="Visible">Within the app's visible range.</param>
/// <param name="Licensed">Has a base-API licence.</param>
public sealed record FakeMember(string UserId, string Name, string? Mobile = null, bool Visible = true, bool Licensed = true);

/// <summary>A message as it arrived at one member, an app group or a webhook's group.</summary>
public sealed record FakeDelivery(string To, string Type, System.Text.Json.Nodes.JsonObject Body, DateTimeOffset At)
{
    /// <summary>What a reader sees of a text or Markdown.</summary>
    public string? Text => (string?)Body[Type]?["content"];
}

/// <summary>A file that was uploaded.</summary>
public sealed record FakeMedia(string Name, byte[] Content, DateTimeOffset At);
