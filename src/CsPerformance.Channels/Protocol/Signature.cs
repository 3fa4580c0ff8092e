using System.Security.Cryptography;
using System.Text;

namespace CsPerformance.Channels.Protocol;

/// <summary>
/// A signature as a stranger gave it. It has no <c>==</c>, so the compiler refuses the comparison that would tell by its time where it differs.
/// </summary>
public readonly struct Signature(string given)
{
    private readonly byte[] _given = Encoding.UTF8.GetBytes(given);

    public static implicit operator Signature(string given) => new(given);

    /// <summary>Whether it is the expected text; the time taken depends on the lengths alone.</summary>
    public bool Matches(string expected) => CryptographicOperations.FixedTimeEquals(_given ?? [], Encoding.UTF8.GetBytes(expected));

    /// <summary>Not shown: it may be the right one.</summary>
    public override string ToString() => "***";
}
