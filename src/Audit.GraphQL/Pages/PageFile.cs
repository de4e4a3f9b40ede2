using System.IO.Compression;
using System.Reflection;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Audit.GraphQL.Pages;

/// <summary>One file of a web application. Thread-safe.</summary>
internal sealed class PageFile(Assembly assembly, string resource)
{
    private readonly Lazy<byte[]> _brotli = new(() => Load(assembly, resource));
    private readonly Lazy<byte[]> _gzip = new(() => Gzip(Decompress(Load(assembly, resource))));

    /// <summary>Browsers take Brotli over TLS and on loopback only.</summary>
    public (string? Encoding, byte[] Content) For(StringValues accepted)
    {
        if (Accepts(accepted, "br"))
            return ("br", _brotli.Value);
        return Accepts(accepted, "gzip") ? ("gzip", _gzip.Value) : (null, Decompress(_brotli.Value));
    }

    public static byte[] Load(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public static byte[] Decompress(byte[] brotli)
    {
        using var content = new MemoryStream();
        using (var stream = new BrotliStream(new MemoryStream(brotli), CompressionMode.Decompress))
            stream.CopyTo(content);
        return content.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionLevel.SmallestSize))
            stream.Write(content);
        return compressed.ToArray();
    }

    private static bool Accepts(StringValues accepted, string encoding)
    {
        if (!StringWithQualityHeaderValue.TryParseList(accepted, out var values))
            return false;
        foreach (var value in values)
        {
            if (value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase))
                return value.Quality is not 0;
        }

        return false;
    }
}
