using System.Security.Cryptography;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>The random mark by which clients recognise an error that comes after the answer has begun.</summary>
internal static class ExceptionTag
{
    internal static string Create() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz", 16);

    /// <summary>The trailer of a body that failed midway.</summary>
    internal static byte[] Trailer(string tag, string message)
    {
        var text = message + "\n";
        var length = System.Text.Encoding.UTF8.GetByteCount(text);
        return System.Text.Encoding.UTF8.GetBytes($"\r\n__exception__\r\n{tag}\r\n{text}{length} {tag}\r\n__exception__\r\n");
    }
}
