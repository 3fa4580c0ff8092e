using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CsPerformance.Bot.Conversation.Understanding;
using CsPerformance.Bot.Scores;

namespace CsPerformance.Bot.Conversation;

/// <summary>What a card or question waits for; kept as a draft until it is answered, taken once.</summary>
internal abstract record Waiting
{
    private static readonly JsonSerializerOptions _json = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameTheKinds } },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new FactsText.PeriodText() },
    };

    /// <summary>A command that costs somebody something, shown and not yet agreed to.</summary>
    /// <param name="Then">How it goes on after 确认.</param>
    /// <param name="Attachment">Id of the file that came with the command.</param>
    internal sealed record ToConfirm(Command Command, Consent Then, string Text, IReadOnlyList<string> Mentions, string? Attachment = null) : Waiting;

    /// <summary>A question with choices, or one that is answered freely.</summary>
    /// <param name="Attachment">Id of the file that came with what was asked about.</param>
    internal sealed record ToAnswer(Question Question, IReadOnlyList<string> Mentions, string? Attachment = null, Hearing Hears = Hearing.Words) : Waiting;

    /// <summary>A list or file that was previewed: 导入 stores what was read.</summary>
    internal sealed record ToImport(IReadOnlyList<Command> Commands, string Source) : Waiting;

    /// <summary>A file that was previewed: it is read again when 导入 is pressed, and stored where it still comes to what was shown.</summary>
    /// <param name="Digest">What was shown.</param>
    /// <param name="Again">The warning that it was imported before was shown.</param>
    internal sealed record ToImportFile(string File, string Name, Domain.Time.Period? Month, string Digest, bool Again, IReadOnlyList<ImportStep> Steps) : Waiting;

    /// <summary>An account that wants to be somebody of the roster.</summary>
    internal sealed record ToBind(string Channel, string Account, string Number) : Waiting;

    /// <summary>What still reaches a question.</summary>
    internal enum Hearing
    {
        Words,

        /// <summary>Words were said that are no answer: a number or a button still is one.</summary>
        Numbers,

        /// <summary>Something else was recorded or asked since: only its buttons say without doubt what they mean.</summary>
        Buttons,
    }

    /// <summary>What a button of a previewed file does.</summary>
    internal enum ImportStep
    {
        Import,
        Errors,
        Cancel,
    }

    [JsonIgnore]
    public string Kind => GetType().Name;

    public string ToJson() => JsonSerializer.Serialize(this, _json);

    /// <exception cref="JsonException">Another program wrote it.</exception>
    public static Waiting Read(string json) => JsonSerializer.Deserialize<Waiting>(json, _json)!;

    /// <summary>Writes which record it is: every command, stretch and waiting is a nested record of its base.</summary>
    private static void NameTheKinds(JsonTypeInfo info)
    {
        if (info.Type != typeof(Waiting) && info.Type != typeof(Command) && info.Type != typeof(Stretch)) return;
        info.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "is" };
        foreach (var kind in info.Type.GetNestedTypes(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic))
            if (kind.IsSubclassOf(info.Type) && !kind.IsAbstract) info.PolymorphismOptions.DerivedTypes.Add(new(kind, kind.Name));
    }
}
