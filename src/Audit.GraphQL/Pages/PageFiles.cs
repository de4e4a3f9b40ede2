using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Audit.GraphQL.Pages;

/// <summary>The files of a web application, embedded as Brotli and sent as such to who takes it; kept as gzip for others once one asked. Thread-safe.</summary>
internal sealed class PageFiles
{
    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Assembly _assembly;
    private readonly string _root;
    private readonly FrozenDictionary<string, PageFile> _files;

    /// <param name="assembly">Where they are embedded.</param>
    /// <param name="root">What the names of the resources begin with, for example <c>web/</c>.</param>
    /// <param name="folder">The folder below it whose files are served, for example <c>assets/</c>.</param>
    public PageFiles(Assembly assembly, string root, string folder = "")
    {
        _assembly = assembly;
        _root = root;
        var prefix = root + folder;
        _files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[prefix.Length..], name => new PageFile(assembly, name), StringComparer.Ordinal);
    }

    /// <summary>The names of the files that are served.</summary>
    public IEnumerable<string> Names => _files.Keys;

    /// <summary>Reads a file that lies beside the served ones.</summary>
    public byte[] Read(string name) => PageFile.Decompress(PageFile.Load(_assembly, _root + name));

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
}
