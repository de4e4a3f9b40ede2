using System.IO.Compression;
using Audit.Storage.ClickHouse.Embedded.Blocks;
using K4os.Compression.LZ4.Streams;
using ZstdSharp;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>The compressions of ClickHouse's HTTP interface that clients use.</summary>
internal static class RequestCompression
{
    internal static Stream Decompress(Stream body, string? encoding) => encoding?.Trim().ToLowerInvariant() switch
    {
        null or "" or "identity" => body,
        "gzip" or "x-gzip" => new EncodedBody(new GZipStream(body, CompressionMode.Decompress), "gzip"),
        "deflate" => new EncodedBody(new ZLibStream(body, CompressionMode.Decompress), "deflate"),
        "br" => new EncodedBody(new BrotliStream(body, CompressionMode.Decompress), "br"),
        "zstd" => new EncodedBody(new DecompressionStream(body), "zstd"),
        "lz4" => new EncodedBody(LZ4Stream.Decode(body), "lz4"),
        _ => throw ClickHouseErrors.NotImplemented($"Unknown compression method: {encoding}. Known are gzip, deflate, br, zstd and lz4"),
    };

    /// <summary>The compression to answer with: the first known one the client names.</summary>
    internal static string? Choose(string? acceptEncoding)
    {
        if (acceptEncoding is null)
            return null;
        foreach (var part in acceptEncoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var end = part.IndexOf(';', StringComparison.Ordinal);
            var name = (end < 0 ? part : part[..end].TrimEnd()).ToLowerInvariant();
            if (name is "zstd" or "gzip" or "br" or "lz4" or "deflate" && (end < 0 || !part.EndsWith("q=0", StringComparison.Ordinal)))
                return name;
        }
        return null;
    }

    /// <summary>
    /// A stream that compresses for <paramref name="output"/>, which stays open: in blocks of ClickHouse, and around them as HTTP names it; the output itself when
    /// neither is wanted. What was written has all arrived when the stream has been disposed.
    /// </summary>
    internal static Stream Compress(Stream output, string? encoding, bool inBlocks)
    {
        var encoded = Encode(output, encoding);
        return inBlocks ? new CompressedBlockWriter(encoded, leaveOpen: encoded == output) : encoded;
    }

    /// <summary>Writes a body that is at hand as a whole.</summary>
    internal static async ValueTask WriteAsync(Stream output, ReadOnlyMemory<byte> body, bool inBlocks, CancellationToken cancellationToken)
    {
        var compressed = Compress(output, encoding: null, inBlocks);
        await compressed.WriteAsync(body, cancellationToken).ConfigureAwait(false);
        if (compressed != output)
            await compressed.DisposeAsync().ConfigureAwait(false);
    }

    private static Stream Encode(Stream output, string? encoding) => encoding switch
    {
        "gzip" => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true),
        "deflate" => new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true),
        "br" => new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true),
        "zstd" => new CompressionStream(output, level: 1, leaveOpen: true),
        "lz4" => LZ4Stream.Encode(output, leaveOpen: true),
        _ => output,
    };
}
