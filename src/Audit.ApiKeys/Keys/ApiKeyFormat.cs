using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Audit.ApiKeys.Keys;

/// <summary>
/// What a key looks like: <c>prefix_id_secret</c>, where the secret ends in a checksum, so that scanners can find lost keys and a mistyped one is known without
/// asking the database. Anyone can make the checksum: it proves nothing.
/// </summary>
internal sealed class ApiKeyFormat(IOptions<AuditApiKeyOptions> options)
{
    /// <summary>Longer than any key: what is longer is not even hashed.</summary>
    public const int MaxLength = 256;

    public const int IdLength = 12;

    /// <summary>43 of 62 letters and digits: 256 bits.</summary>
    public const int SecretLength = 43;

    public const int ChecksumLength = 6;

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private readonly string _prefix = options.Value.Prefix + "_";
    private readonly bool _allowsImported = options.Value.AllowImported;

    public static string CreateId() => RandomNumberGenerator.GetString(Alphabet, IdLength);

    public string Create(string id)
    {
        var body = string.Concat(_prefix, id, "_", RandomNumberGenerator.GetString(Alphabet, SecretLength));
        return string.Create(body.Length + ChecksumLength, body, static (key, body) =>
        {
            body.CopyTo(key);
            WriteChecksum(body, key[body.Length..]);
        });
    }

    /// <summary>Whether a text can be a key at all.</summary>
    public bool MayBe(string key) => key.Length is > 0 and <= MaxLength && (IsWhole(key) || (_allowsImported && !key.StartsWith(_prefix, StringComparison.Ordinal)));

    private bool IsWhole(string key)
    {
        var length = _prefix.Length + IdLength + 1 + SecretLength + ChecksumLength;
        if (key.Length != length || !key.StartsWith(_prefix, StringComparison.Ordinal) || key[_prefix.Length + IdLength] != '_')
            return false;

        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(key.AsSpan(..^ChecksumLength), checksum);
        return key.AsSpan(^ChecksumLength..).SequenceEqual(checksum);
    }

    private static void WriteChecksum(ReadOnlySpan<char> body, Span<char> checksum)
    {
        Span<byte> bytes = stackalloc byte[MaxLength * 3];
        var value = Crc32.HashToUInt32(bytes[..Encoding.UTF8.GetBytes(body, bytes)]);
        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            checksum[i] = Alphabet[(int)(value % (uint)Alphabet.Length)];
            value /= (uint)Alphabet.Length;
        }
    }
}
