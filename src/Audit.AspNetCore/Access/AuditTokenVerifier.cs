using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Access;

/// <summary>Tells whose token one is. Thread-safe.</summary>
/// <remarks>
/// Every configured token is compared, each in constant time, so that the time taken tells neither whether a token is
/// close to a valid one nor which one it is.
/// </remarks>
public sealed class AuditTokenVerifier : IDisposable
{
    private readonly IDisposable? _reload;
    private readonly TimeProvider _time;
    private ImmutableArray<Entry> _entries;

    /// <summary>Creates a verifier of the configured tokens.</summary>
    public AuditTokenVerifier(IOptionsMonitor<AuditAccessOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _entries = Read(options.CurrentValue);
        _reload = options.OnChange(changed => _entries = Read(changed));
    }

    /// <summary>The viewer that a token belongs to; <see langword="null"/> for none.</summary>
    /// <param name="token">The token as it was sent.</param>
    public AuditViewer? Verify(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token), hash);

        var now = _time.GetUtcNow();
        AuditViewer? found = null;
        foreach (var entry in _entries)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, entry.Hash.AsSpan()) && now >= entry.NotBefore && now < entry.ExpiresAt)
                found = entry.Viewer;
        }

        return found;
    }

    /// <summary>The viewer of this name, when the token is theirs; <see langword="null"/> otherwise.</summary>
    /// <param name="name">The name that came with the token.</param>
    /// <param name="token">The token as it was sent.</param>
    public AuditViewer? Verify(string name, string token) =>
        Verify(token) is { } viewer && viewer.Name == name ? viewer : null;

    /// <inheritdoc />
    public void Dispose() => _reload?.Dispose();

    private static ImmutableArray<Entry> Read(AuditAccessOptions options) =>
        [.. options.Tokens.Select(token => new Entry(
            Convert.FromHexString(token.Sha256), new AuditViewer(token.Name, [.. token.Roles.Distinct()]) { TenantId = token.Tenant }, token.NotBefore ?? DateTimeOffset.MinValue, token.ExpiresAt ?? DateTimeOffset.MaxValue))];

    private sealed record Entry(byte[] Hash, AuditViewer Viewer, DateTimeOffset NotBefore, DateTimeOffset ExpiresAt);
}
