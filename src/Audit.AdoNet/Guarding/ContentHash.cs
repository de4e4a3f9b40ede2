using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Audit.AdoNet.Guarding;

/// <summary>What an approval is bound to: a hash over a command's text and the values of its parameters; the guard makes it slow to guess before it is kept.</summary>
internal static class ContentHash
{
    /// <summary>The hash of a command.</summary>
    public static string Of(string text, DbParameterCollection parameters)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, text);
        foreach (DbParameter parameter in parameters)
        {
            Append(hash, parameter.ParameterName);
            AppendValue(hash, parameter.Value);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The hash of what has no parameters.</summary>
    public static string Of(string text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, text);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AppendValue(IncrementalHash hash, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                Append(hash, "null");
                break;
            case byte[] bytes:
                Append(hash, "bytes");
                AppendBytes(hash, bytes);
                break;
            case Stream or TextReader:
                // Cannot be read twice: such a command is never the same as another.
                Append(hash, RandomNumberGenerator.GetHexString(32));
                break;
            case not string and IEnumerable values:
                Append(hash, "list");
                foreach (var element in values)
                    AppendValue(hash, element);
                Append(hash, "end");
                break;
            default:
                Append(hash, value.GetType().Name);
                Append(hash, value switch
                {
                    // Without a format that keeps them, equal days would have equal hashes.
                    DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
                    DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
                    TimeOnly time => time.ToString("O", CultureInfo.InvariantCulture),
                    IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
                    _ => value.ToString() ?? "",
                });
                break;
        }
    }

    private static void Append(IncrementalHash hash, string text) => AppendBytes(hash, Encoding.UTF8.GetBytes(text));

    // With its length, so that what moves from one value to the next changes the hash.
    private static void AppendBytes(IncrementalHash hash, byte[] bytes)
    {
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
