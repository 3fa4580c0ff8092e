namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>What became of an utterance.</summary>
public abstract record Reading
{
    public sealed record Understood(Command Command) : Reading;

    /// <summary>There is a doubt: nothing is done until it is answered.</summary>
    public sealed record Asked(Question Question) : Reading;

    /// <summary>Nothing fits. <paramref name="Hints"/> are three utterances that fit the sender's role, the nearest first.</summary>
    public sealed record NotUnderstood(IReadOnlyList<string> Hints) : Reading;

    /// <summary>A numbered choice of the last card or question ("1", "回复 1"), counted from 1.</summary>
    public sealed record MenuPick(int Choice) : Reading;

    /// <summary>Politeness, or a word that nothing is to be done: it gets a short answer and means no command.</summary>
    public sealed record Courtesy(CourtesyKind Kind) : Reading;

    /// <summary>下一页</summary>
    public sealed record NextPage : Reading;
}

/// <summary>What a courtesy is.</summary>
public enum CourtesyKind
{
    /// <summary>你好, 在吗</summary>
    Greeting,

    /// <summary>谢谢, 辛苦了</summary>
    Thanks,

    /// <summary>收到, 知道了, 👍</summary>
    Acknowledged,

    /// <summary>再见, 下班了</summary>
    Farewell,

    /// <summary>别给王芳记: nothing is to be done.</summary>
    Nothing,
}

/// <summary>What a question is about.</summary>
public enum Doubt
{
    /// <summary>Which command is meant.</summary>
    Meaning,
    Person,
    Item,
    Points,
    Count,
    Day,
    Half,
    LeaveType,
    Period,
    Value,
    Number,
    Reason,
    Team,
    Scheme,
    Clause,
    Role,
    Time,
    Assessor,
}

/// <summary>A doubt as a question, ready to show.</summary>
/// <param name="Text">In Chinese, without the choices.</param>
/// <param name="Choices">May be empty: then the answer is typed freely.</param>
/// <param name="Utterance">The text that raised it; a choice or a typed answer completes it.</param>
public sealed record Question(Doubt About, string Text, IReadOnlyList<Choice> Choices, string Utterance)
{
    /// <summary>The utterance with a typed answer put in; read it again with the same mentions.</summary>
    /// <remarks>An answer that can be read as a command of its own is a new command; the caller tries that first.</remarks>
    public string ContinueWith(string answer) => About switch
    {
        Doubt.Points when answer.AsSpan().Trim().IndexOfAnyExceptInRange('.', '9') < 0 => $"{Utterance} {answer.Trim()}分",
        Doubt.Count when answer.AsSpan().Trim().IndexOfAnyExceptInRange('0', '9') < 0 => $"{Utterance} {answer.Trim()}次",
        _ => $"{Utterance} {answer.Trim()}",
    };
}

/// <param name="Label">What stands on the button.</param>
/// <param name="Utterance">The whole utterance without the doubt; read it again with the same mentions.</param>
public sealed record Choice(string Label, string Utterance);
