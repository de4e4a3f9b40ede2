using System.Text;
using System.Text.Encodings.Web;
using Audit.GraphQL.Pages;
using Audit.GraphQL.Transport;
using GraphQL;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Audit.GraphQL.GraphiQL;

/// <summary>Serves GraphiQL at <c>ui</c> below the API, wherever that is mapped to.</summary>
internal sealed class GraphiQLPage(GraphiQLAccess access)
{
    /// <summary>What follows the path of the API.</summary>
    public const string Path = "/ui";

    private static readonly string[] OperationParameters = ["query", "documentId", "extensions"];

    private readonly PageFiles _files = new(typeof(GraphiQLPage).Assembly, "graphiql/");

    /// <summary>Whether a request to the API itself is a browser's that was sent there, and belongs to somebody who gets GraphiQL.</summary>
    public bool IsMeantBy(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && !OperationParameters.Any(context.Request.Query.ContainsKey)
        && AcceptsPages(context.Request.Headers)
        && access.IsOffered
        && access.Refusal(context.User) is null;

    /// <summary>Sends a browser to the page.</summary>
    public static void Redirect(HttpContext context)
    {
        context.Response.Headers.Vary = HeaderNames.Accept;
        context.Response.Redirect(AddressOf(context.Request) + Path);
    }

    /// <summary>The page.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        if (await IsRefusedAsync(context).ConfigureAwait(false))
            return;
        var nonce = PageHeaders.CreateNonce();
        PageHeaders.Apply(context.Response, nonce);
        var page = AddressOf(context.Request);
        var html = Encoding.UTF8.GetString(_files.Read("index.html"))
            .Replace("__BASE__", Encode($"{page}/"), StringComparison.Ordinal)
            .Replace("__GRAPHQL__", Encode(page[..^Path.Length]), StringComparison.Ordinal)
            .Replace("__NONCE__", nonce, StringComparison.Ordinal);
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.WriteAsync(html, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>A file of the page.</summary>
    public async Task WriteFileAsync(HttpContext context)
    {
        if (!await IsRefusedAsync(context).ConfigureAwait(false))
            await _files.WriteAsync(context, (string)context.Request.RouteValues["file"]!).ConfigureAwait(false);
    }

    private async Task<bool> IsRefusedAsync(HttpContext context)
    {
        if (access.Refusal(context.User) is { } refusal)
        {
            await ResponseWriter.WriteAsync(context, new ExecutionResult(refusal), MediaTypes.Json, context.RequestAborted).ConfigureAwait(false);
            return true;
        }

        if (access.IsOffered)
            return false;
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return true;
    }

    /// <summary>As browsers ask for a page: by its name, which programs that take anything do not.</summary>
    private static bool AcceptsPages(IHeaderDictionary headers) =>
        MediaTypeHeaderValue.TryParseList(headers.Accept, out var accepted)
        && accepted.Any(static range => range.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && range.Quality is not 0);

    private static string AddressOf(HttpRequest request) => (request.PathBase + request.Path).ToUriComponent().TrimEnd('/');

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
