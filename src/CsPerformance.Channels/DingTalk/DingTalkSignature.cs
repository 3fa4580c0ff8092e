using System.Security.Cryptography;
using System.Text;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.Channels.DingTalk;

/// <summary>The <c>sign</c> of robots: HMAC-SHA256 over <c>timestamp + "\n" + secret</c> with the secret as key, in Base64. It covers no body.</summary>
public static class DingTalkSignature
{
    public static string Sign(string timestamp, string secret) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(timestamp + "\n" + secret)));

    /// <summary>Compares in constant time, and as text: of several Base64 writings of the same bytes only the canonical one passes.</summary>
    public static bool Verify(string timestamp, Signature sign, string secret) => sign.Matches(Sign(timestamp, secret));
}
