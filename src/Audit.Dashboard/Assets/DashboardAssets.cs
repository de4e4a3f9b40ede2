using System.Collections.Frozen;
using System.IO.Compression;
using Audit.Dashboard.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Audit.Dashboard.Assets;

/// <summary>The files of the web application, embedded as Brotli and sent as such to who takes it; kept as gzip for others once one asked. Thread-safe.</summary>
internal sealed class DashboardAssets
{
    private const string Root = "web/";
    private const string FileRoot = Root + "assets/";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, Asset> _files = typeof(DashboardAssets).Assembly.GetManifestResourceNames()
        .Where(static name => name.StartsWith(FileRoot, StringComparison.Ordinal))
        .ToFrozenDictionary(static name => name[FileRoot.Length..], static name => new Asset(name), StringComparer.Ordinal);

    /// <summary>The names of the files that are served.</summary>
    public IEnumerable<string> Names => _files.Keys;

    /// <summary>Reads a file that lies beside the served ones.</summary>
    public static byte[] Read(string name) => Asset.Decompress(Asset.Load(Root + name));

    /// <summary>Sends a file. Its name changes with its content, so it is kept forever, but by the browser alone: it stands behind a sign-in.</summary>
    public async Task WriteAsync(HttpContext context, string name)
    {
        var response = context.Response;
        if (!_files.TryGetValue(name, out var file) || !ContentTypes.TryGetValue(Path.GetExtension(name), out var contentType))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        PageHeaders.Protect(response);
        response.ContentType = contentType;
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        var (encoding, content) = file.For(context.Request.Headers.AcceptEncoding);
        if (encoding is not null)
            response.Headers.ContentEncoding = encoding;
        response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
    }

    private sealed class Asset(string resource)
    {
        private readonly Lazy<byte[]> _brotli = new(() => Load(resource));
        private readonly Lazy<byte[]> _gzip = new(() => Gzip(Decompress(Load(resource))));

        /// <summary>Browsers take Brotli over TLS and on loopback only.</summary>
        public (string? Encoding, byte[] Content) For(Microsoft.Extensions.Primitives.StringValues accepted)
        {
            if (Accepts(accepted, "br"))
                return ("br", _brotli.Value);
            return Accepts(accepted, "gzip") ? ("gzip", _gzip.Value) : (null, Decompress(_brotli.Value));
        }

        public static byte[] Load(string resource)
        {
            using var stream = typeof(DashboardAssets).Assembly.GetManifestResourceStream(resource)!;
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

        private static bool Accepts(Microsoft.Extensions.Primitives.StringValues accepted, string encoding)
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
}
