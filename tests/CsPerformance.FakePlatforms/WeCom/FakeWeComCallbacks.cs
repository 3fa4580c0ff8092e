using System.Globalization;
using System.Text;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.FakePlatforms.WeCom;

/// <summary>How a callback ended: the status of each delivery, null where the bot kept silent or the line broke.</summary>
public sealed record FakeCallback(IReadOnlyList<int?> Statuses)
{
    public bool Taken => Statuses[^1] == 200;
}

/// <summary>Sends what members do to the bot: encrypted and signed, again where it stays silent.</summary>
public sealed class FakeWeComCallbacks(FakeWeComSettings settings)
{
    private const int Deliveries = 4;

    private const string PictureAddress = "https://wework.qpic.cn/wwpic/0000_fake/0";

    private static readonly HttpClient s_http = new() { Timeout = Timeout.InfiniteTimeSpan };

    private readonly CallbackCrypto _crypto = new(settings.Token, settings.EncodingAesKey, settings.CorpId);
    private long _lastMessage = 7_412_589_630_741_258_000;

    /// <summary>The console's check of the callback address; null where the bot's answer is not the expected one.</summary>
    public async Task<string?> VerifyAsync(string echo = "1616140317555161061")
    {
        var encrypt = _crypto.Encrypt(echo);
        using var response = await s_http.GetAsync(new Uri(AddressFor(encrypt) + "&echostr=" + Uri.EscapeDataString(encrypt)));
        var answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode && answer == echo ? answer : null;
    }

    public Task<FakeCallback> SayAsync(string from, string text) =>
        PostAsync(Message(from, "text", $"<Content><![CDATA[{text}]]></Content>"));

    public Task<FakeCallback> SendFileAsync(string from, string mediaId, string name) =>
        PostAsync(Message(from, "file", $"<MediaId><![CDATA[{mediaId}]]></MediaId><FileName><![CDATA[{name}]]></FileName>"));

    public Task<FakeCallback> SendPictureAsync(string from, string mediaId) =>
        PostAsync(Message(from, "image", $"<PicUrl><![CDATA[{PictureAddress}]]></PicUrl><MediaId><![CDATA[{mediaId}]]></MediaId>"));

    public Task<FakeCallback> PressAsync(string from, string task, string key, string responseCode) =>
        PostAsync(Event(from, "template_card_event", key, $"<TaskId><![CDATA[{task}]]></TaskId><CardType><![CDATA[button_interaction]]></CardType><ResponseCode><![CDATA[{responseCode}]]></ResponseCode>"));

    public Task<FakeCallback> EventAsync(string from, string name, string key = "") => PostAsync(Event(from, name, key, ""));

    /// <summary>A change of the contacts, as the platform itself tells it.</summary>
    public Task<FakeCallback> ContactsAsync(string change, string userId, string fields = "") => PostAsync(Xml(
        "sys", "event", $"<Event><![CDATA[change_contact]]></Event><ChangeType><![CDATA[{change}]]></ChangeType><UserID><![CDATA[{userId}]]></UserID>{fields}"));

    /// <summary>A message as XML, before it is encrypted.</summary>
    public string Message(string from, string type, string fields) =>
        Xml(from, type, $"{fields}<MsgId>{Interlocked.Increment(ref _lastMessage)}</MsgId>");

    public string Event(string from, string name, string key, string fields) =>
        Xml(from, "event", $"<Event><![CDATA[{name}]]></Event><EventKey><![CDATA[{key}]]></EventKey>{fields}");

    /// <summary>Delivers one message up to four times, until it is answered with 200 in time; encrypted anew each time.</summary>
    public async Task<FakeCallback> PostAsync(string plain)
    {
        var statuses = new List<int?>();
        while (statuses.Count < Deliveries && statuses.LastOrDefault() != 200)
            statuses.Add(await OnceAsync(plain));
        return new FakeCallback(statuses);
    }

    /// <summary>The address with a signature of now over the ciphertext.</summary>
    public string AddressFor(string encrypt)
    {
        var timestamp = settings.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var nonce = Guid.NewGuid().ToString("N")[..10];
        return $"{settings.BotCallback}?msg_signature={_crypto.Sign(timestamp, nonce, encrypt)}&timestamp={timestamp}&nonce={nonce}";
    }

    public string Envelope(string encrypt) =>
        $"<xml><ToUserName><![CDATA[{settings.CorpId}]]></ToUserName><Encrypt><![CDATA[{encrypt}]]></Encrypt><AgentID><![CDATA[{settings.AgentId}]]></AgentID></xml>";

    private async Task<int?> OnceAsync(string plain)
    {
        var encrypt = _crypto.Encrypt(plain);
        using var patience = new CancellationTokenSource(settings.CallbackPatience);
        try
        {
            using var content = new StringContent(Envelope(encrypt), Encoding.UTF8, "text/xml");
            using var response = await s_http.PostAsync(new Uri(AddressFor(encrypt)), content, patience.Token);
            return (int)response.StatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private string Xml(string from, string type, string fields) =>
        $"<xml><ToUserName><![CDATA[{settings.CorpId}]]></ToUserName><FromUserName><![CDATA[{from}]]></FromUserName>"
        + $"<CreateTime>{settings.Clock.GetUtcNow().ToUnixTimeSeconds()}</CreateTime><MsgType><![CDATA[{type}]]></MsgType>{fields}<AgentID>{settings.AgentId}</AgentID></xml>";
}
