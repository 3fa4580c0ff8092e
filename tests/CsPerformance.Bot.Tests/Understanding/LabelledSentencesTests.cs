using CsPerformance.Bot.Conversation.Understanding;
using Xunit.Abstractions;

namespace CsPerformance.Bot.Tests.Understanding;

/// <summary>The labelled set: sentences as people type them, with what they mean.</summary>
public sealed class LabelledSentencesTests(ITestOutputHelper output)
{
    private sealed record Labelled(string Text, string Sender, string Expected, string[] Mentions);

    [Fact]
    public void No_sentence_is_silently_misunderstood_and_nearly_all_are_understood_exactly()
    {
        var (exact, asked, wrong, total) = (0, 0, 0, 0);
        foreach (var sentence in All())
        {
            total++;
            var actual = Compact.Show(Demo.Read(sentence.Text, sentence.Sender, sentence.Mentions));
            if (actual == Compact.Normal(sentence.Expected))
            {
                exact++;
                continue;
            }
            var silent = actual[0] is not ('?' or '!' or '~');
            if (silent) wrong++;
            else asked++;
            output.WriteLine($"{(silent ? "WRONG" : "asked")}: {sentence.Text} ({sentence.Sender})\n  expected {Compact.Normal(sentence.Expected)}\n  actual   {actual}");
        }
        output.WriteLine($"{total} sentences: {exact} exactly, {asked} otherwise asked, {wrong} silently wrong");
        Assert.True(total >= 350);
        Assert.Equal(0, wrong);
        Assert.True(exact >= total * 0.97m, $"{exact} of {total}");
    }

    [Fact]
    public void Every_choice_of_every_question_leads_on()
    {
        var faults = new List<string>();
        foreach (var sentence in All())
        {
            if (Demo.Read(sentence.Text, sentence.Sender, sentence.Mentions) is not Reading.Asked { Question: var question }) continue;
            foreach (var choice in question.Choices)
            {
                var next = Demo.Read(choice.Utterance, sentence.Sender, sentence.Mentions);
                if (next is Reading.NotUnderstood) faults.Add($"{sentence.Text} → {choice.Label}: {choice.Utterance}");
                if (next is Reading.Asked again && again.Question.About == question.About && again.Question.Text == question.Text)
                    faults.Add($"{sentence.Text} → {choice.Label}: {choice.Utterance} asks the same again: {question.Text}");
            }
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static IEnumerable<Labelled> All()
    {
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Understanding", "sentences.tsv")))
        {
            if (line.StartsWith('#') || line.Split('\t') is not { Length: >= 3 } columns) continue;
            yield return new(columns[0].Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal), columns[1], columns[2],
                columns.Length > 3 ? columns[3].Split(',') : []);
        }
    }
}
