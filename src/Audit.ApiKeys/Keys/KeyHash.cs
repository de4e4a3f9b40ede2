using System.Security.Cryptography;
using System.Text;

namespace Audit.ApiKeys.Keys;

/// <summary>
/// The SHA-256 of a key: the only form in which one is kept. A key has 256 random bits, so that neither salt nor a slow hash would add anything.
/// </summary>
internal static class KeyHash
{
    public const int Length = SHA256.HashSizeInBytes;

    public static byte[] Of(string key)
    {
        Span<byte> text = stackalloc byte[ApiKeyFormat.MaxLength * 3];
        var length = Encoding.UTF8.GetBytes(key, text);
        var hash = SHA256.HashData(text[..length]);
        CryptographicOperations.ZeroMemory(text[..length]);
        return hash;
    }

    public static bool AreEqual(byte[] one, byte[] other) => CryptographicOperations.FixedTimeEquals(one, other);
}
