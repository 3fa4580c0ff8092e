using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsPerformance.Bot.Conversation;
using CsPerformance.Channels.Protocol;
using FsCheck;
using FsCheck.Fluent;

namespace CsPerformance.Bot.Tests.Conversation;

/// <summary>Long answers: every page whole, in order, nothing lost, whatever people write.</summary>
public sealed class PagingTests
{
    private static readonly string[] _signs = ["分", "の", "a", " ", "1", "。", "，", "𠮷", "龘", "繁體", "👏", "👨‍👩‍👧‍👦", "🇨🇳", "👍🏽", "é", "[1,100](也叫质检)", "#1024 ", "\n", "\n\n", "•"];

    [Fact]
    public void An_answer_of_any_signs_comes_whole_page_by_page() =>
        Prop.ForAll(Texts(), text =>
        {
            var pages = Paging.Split(text);
            Assert.All(pages, page => Assert.InRange(Encoding.UTF8.GetByteCount(page), 0, 2048));
            for (var i = 0; pages.Count > 1 && i < pages.Count; i++)
                Assert.EndsWith(i + 1 == pages.Count ? $"\n(第 {i + 1}/{pages.Count} 页)" : $"\n(第 {i + 1}/{pages.Count} 页，回复 下一页)", pages[i], StringComparison.Ordinal);
            Same(text, pages.Select(page => pages.Count == 1 ? page : Regex.Replace(page, @"\n\(第 \d+/\d+ 页(，回复 下一页)?\)$", "")));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_channel_parts_what_is_still_too_long_without_losing_a_sign() =>
        Prop.ForAll(Texts(), Gen.Elements(64, 2048, 4096, 20480).ToArbitrary(), (text, most) =>
        {
            var pages = TextPages.Split(text, most);
            Assert.All(pages, page => Assert.InRange(Encoding.UTF8.GetByteCount(page), 0, most));
            Same(text, pages);
        }).QuickCheckThrowOnFailure();

    /// <summary>The same signs in the same order; a break may take the place of line ends.</summary>
    private static void Same(string text, IEnumerable<string> pages)
    {
        var list = pages.ToList();
        Assert.Equal(text.Replace("\n", "", StringComparison.Ordinal), string.Concat(list).Replace("\n", "", StringComparison.Ordinal));
        Assert.Equal(Elements(text), list.SelectMany(Elements));
    }

    private static IEnumerable<string> Elements(string text)
    {
        for (var signs = StringInfo.GetTextElementEnumerator(text); signs.MoveNext();)
            if (signs.GetTextElement() is not "\n" and var sign) yield return sign;
    }

    private static Arbitrary<string> Texts() =>
        (from length in Gen.Choose(0, 3000)
         from signs in Gen.ArrayOf(Gen.Elements(_signs), length)
         from breaks in Gen.Elements(true, false)
         select breaks ? string.Concat(signs) : string.Concat(signs).Replace("\n", "", StringComparison.Ordinal)).ToArbitrary();
}
