using Audit.GraphQL.Errors;
using Microsoft.AspNetCore.Http;

namespace Audit.GraphQL.Access;

/// <summary>
/// Keeps other sites from asking in the name of whoever is signed in: what a browser sends along by itself does not count without a header that only the
/// API's own pages, and origins that are allowed, can set. Also for reading, which the log records in somebody's name.
/// </summary>
internal static class CookieRequests
{
    /// <summary>The header; its value does not matter.</summary>
    public const string Header = "X-Audit-Csrf";

    private const string Bearer = "Bearer ";

    /// <summary>Why a request is refused; <see langword="null"/> when it is not. A token in the header is something no other site can send.</summary>
    public static ApiError? Refusal(HttpRequest request) =>
        request.Headers.ContainsKey(Header)
        || request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
        || request.HttpContext.WebSockets.IsWebSocketRequest
            ? null
            : new ApiError(
                ErrorCodes.Forbidden, $"A request that is authenticated by a cookie must carry the header {Header}, for example with the value 1.", StatusCodes.Status403Forbidden);
}
