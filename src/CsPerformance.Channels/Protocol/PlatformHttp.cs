using System.Net;
using System.Text;

namespace CsPerformance.Channels.Protocol;

/// <summary>How the channels reach a platform over HTTP.</summary>
public static class PlatformHttp
{
    /// <summary>How long one call may take in all.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A client that logs nothing (addresses carry tokens) and follows no redirect (it would carry them elsewhere).
    /// </summary>
    public static HttpClient NewClient() =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.All,
            // Chinese file names come as raw UTF-8 in Content-Disposition.
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        })
        {
            Timeout = Timeout,
            MaxResponseContentBufferSize = 25 * 1024 * 1024,
        };

    /// <summary>Whether an address may be talked to: https or wss; without the s on this machine alone.</summary>
    public static bool IsAllowed(string? address, string scheme) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.UserInfo.Length == 0
        && (string.Equals(uri.Scheme, scheme + "s", StringComparison.Ordinal)
            || (string.Equals(uri.Scheme, scheme, StringComparison.Ordinal) && uri.IsLoopback));

    /// <summary>
    /// Whether the platform can certainly not have read the request: no connection came about.
    /// </summary>
    public static bool NeverSent(HttpRequestException fault) =>
        fault.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
}
