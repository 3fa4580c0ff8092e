using System.Text.RegularExpressions;

namespace CsPerformance.Bot.Conversation.Understanding;

/// <summary>你好, 谢谢, 收到: what people say to anybody. Only where it is all that is said.</summary>
internal static partial class CourtesyReader
{
    /// <summary>Null where more than politeness is said.</summary>
    public static Reading? Read(Attempt attempt)
    {
        var said = Bare(attempt.Sentence);
        if (said.Length is 0 or > 24 || attempt.People.Exists(word => word.Length > 0)) return null;
        if (Help().IsMatch(said)) return new Reading.Understood(new Command.Help());
        // 好的 and 嗯 agree to the card that waits.
        return said is "好的" or "嗯" or "好" ? null : Kind(said) is { } kind ? new Reading.Courtesy(kind) : null;
    }

    /// <summary>刚才那条记错了: the last record is to go, and which one that is, is asked.</summary>
    public static bool IsMistake(Attempt attempt) => !attempt.People.Exists(word => word.Length > 0) && Mistaken().IsMatch(Bare(attempt.Sentence));

    private static CourtesyKind? Kind(string said) =>
        Greeting().IsMatch(said) ? CourtesyKind.Greeting
        : Thanks().IsMatch(said) ? CourtesyKind.Thanks
        : Acknowledged().IsMatch(said) ? CourtesyKind.Acknowledged
        : Farewell().IsMatch(said) ? CourtesyKind.Farewell
        : Nothing().IsMatch(said) ? CourtesyKind.Nothing
        : null;

    /// <summary>The words without what separates them and without the bot's name.</summary>
    private static string Bare(Sentence sentence) =>
        string.Concat(sentence.LeftWords().Select(word => sentence.Text.AsSpan(word.Start, word.Length).Trim('.').ToString()));

    private const string Tail = "(?:啊|呀|哦|喔|呢|哈|啦|了|的|吧|嘛|吗|么|哒|滴|噢|亲|老师|机器人|助手|小助手|各位|大家)*$";

    [GeneratedRegex("^(?:你好|您好|你们好|大家好|哈[喽啰罗]|嗨|hi|hello|hey|早|早上好|早安|上午好|中午好|下午好|晚上好|在|在吗|在么|在不在|在不|在线|有人|有人在|人呢)+" + Tail, RegexOptions.CultureInvariant)]
    private static partial Regex Greeting();

    [GeneratedRegex("^(?:好的|好|嗯|ok|收到|知道了)*(?:谢谢|多谢|谢|谢啦|感谢|非常感谢|十分感谢|谢谢你|谢谢您|感谢您|3q|thx|thanks|thankyou|辛苦|辛苦您|辛苦你|麻烦您|麻烦你|麻烦|有劳)+" + Tail, RegexOptions.CultureInvariant)]
    private static partial Regex Thanks();

    [GeneratedRegex("^(?:好的|嗯|嗯嗯|哦|哦哦|噢|喔|收到|已收到|收到了|知道|知道了|明白|了解|懂|看到|已阅|好嘞|好勒|好咧|好滴|好哒|好吧|行吧|okk|okok|ok啦|1+|666+|哈哈+|呵呵|嘿嘿|没事|没什么|不客气|赞|牛|等一下|等下|等等|稍等|等会儿?|等一会儿?)+" + Tail, RegexOptions.CultureInvariant)]
    private static partial Regex Acknowledged();

    [GeneratedRegex("^(?:再见|拜拜|拜|bye|byebye|晚安|下班|我下班|先下|明天见|回见)+" + Tail, RegexOptions.CultureInvariant)]
    private static partial Regex Farewell();

    [GeneratedRegex("^(?:先)?(?:别记|不记|不用记|不要记|别扣|别动|别管|不用管|没别的事|没有了|没事了|不好意思|抱歉|对不起|说着玩的?|开玩笑的?|测试|测试一下|test|试一下|试试)+" + Tail, RegexOptions.CultureInvariant)]
    private static partial Regex Nothing();

    [GeneratedRegex("^(?:请)?(?:帮我|帮帮我|帮忙|帮个忙|帮一下|求助|救命|怎么弄|怎么搞|怎么操作|咋用|咋弄|咋操作|怎么玩|不会用|我不会用|你是谁|你是|你叫什么|你叫什么名字|你能干[嘛啥什么]+|你会[啥什么]+|会[啥什么]+|你有什么功能|有什么功能|功能|能做什么|可以做什么|我能做什么|我能干[嘛啥什么]+)" + Tail, RegexOptions.CultureInvariant)]
    private static partial Regex Help();

    [GeneratedRegex("^(?:啊|哎呀|哎|糟了|糟糕|完了|不好意思|对不起|抱歉|等等|等下)*(?:(?:我)?(?:刚才|刚刚|刚|上面|前面|上)(?:我)?(?:的|那|这)*(?:一?[条个笔次])?(?:记录|数据)?(?:我)?(?:记|发|打|写|搞|弄|说|录|填|点|选)?(?:的)?(?:错人|错|不对|不算|作废|删|删掉|删除|撤|撤掉|收回|取消|不要)|(?:我)?(?:记|发|打|写|搞|弄|录|填|点|选)错(?:人)?)" + Tail, RegexOptions.CultureInvariant)]
    private static partial Regex Mistaken();
}
