using System.Globalization;
using System.Text;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.Benchmarks.Ingest;

/// <summary>Callbacks as WeChat Work sends them, signed and encrypted beforehand so that the load costs the machine little.</summary>
internal static class SignedCallbacks
{
    public const string Corp = "ww1234567890abcdef";
    public const string Token = "benchtoken123";
    public const string Key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

    private const long FirstMessage = 7_000_000_000_000_000_000;

    /// <summary>Whole HTTP requests, each with a message id of its own: a lead records an item for somebody of the own team.</summary>
    /// <param name="round">Keeps the message ids of several runs over one store apart.</param>
    public static byte[][] Requests(int round, int count, DateTimeOffset now)
    {
        var crypto = new CallbackCrypto(Token, Key, Corp);
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var requests = new byte[count][];
        for (var i = 0; i < count; i++) requests[i] = Request(crypto, timestamp, (round * 1_000_000) + i);
        return requests;
    }

    private static byte[] Request(CallbackCrypto crypto, string timestamp, int message)
    {
        var plain = string.Create(CultureInfo.InvariantCulture, $"""
            <xml><ToUserName><![CDATA[{Corp}]]></ToUserName><FromUserName><![CDATA[{BenchCompany.Lead(message)}]]></FromUserName><CreateTime>{timestamp}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[记 @{BenchCompany.AgentName(message)} 优秀案例 会话{message}]]></Content><MsgId>{FirstMessage + message}</MsgId><AgentID>1000002</AgentID></xml>
            """);
        var encrypt = crypto.Encrypt(plain);
        var nonce = message.ToString(CultureInfo.InvariantCulture);
        var body = $"<xml><ToUserName><![CDATA[{Corp}]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>";
        var path = $"/wecom/callback?msg_signature={crypto.Sign(timestamp, nonce, encrypt)}&timestamp={timestamp}&nonce={nonce}";
        return Encoding.UTF8.GetBytes($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }
}
