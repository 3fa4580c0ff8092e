using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CsPerformance.Bot.Tests.Platforms.Story;

/// <summary>One line of a story: who does what, and what is heard because of it.</summary>
/// <param name="Act">说 (says), 按 (presses), 图 (sends a picture), 文件 (sends a file), 时 (the clock moves), 加 (opens the app).</param>
internal sealed record Step(int Line, string Who, string Act, string What, bool InGroup, List<Expectation> Expects);

/// <summary>Among what a reader got because of a step, one message holds all of these words; or none holds any of them.</summary>
internal sealed record Expectation(int Line, string Who, bool Holds, IReadOnlyList<string> Words);

/// <summary>
/// A story is a text that people can read: <c>王芳: 我的分数</c> or <c>王芳@群: …</c> says, <c>陈静 按 同意</c> presses, <c>陈静 图 名.png</c> and
/// <c>陈静 文件 名.csv</c> send, <c>时 2026-11-30 09:08</c> moves the clock; indented <c>王芳 &lt; 词 | 词</c> is heard, <c>群 !&lt; 词</c> is not. <c>#{名}</c> keeps a record's
/// number for later.
/// </summary>
internal static partial class Story
{
    public static IReadOnlyList<Step> Read(string text)
    {
        var steps = new List<Step>();
        var number = 0;
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd()))
        {
            number++;
            if (line.Length == 0 || line.StartsWith('#')) continue;
            if (Heard().Match(line) is { Success: true } heard)
                steps[^1].Expects.Add(new Expectation(number, heard.Groups["who"].Value, heard.Groups["not"].Length == 0, [.. heard.Groups["words"].Value.Split(" | ").Select(word => word.Trim())]));
            else if (line.StartsWith("时 ", StringComparison.Ordinal))
                steps.Add(new Step(number, "", "时", line[2..], false, []));
            else if (Done().Match(line) is { Success: true } done)
                steps.Add(new Step(number, done.Groups["who"].Value, done.Groups["act"].Value, done.Groups["what"].Value, false, []));
            else if (Said().Match(line) is { Success: true } said)
                steps.Add(new Step(number, said.Groups["who"].Value, "说", said.Groups["what"].Value.Replace("\\n", "\n", StringComparison.Ordinal), said.Groups["group"].Length > 0, []));
            else throw new FormatException($"Line {number} is none of a story: {line}");
        }
        return steps;
    }

    [GeneratedRegex(@"^\s+(?<who>\S+)\s+(?<not>!?)<\s*(?<words>.+)$")]
    private static partial Regex Heard();

    [GeneratedRegex(@"^(?<who>\S+) (?<act>按|图|文件|加)(?: (?<what>.+))?$")]
    private static partial Regex Done();

    [GeneratedRegex(@"^(?<who>[^\s:@]+)(?<group>@群)?: (?<what>.+)$")]
    private static partial Regex Said();
}

/// <summary>A message as somebody sees it, on whatever platform.</summary>
/// <param name="Card">What a press of its buttons names; null where there are none.</param>
internal sealed record Seen(string Text, string? Card, IReadOnlyList<(string Label, string Key)> Buttons);

/// <summary>A platform on which a story is told.</summary>
internal interface ITeller : IAsyncDisposable
{
    PlatformHost Bot { get; }

    /// <summary>Ends when the platform was told that the message is stored.</summary>
    /// <param name="who">工号.</param>
    Task SayAsync(string who, string text, bool inGroup);

    Task PressAsync(string who, Seen message, string key);

    Task SendFileAsync(string who, string name, byte[] content, bool isImage);

    Task EnterAsync(string who);

    /// <summary>What was sent so far counts no more for the platform's rates of a minute; nothing else happens.</summary>
    Task PassMinuteAsync() => Task.CompletedTask;

    /// <summary>All that somebody (工号) or the first team's group (群) was sent, oldest first.</summary>
    IReadOnlyList<Seen> SeenBy(string who);
}

/// <summary>Tells a story and notes what is not as it should be.</summary>
internal sealed partial class Telling(ITeller teller, IReadOnlyDictionary<string, string> numbers, Func<string, byte[]> file)
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, string> _kept = new(StringComparer.Ordinal);
    private readonly StringBuilder _transcript = new();

    public List<string> Faults { get; } = [];

    /// <summary>Everything that was said and heard, for somebody who looks for what went wrong.</summary>
    public string Transcript => _transcript.ToString();

    public async Task TellAsync(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
        {
            var readers = numbers.Values.Append("群").ToList();
            var before = readers.ToDictionary(reader => reader, reader => teller.SeenBy(reader).Count);
            _transcript.Append(CultureInfo.InvariantCulture, $"\n{step.Line} {step.Who}{(step.InGroup ? "@群" : "")} {step.Act} {step.What}\n");
            await DoAsync(step);
            await QuietAsync();
            var news = readers.ToDictionary(reader => reader, reader => teller.SeenBy(reader).Skip(before[reader]).ToList());
            foreach (var (reader, seen) in news)
                foreach (var message in seen) _transcript.Append(CultureInfo.InvariantCulture, $"    → {reader}: {message.Text.Replace("\n", "\n        ", StringComparison.Ordinal)} {string.Join(' ', message.Buttons.Select(button => $"[{button.Label}={button.Key}]"))}\n");
            foreach (var expected in step.Expects) Check(step, expected, news[Number(expected.Who)]);
        }
    }

    private async Task DoAsync(Step step)
    {
        var who = Number(step.Who);
        var what = Filled(step.What ?? "");
        switch (step.Act)
        {
            case "时":
                teller.Bot.Clock.MoveTo(DateTimeOffset.ParseExact(what + " +08:00", "yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture));
                await teller.Bot.RunDue(teller.Bot.Clock.GetUtcNow(), CancellationToken.None);
                break;
            case "按":
                await PressAsync(step, who, what);
                break;
            case "图":
                await teller.SendFileAsync(who, what, file(what), isImage: true);
                break;
            case "文件":
                await teller.SendFileAsync(who, what, file(what), isImage: false);
                break;
            case "加":
                await teller.EnterAsync(who);
                break;
            default:
                await teller.SayAsync(who, what, step.InGroup);
                break;
        }
    }

    /// <summary>Presses the button on the latest card that has it; where the platform could show no card, its text says what to answer instead.</summary>
    private async Task PressAsync(Step step, string who, string label)
    {
        foreach (var message in teller.SeenBy(who).Reverse())
        {
            if (message.Buttons.FirstOrDefault(button => button.Label.StartsWith(label, StringComparison.Ordinal)) is { Key: { } key })
            {
                await teller.PressAsync(who, message, key);
                return;
            }
            if (Regex.Match(message.Text, $@"^回复 (?:(\d+) {Regex.Escape(label)}|({Regex.Escape(label)}.*))\s*$", RegexOptions.Multiline) is { Success: true } choice)
            {
                await teller.SayAsync(who, choice.Groups[1].Success ? choice.Groups[1].Value : choice.Groups[2].Value, inGroup: false);
                return;
            }
        }
        Faults.Add($"{step.Line}: {step.Who} sees no button {label}.");
    }

    private void Check(Step step, Expectation expected, IReadOnlyList<Seen> seen)
    {
        var words = expected.Words.Select(word => Pattern(Filled(word))).ToList();
        if (!expected.Holds)
        {
            if (seen.Any(message => words.Any(word => Regex.IsMatch(Whole(message), word)))) Faults.Add($"{expected.Line}: after “{step.What}” {expected.Who} heard {string.Join(" | ", expected.Words)}.");
            return;
        }
        foreach (var message in seen)
        {
            var matches = words.Select(word => Regex.Match(Whole(message), word)).ToList();
            if (!matches.TrueForAll(match => match.Success)) continue;
            foreach (var match in matches)
                foreach (Group group in match.Groups.Cast<Group>().Where(group => !char.IsAsciiDigit(group.Name[0]))) _kept[group.Name] = group.Value;
            return;
        }
        Faults.Add($"{expected.Line}: after “{step.What}” {expected.Who} did not hear {string.Join(" | ", expected.Words)}, but: {string.Join(" // ", seen.Select(Whole)).Replace('\n', '⏎')}");
    }

    private static string Whole(Seen message) => message.Text + "\n" + string.Join('\n', message.Buttons.Select(button => $"[{button.Label}]"));

    private string Filled(string text) => Kept().Replace(text, match => _kept.GetValueOrDefault(match.Groups[1].Value, match.Value));

    // #{name} keeps a number; everything else is meant as it stands.
    private static string Pattern(string word) => Regex.Replace(Regex.Escape(word).Replace("\\ ", " ", StringComparison.Ordinal), @"\\#\\\{(\w+)}", @"#(?<$1>\d+)");

    private string Number(string who) => who is "" or "群" ? who : numbers[who];

    /// <summary>Until every message is answered and everything due is sent.</summary>
    private async Task QuietAsync()
    {
        var idle = 0;
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < _patience; await Task.Delay(20))
        {
            var (answered, sent) = await teller.Bot.Store.ReadAsync(session => (session.Inbox.Unfinished().Count == 0, session.Outbox.Due().Count == 0 && IsSent(session)));
            if (answered && sent) return;
            var sending = await teller.Bot.SendDueAsync() > 0;
            idle = answered && !sending ? idle + 1 : 0;
            // The simulated clock stands still; what waits for the platform's rate waits on it, and on the platform's minute.
            if (idle % 3 != 2) continue;
            await teller.PassMinuteAsync();
            teller.Bot.Clock.MoveTo(teller.Bot.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        }
        Faults.Add("The bot did not come to rest.");
    }

    // Nothing that is to go out within the next minute; what is put off to the morning is another matter.
    private static bool IsSent(Storage.Session session) =>
        session.Outbox.Due().Count == 0 && (session.Outbox.NextDue() is not { } next || next > session.Now + TimeSpan.FromMinutes(1));

    [GeneratedRegex(@"(?<!#)\{(\w+)}")]
    private static partial Regex Kept();
}
