using System.Globalization;
using CsPerformance.Bot.Conversation.Understanding;

namespace CsPerformance.Bot.Tests.Understanding;

public sealed class NumbersTests
{
    [Theory]
    [InlineData("5200", "5200")]
    [InlineData("5,200", "5200")]
    [InlineData("5千2", "5200")]
    [InlineData("5.2k", "5200")]
    [InlineData("1.2万", "12000")]
    [InlineData("1万2", "12000")]
    [InlineData("五千二", "5200")]
    [InlineData("五千二百", "5200")]
    [InlineData("两千零五", "2005")]
    [InlineData("一百二", "120")]
    [InlineData("一百二十", "120")]
    [InlineData("十二", "12")]
    [InlineData("二十", "20")]
    [InlineData("两", "2")]
    [InlineData("半", "0.5")]
    [InlineData("零", "0")]
    [InlineData("一点五", "1.5")]
    [InlineData("二〇二六", "2026")]
    [InlineData("一万二", "12000")]
    [InlineData("三万零五", "30005")]
    public void Numbers_are_read_as_people_write_them(string text, string value)
    {
        Assert.True(Numbers.TryParse(text, out var read));
        Assert.Equal(decimal.Parse(value, CultureInfo.InvariantCulture), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("万")]
    [InlineData("百")]
    [InlineData("二三百")]
    [InlineData("9999999999999")]
    [InlineData("1.2.3")]
    [InlineData("点五点五")]
    public void What_is_no_number_is_not_read(string text) => Assert.False(Numbers.TryParse(text, out _));
}
