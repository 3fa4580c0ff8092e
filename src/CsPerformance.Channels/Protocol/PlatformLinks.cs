using System.Net;
using System.Net.Sockets;

namespace CsPerformance.Channels.Protocol;

/// <summary>
/// Follows addresses that came in a message (reply webhooks, downloads) only where they lead to the platform's own hosts: https, port 443,
/// no user in the address, no redirect, and every address that the name resolves to is public at the moment of connecting.
/// </summary>
/// <param name="isOwnHost">Says of a lower-case host name whether it is the platform's.</param>
/// <param name="bases">The configured base addresses; one on loopback (a fake platform) counts as own with exactly its scheme, host and port.</param>
public sealed class PlatformLinks(Func<string, bool> isOwnHost, IEnumerable<Uri> bases)
{
    private readonly Uri[] _loopback = [.. bases.Where(address => address.IsLoopback)];

    /// <summary>Looks names up; replaced by tests that let a name change its address between two look-ups.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>The address, if it may be followed; null otherwise. Nothing is looked up here.</summary>
    public Uri? Check(string? address)
    {
        // What two parsers read differently (a backslash, a blank, a letter beyond ASCII) is refused before any parser sees it.
        if (address is not { Length: > 0 and <= 2048 } || address.Any(c => c is <= ' ' or '\\' or >= (char)127))
            return null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || Authority(address).Contains('@'))
            return null;
        if (_loopback.Any(own => own.Scheme == uri.Scheme && own.Host == uri.Host && own.Port == uri.Port))
            return uri;
        return uri.Scheme == Uri.UriSchemeHttps && uri.Port == 443 && uri.HostNameType == UriHostNameType.Dns
            && !Authority(address).Contains('%') && isOwnHost(uri.Host) ? uri : null;
    }

    /// <summary>A client for checked addresses. It checks the resolved addresses itself, so a name that turns private later leads nowhere.</summary>
    public HttpClient CreateClient(TimeSpan timeout) =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = timeout,
            ConnectCallback = ConnectAsync,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        { Timeout = timeout };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Resolve(host, cancellation);
        var own = _loopback.Any(address => address.Host == host && address.Port == port);
        if (addresses.Length == 0 || !addresses.All(address => own ? IPAddress.IsLoopback(address) : PublicAddress.Is(address)))
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The host resolves to an address that is not public.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Authority(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = address.IndexOfAny(['/', '?', '#'], start);
        return end < 0 ? address[start..] : address[start..end];
    }
}
