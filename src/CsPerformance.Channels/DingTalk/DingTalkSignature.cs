using System.Security.Cryptography;
using System.Text;

namespace CsPerformance.Channels.DingTalk;

/// <summary>The <c>sign</c> of robots: HMAC-SHA256 over <c>timestamp + "\n" + secret</c> with the secret as key, in Base64. It covers no body.</summary>
public static class DingTalkSignature
{
    public static string Sign(string timestamp, string secret) => Convert.ToBase64String(Mac(timestamp, secret));

    /// <summary>Compares in constant time; anything but the canonical Base64 of 32 bytes is refused.</summary>
    public static bool Verify(string timestamp, string sign, string secret)
    {
        var given = new byte[32];
        return sign.Length == 44 && Convert.TryFromBase64String(sign, given, out var written) && written == 32
            && CryptographicOperations.FixedTimeEquals(given, Mac(timestamp, secret));
    }

    private static byte[] Mac(string timestamp, string secret) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(timestamp + "\n" + secret));
}
