using System.Globalization;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.Protocol;

/// <summary>
/// Sends a message that takes several calls (text, card, file) so that a second try goes on where the first one ended.
/// </summary>
public sealed class SentParts(SharedState shared, TimeProvider clock, string channel)
{
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(3);

    /// <returns>The first result that is not Sent; otherwise Sent with the last handle.</returns>
    public async Task<SendResult> SendAsync(
        string dedupeKey, IReadOnlyList<Func<CancellationToken, Task<SendResult>>> parts, CancellationToken cancellation)
    {
        string? handle = null;
        for (var i = 0; i < parts.Count; i++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"part:{channel}:{dedupeKey}:{i}");
            if (parts.Count > 1 && await shared.Read(place, cancellation) is { } earlier)
            {
                handle = earlier.Length > 1 ? earlier[1..] : handle;
                continue;
            }
            var result = await parts[i](cancellation);
            if (result is not SendResult.Sent sent)
                return result;
            handle = sent.Handle ?? handle;
            if (parts.Count > 1)
                await shared.Replace(place, null, "+" + sent.Handle, clock.GetUtcNow() + s_kept, CancellationToken.None);
        }
        return new SendResult.Sent(handle);
    }
}
