using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CsPerformance.Channels.Protocol;

/// <summary>
/// The envelope of callbacks that WeChat Work and DingTalk events share: AES-256-CBC with PKCS#7 to 32 bytes,
/// and a SHA-1 over the sorted parts as the signature.
/// </summary>
/// <remarks>
/// Plain layout: 16 random bytes, the byte length of the text (4 bytes, big endian), the text, the receive id
/// (the CorpID, the appKey, or empty for a robot). The signature is checked before anything is decrypted.
/// </remarks>
public sealed class CallbackCrypto
{
    private const int Block = 32;
    private const int RandomLength = 16;
    private const int HeadLength = RandomLength + sizeof(int);

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _token;
    private readonly byte[] _key;
    private readonly byte[] _receiveId;

    /// <param name="encodingAesKey">Exactly 43 characters A–Z, a–z, 0–9.</param>
    /// <param name="receiveId">CorpID, appKey, or empty.</param>
    /// <exception cref="ArgumentException">The key is none; the text of the exception does not contain it.</exception>
    public CallbackCrypto(string token, string encodingAesKey, string receiveId)
    {
        if (!IsKey(encodingAesKey))
            throw new ArgumentException("EncodingAESKey 必须是 43 位字母或数字。", nameof(encodingAesKey));
        _token = Encoding.UTF8.GetBytes(token);
        _key = Convert.FromBase64String(encodingAesKey + "=");
        _receiveId = Encoding.UTF8.GetBytes(receiveId);
    }

    public static bool IsKey(string? text) => text is { Length: 43 } && text.All(char.IsAsciiLetterOrDigit);

    /// <summary>The signature as 40 lower-case hexadecimal digits.</summary>
    public string Sign(string timestamp, string nonce, string encrypt)
    {
        byte[][] parts = [_token, Encoding.UTF8.GetBytes(timestamp), Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(encrypt)];
        // By bytes: a culture's order differs for some inputs only, which no short test would show.
        Array.Sort(parts, static (a, b) => a.AsSpan().SequenceCompareTo(b));
#pragma warning disable CA5350 // The platforms prescribe SHA-1 here; the secret token is one of the hashed parts.
        return Convert.ToHexStringLower(SHA1.HashData([.. parts[0], .. parts[1], .. parts[2], .. parts[3]]));
#pragma warning restore CA5350
    }

    /// <summary>Whether the signature belongs to these parts; the time taken tells nothing about where it differs.</summary>
    public bool IsSigned(Signature signature, string timestamp, string nonce, string encrypt) =>
        signature.Matches(Sign(timestamp, nonce, encrypt));

    /// <summary>The text of an envelope; null where Base64, length, padding, receive id or UTF-8 is wrong.</summary>
    public string? Decrypt(string encrypt)
    {
        var cipher = new byte[encrypt.Length];
        if (!Convert.TryFromBase64String(encrypt, cipher, out var length)
            || Unpad(cipher.AsSpan(0, length), _key) is not { } plain
            || plain.Length < HeadLength)
            return null;
        var textLength = BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(RandomLength));
        if (textLength < 0 || textLength > plain.Length - HeadLength)
            return null;
        if (!CryptographicOperations.FixedTimeEquals(plain.AsSpan(HeadLength + textLength), _receiveId))
            return null;
        try
        {
            return s_strictUtf8.GetString(plain, HeadLength, textLength);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Puts a text into an envelope (Base64 without line breaks).</summary>
    /// <param name="random16">16 bytes; drawn afresh where left out. Fixed ones are for known answers only.</param>
    public string Encrypt(string text, ReadOnlySpan<byte> random16 = default)
    {
        var message = Encoding.UTF8.GetBytes(text);
        var length = HeadLength + message.Length + _receiveId.Length;
        var padding = Block - (length % Block);
        var plain = new byte[length + padding];
        if (random16.Length == RandomLength)
            random16.CopyTo(plain);
        else
            RandomNumberGenerator.Fill(plain.AsSpan(0, RandomLength));
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(RandomLength), message.Length);
        message.CopyTo(plain, HeadLength);
        _receiveId.CopyTo(plain, HeadLength + message.Length);
        plain.AsSpan(length).Fill((byte)padding);
        using var aes = Aes.Create();
        aes.Key = _key;
        return Convert.ToBase64String(aes.EncryptCbc(plain, _key.AsSpan(0, 16), PaddingMode.None));
    }

    /// <summary>Decrypts bytes padded to 32 (an envelope, or a file of the robot); null where length or padding is wrong.</summary>
    /// <param name="key">32 bytes; the first 16 are the start vector too.</param>
    public static byte[]? Unpad(ReadOnlySpan<byte> cipher, byte[] key)
    {
        if (cipher.IsEmpty || cipher.Length % Block != 0 || key.Length != 32)
            return null;
        using var aes = Aes.Create();
        aes.Key = key;
        var plain = aes.DecryptCbc(cipher, key.AsSpan(0, 16), PaddingMode.None);
        var padding = plain[^1];
        if (padding is 0 or > Block || plain.AsSpan(plain.Length - padding).ContainsAnyExcept(padding))
            return null;
        return plain[..^padding];
    }
}
