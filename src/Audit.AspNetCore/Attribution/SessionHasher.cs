using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Attribution;

/// <summary>Turns the id of a session, which is as good as a password while the session lasts, into one that tells sessions apart and nothing more. Thread-safe.</summary>
internal sealed class SessionHasher
{
    private const int KeyBytes = 32;

    /// <summary>128 bits of the hash: 32 hexadecimal digits.</summary>
    private const int KeptBytes = 16;

    private const int MaxBytesOnStack = 512;

    private readonly byte[] _key;
    private readonly ILogger _logger;
    private int _isKeyKnown;

    public SessionHasher(IOptions<AuditAspNetCoreOptions> options, ILogger<SessionHasher> logger)
    {
        _logger = logger;
        var configured = string.IsNullOrEmpty(options.Value.SessionKey) ? null : DecodeKey(options.Value.SessionKey);
        _isKeyKnown = configured is null ? 0 : 1;
        _key = configured ?? RandomNumberGenerator.GetBytes(KeyBytes);
    }

    public static byte[]? DecodeKey(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    public string Hash(string sessionId)
    {
        if (Interlocked.Exchange(ref _isKeyKnown, 1) == 0)
            _logger.SessionKeyIsTemporary();

        var most = System.Text.Encoding.UTF8.GetMaxByteCount(sessionId.Length);
        Span<byte> text = most <= MaxBytesOnStack ? stackalloc byte[MaxBytesOnStack] : new byte[most];
        var length = System.Text.Encoding.UTF8.GetBytes(sessionId, text);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, text[..length], hash);
        return Convert.ToHexStringLower(hash[..KeptBytes]);
    }
}
