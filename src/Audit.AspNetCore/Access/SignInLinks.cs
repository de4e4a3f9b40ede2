using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Access;

/// <summary>One-time codes that sign their holder in as administrator. Kept in memory only, as hashes. Thread-safe.</summary>
public sealed class SignInLinks
{
    private const int CodeBytes = 32;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _expiryByHash = new(StringComparer.Ordinal);
    private readonly IOptionsMonitor<AuditAccessOptions> _options;
    private readonly TimeProvider _time;

    /// <summary>Creates an empty set of codes.</summary>
    public SignInLinks(IOptionsMonitor<AuditAccessOptions> options, TimeProvider time)
    {
        _options = options;
        _time = time;
    }

    /// <summary>Creates a code of 256 random bits, good once within <see cref="AuditAccessOptions.SignInLinkLifetime"/>.</summary>
    public string Create()
    {
        var now = _time.GetUtcNow();
        foreach (var (hash, expiry) in _expiryByHash)
        {
            if (expiry <= now)
                _expiryByHash.TryRemove(hash, out _);
        }

        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));
        _expiryByHash[Hash(code)] = now + _options.CurrentValue.SignInLinkLifetime;
        return code;
    }

    /// <summary>Uses a code up.</summary>
    /// <returns>Whether it was good.</returns>
    public bool TryRedeem(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return _expiryByHash.TryRemove(Hash(code), out var expiry) && expiry > _time.GetUtcNow();
    }

    private static string Hash(string code) => Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(code)));
}
