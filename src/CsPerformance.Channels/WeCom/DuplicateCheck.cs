using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsPerformance.Channels.Protocol;

namespace CsPerformance.Channels.WeCom;

/// <summary>
/// Makes the platform's duplicate check drop what is sent twice and nothing else: it compares the request's JSON, so a
/// second try must be the same to the byte and a second, equal answer must differ.
/// </summary>
internal sealed class DuplicateCheck(SharedState shared, TimeProvider clock)
{
    private const int Shortest = 3600;

    /// <summary>So long after a first try a second one is dropped for certain, with some minutes for a send that takes its time.</summary>
    public static readonly TimeSpan Sure = TimeSpan.FromSeconds(Shortest) - TimeSpan.FromMinutes(5);

    private const int Longest = 4 * 3600;

    /// <summary>The <c>duplicate_check_interval</c> (seconds) of a message: the same for each of its tries, another for any other message of the same content.</summary>
    public async Task<int> IntervalAsync(byte[] content, string dedupeKey, CancellationToken cancellation)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(dedupeKey));
        var owner = Convert.ToHexStringLower(hash.AsSpan(0, 16));
        var same = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16));
        var first = (int)(BinaryPrimitives.ReadUInt32LittleEndian(hash) % (Longest - Shortest));
        for (var step = 0; ; step++)
        {
            var interval = Shortest + ((first + step) % (Longest - Shortest));
            var place = string.Create(CultureInfo.InvariantCulture, $"same:{same}:{interval}");
            var held = await shared.Read(place, cancellation);
            if (held == owner || (held is null && await shared.Replace(place, null, owner, clock.GetUtcNow() + TimeSpan.FromHours(5), cancellation)))
                return interval;
        }
    }
}
