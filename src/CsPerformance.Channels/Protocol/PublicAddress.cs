using System.Net;
using System.Net.Sockets;

namespace CsPerformance.Channels.Protocol;

/// <summary>Tells an address of the open internet from one that only this machine, network or cloud can reach.</summary>
/// <remarks>Source: the IANA special-purpose registries for IPv4 and IPv6; 100.64/10 holds the metadata server of Alibaba Cloud.</remarks>
public static class PublicAddress
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    // Everything that IPv6 gives to the open internet lies in here; unique local, link local, NAT64 and loopback lie outside.
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Global6.Contains(address))
            return false;
        return !Special.Any(network => network.Contains(address));
    }
}
