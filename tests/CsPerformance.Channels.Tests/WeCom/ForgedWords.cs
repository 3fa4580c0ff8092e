using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CsPerformance.Channels.Protocol;
using CsPerformance.FakePlatforms.WeCom;

namespace CsPerformance.Channels.Tests.WeCom;

/// <summary>What stands for the braces in the table of forgeries: sealed and signed on the spot, for now.</summary>
internal sealed class ForgedWords
{
    private const string Nonce = "n0nce1795";

    private readonly FakeWeComSettings _settings;
    private readonly CallbackCrypto _crypto;
    private readonly Dictionary<string, string> _words = [];

    public ForgedWords(FakeWeComSettings settings)
    {
        _settings = settings;
        _crypto = new CallbackCrypto(settings.Token, settings.EncodingAesKey, settings.CorpId);
        var platform = new FakeWeComCallbacks(settings);
        var plain = platform.Message("10003", "text", "<Content><![CDATA[同意 1]]></Content>");
        AddTimes();
        AddBodies(platform, plain);
        AddSealed(plain);
        AddSignatures(_words["encrypt"], _words["sealed:echo"]);
    }

    public string Fill(string text)
    {
        foreach (var (word, value) in _words)
            text = text.Replace("{" + word + "}", value, StringComparison.Ordinal);
        return text;
    }

    public string Signed(string timestamp, string encrypt) =>
        $"msg_signature={_crypto.Sign(timestamp, Nonce, encrypt)}&timestamp={Uri.EscapeDataString(timestamp)}&nonce={Nonce}";

    private void AddTimes()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        foreach (var (word, seconds) in new[] { ("ts", 0), ("ts+1", 1), ("ts-3600", -3600), ("ts+3600", 3600) })
            _words[word] = (now + seconds).ToString(CultureInfo.InvariantCulture);
        _words["nonce"] = Nonce;
    }

    private void AddBodies(FakeWeComCallbacks platform, string plain)
    {
        var encrypt = _crypto.Encrypt(plain);
        _words["plain"] = plain;
        _words["encrypt"] = encrypt;
        _words["encrypt-escaped"] = Uri.EscapeDataString(encrypt);
        _words["envelope"] = platform.Envelope(encrypt);
        _words["other"] = _crypto.Encrypt(platform.Message("10001", "text", "<Content>a</Content>"));
        _words["long"] = new string('n', 4000);
        _words["deep"] = string.Concat(Enumerable.Repeat("<xml>", 100_000));
        _words["pieces"] = "<xml><Encrypt>" + string.Concat(Enumerable.Repeat("A<!---->", 100_000)) + "</Encrypt></xml>";
        _words["wide"] = "<xml>" + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"<a{i}/>")) + "</xml>";
        _words["large"] = "<xml><Encrypt>" + new string('A', CallbackBody.Limit) + "</Encrypt></xml>";
    }

    private void AddSealed(string plain)
    {
        var encrypt = _words["encrypt"];
        var bytes = Convert.FromBase64String(encrypt);
        _words["encrypt-changed"] = encrypt[..40] + (encrypt[40] == 'A' ? 'B' : 'A') + encrypt[41..];
        _words["encrypt-cut"] = Convert.ToBase64String(bytes[..^16]);
        _words["encrypt-exchanged"] = Convert.ToBase64String([.. bytes[..^32], .. bytes[^16..], .. bytes[^32..^16]]);
        _words["otherkey"] = new CallbackCrypto(_settings.Token, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg", _settings.CorpId).Encrypt(plain);
        _words["length+"] = Sealed(plain, int.MaxValue, room => Enumerable.Repeat((byte)room, room));
        _words["length-"] = Sealed(plain, -1, room => Enumerable.Repeat((byte)room, room));
        _words["pad0"] = Sealed(plain, null, room => new byte[room]);
        _words["pad33"] = Sealed(plain, null, room => Enumerable.Repeat((byte)33, room));
        _words["padmixed"] = Sealed(plain + (plain.Length % 2 == 0 ? " " : ""), null, room => Enumerable.Repeat((byte)(room + 1), room - 1).Append((byte)Math.Max(room, 2)));
        _words["pad16"] = PaddedTo16(plain);
        foreach (var (word, text) in new[] { ("", ""), ("hello", "hello"), ("dtd", "<!DOCTYPE a><xml/>"), ("echo", "1616140317555161061") })
            _words["sealed:" + word] = _crypto.Encrypt(text);
        foreach (var corp in new[] { "wwother", "", _settings.CorpId + "x" })
            _words["corp:" + corp] = new CallbackCrypto(_settings.Token, _settings.EncodingAesKey, corp).Encrypt(plain);
        foreach (var field in new[] { "ToUserName", "AgentID", "FromUserName", "CreateTime", "MsgId" })
        {
            var instead = field is "ToUserName" or "AgentID" ? $"<{field}>other</{field}>" : "";
            _words["inner:" + field] = _crypto.Encrypt(Regex.Replace(plain, $"<{field}>.*?</{field}>", instead));
        }
    }

    private void AddSignatures(string encrypt, string echo)
    {
        var now = _words["ts"];
        var right = _crypto.Sign(now, Nonce, encrypt);
        _words["sig"] = right;
        _words["SIG"] = right.Any(char.IsAsciiLetter) ? right.ToUpperInvariant() : new string('F', 40);
        _words["sig-changed"] = (right[0] == '0' ? '1' : '0') + right[1..];
        _words["sig-othertoken"] = new CallbackCrypto("otherToken", _settings.EncodingAesKey, "").Sign(now, Nonce, encrypt);
        _words["sig-notoken"] = new CallbackCrypto("", _settings.EncodingAesKey, "").Sign(now, Nonce, encrypt);
        _words["sig-echo"] = _crypto.Sign(now, Nonce, echo);
        _words["echo-escaped"] = Uri.EscapeDataString(echo);
    }

    private string Sealed(string plain, int? length, Func<int, IEnumerable<byte>> padding)
    {
        var body = Layout(Encoding.UTF8.GetBytes(plain), length);
        return Aes256([.. body, .. padding(32 - (body.Length % 32))]);
    }

    /// <summary>Padded as most libraries do, where that leaves no multiple of 32.</summary>
    private string PaddedTo16(string plain)
    {
        for (var filler = ""; ; filler += " ")
        {
            var body = Layout(Encoding.UTF8.GetBytes(plain + filler), null);
            var room = 16 - (body.Length % 16);
            if ((body.Length + room) % 32 != 0)
                return Aes256([.. body, .. Enumerable.Repeat((byte)room, room)]);
        }
    }

    private byte[] Layout(byte[] text, int? length)
    {
        var head = new byte[20];
        RandomNumberGenerator.Fill(head.AsSpan(0, 16));
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(16), length ?? text.Length);
        return [.. head, .. text, .. Encoding.UTF8.GetBytes(_settings.CorpId)];
    }

    private string Aes256(byte[] bytes)
    {
        using var aes = Aes.Create();
        aes.Key = Convert.FromBase64String(_settings.EncodingAesKey + "=");
        return Convert.ToBase64String(aes.EncryptCbc(bytes, aes.Key.AsSpan(0, 16), PaddingMode.None));
    }
}
