using System.Security.Cryptography;
using System.Text;

namespace CsPerformance.Channels.Protocol;

/// <summary>What a request for an access token brought.</summary>
public abstract record TokenReply
{
    /// <summary>A token. It is never written to a log: <see cref="ToString"/> hides it.</summary>
    public sealed record Granted(string Token, TimeSpan Lifetime) : TokenReply
    {
        public override string ToString() => $"Granted for {Lifetime}";
    }

    /// <summary>None. Asking again before <paramref name="RetryAfter"/> would only bring a ban.</summary>
    public sealed record Denied(string Why, TimeSpan RetryAfter) : TokenReply;
}

/// <summary>Asks the platform for a token. May throw what the network throws.</summary>
public delegate Task<TokenReply> FetchToken(CancellationToken cancellation);

/// <summary>
/// One access token for all instances: fetched by one of them, shared by compare-and-set, so that an older
/// token never takes a newer one's place.
/// </summary>
/// <param name="name">The shared key: <c>wecom:CORP:AGENT</c>.</param>
/// <param name="secret">The app's secret: it seals the shared token, so that the database holds no usable one.</param>
public sealed class AccessToken(string name, string secret, FetchToken fetch, SharedState shared, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan s_early = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_fetchLease = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _one = new(1);
    private readonly byte[] _seal = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: Encoding.UTF8.GetBytes(name));
    private readonly string _instance = Guid.NewGuid().ToString("N");
    private (string Token, DateTimeOffset Until)? _held;
    private (TokenReply.Denied Reply, DateTimeOffset Until)? _denied;

    private string Key => "token:" + name;

    /// <summary>The token to use now; Denied where the platform gave none lately.</summary>
    public async Task<TokenReply> GetAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var now = clock.GetUtcNow();
            if (_held is { } held && held.Until > now)
                return new TokenReply.Granted(held.Token, held.Until - now);
            if (_denied is { } denied && denied.Until > now)
                return denied.Reply;
            return await SharedOrFetchedAsync(cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Says that the platform no longer takes this token. One that replaced it meanwhile stays.</summary>
    public async Task DropAsync(string token, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_held is { } held && Same(held.Token, token))
                _held = null;
            if (await shared.Read(Key, cancellation) is { } stored && Open(stored) is { } opened && Same(opened.Token, token))
                await shared.Replace(Key, stored, stored, DateTimeOffset.UnixEpoch, cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<TokenReply> SharedOrFetchedAsync(CancellationToken cancellation)
    {
        var lease = Key + ":fetch";
        var giveUp = clock.GetUtcNow() + s_fetchLease + s_fetchLease;
        while (true)
        {
            if (await HeldByAllAsync(cancellation) is { } token)
                return token;
            var now = clock.GetUtcNow();
            if (await shared.HoldAsync(lease, _instance, now + s_fetchLease, cancellation))
                break;
            if (now > giveUp)
                return new TokenReply.Denied("另一实例正在获取 access_token，尚未完成。", TimeSpan.Zero);
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellation);
        }
        try
        {
            return await HeldByAllAsync(cancellation) ?? await FetchedAsync(cancellation);
        }
        finally
        {
            await shared.ReleaseAsync(lease, _instance, CancellationToken.None);
        }
    }

    private async Task<TokenReply?> HeldByAllAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (await shared.Read(Key, cancellation) is not { } stored || Open(stored) is not { } opened || opened.Until <= now)
            return null;
        _held = opened;
        return new TokenReply.Granted(opened.Token, opened.Until - now);
    }

    private async Task<TokenReply> FetchedAsync(CancellationToken cancellation)
    {
        var before = await shared.Read(Key, cancellation);
        var reply = await fetch(cancellation);
        var now = clock.GetUtcNow();
        if (reply is TokenReply.Denied denied)
        {
            _denied = (denied, now + denied.RetryAfter);
            return denied;
        }
        var granted = (TokenReply.Granted)reply;
        // A lifetime below the margin is used to its half, so that a short-lived token is not fetched for each call.
        var until = now + (granted.Lifetime > s_early * 2 ? granted.Lifetime - s_early : granted.Lifetime / 2);
        _denied = null;
        if (!await shared.Replace(Key, before, Close(granted.Token, until), until, cancellation)
            && await HeldByAllAsync(cancellation) is { } newer)
            return newer;
        _held = (granted.Token, until);
        return granted;
    }

    private string Close(string token, DateTimeOffset until)
    {
        var plain = Encoding.UTF8.GetBytes($"{until.UtcTicks}|{token}");
        var sealedBytes = new byte[12 + 16 + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, 12));
        using var aes = new AesGcm(_seal, 16);
        aes.Encrypt(sealedBytes.AsSpan(0, 12), plain, sealedBytes.AsSpan(28), sealedBytes.AsSpan(12, 16));
        return Convert.ToBase64String(sealedBytes);
    }

    /// <summary>Null where it was sealed under another secret: then it belongs to another configuration.</summary>
    private (string Token, DateTimeOffset Until)? Open(string stored)
    {
        try
        {
            var bytes = Convert.FromBase64String(stored);
            var plain = new byte[bytes.Length - 28];
            using var aes = new AesGcm(_seal, 16);
            aes.Decrypt(bytes.AsSpan(0, 12), bytes.AsSpan(28), bytes.AsSpan(12, 16), plain);
            var parts = Encoding.UTF8.GetString(plain).Split('|', 2);
            return (parts[1], new DateTimeOffset(long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero));
        }
        catch (Exception e) when (e is CryptographicException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static bool Same(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));
}
