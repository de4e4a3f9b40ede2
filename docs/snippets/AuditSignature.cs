using System.Globalization;
using System.Security.Cryptography;

namespace Audit.Snippets;

/// <summary>What a receiver of notifications checks; tests run it as well.</summary>
public static class AuditSignature
{
    public static bool IsValid(string header, ReadOnlySpan<byte> body, string secret, DateTimeOffset now)
    {
        var parts = header.Split(',').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToLookup(part => part[0], part => part[1]);
        if (!long.TryParse(parts["t"].FirstOrDefault(), CultureInfo.InvariantCulture, out var time) || time < now.ToUnixTimeSeconds() - 300 || time > now.ToUnixTimeSeconds() + 300)
            return false;

        var utf8 = System.Text.Encoding.UTF8;
        byte[] signed = [.. utf8.GetBytes($"{time}."), .. body];
        var expected = utf8.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(utf8.GetBytes(secret), signed)));
        return parts["v1"].Any(signature => CryptographicOperations.FixedTimeEquals(expected, utf8.GetBytes(signature)));
    }
}
