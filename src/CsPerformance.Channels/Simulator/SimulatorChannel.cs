using System.Globalization;
using System.Text;
using CsPerformance.Domain.Chat;

namespace CsPerformance.Channels.Simulator;

/// <summary>
/// The channel without a platform: what is marked as sent is what the simulator shows, so sending is only the check that a platform would make.
/// </summary>
public sealed class SimulatorChannel : IChatChannel
{
    public const string ChannelName = "simulator";

    public string Name => ChannelName;

    /// <summary>As WeChat Work.</summary>
    public int MaxTextBytes => 2048;

    public TimeSpan DropsSecond(Delivery target) => TimeSpan.MaxValue;

    public Task<SendResult> SendAsync(Delivery target, OutgoingMessage message, CancellationToken cancellation)
    {
        var bytes = Encoding.UTF8.GetByteCount(message.Text);
        return Task.FromResult<SendResult>(bytes > MaxTextBytes
            ? new SendResult.Refused(string.Create(CultureInfo.InvariantCulture, $"文字有 {bytes} 字节，上限是 {MaxTextBytes}。"))
            : new SendResult.Sent(target.DedupeKey));
    }

    public Task<SendResult> UpdateCardAsync(Delivery target, string handle, Card card, string outcome, CancellationToken cancellation) =>
        Task.FromResult<SendResult>(new SendResult.Sent(handle));

    /// <summary>Nothing: a file always comes along with its message.</summary>
    public Task<Attachment?> FetchAsync(string fileReference, CancellationToken cancellation) => Task.FromResult<Attachment?>(null);
}
