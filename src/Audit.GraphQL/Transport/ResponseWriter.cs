using System.Globalization;
using Audit.GraphQL.Errors;
using GraphQL;
using GraphQL.Execution;
using Microsoft.AspNetCore.Http;

namespace Audit.GraphQL.Transport;

/// <summary>Writes answers with the status that GraphQL over HTTP gives them.</summary>
internal static class ResponseWriter
{
    public static Task WriteAsync(HttpContext context, ExecutionResult result, string mediaType, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.StatusCode = StatusOf(result, mediaType);
        response.ContentType = $"{mediaType}; charset=utf-8";
        SetHeaders(response);
        if (RetryAfterOf(result) is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (response.StatusCode == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = HttpMethods.Post;
        return ApiSerializer.Instance.WriteAsync(response.Body, result, cancellationToken);
    }

    /// <summary>Answers are of no use to anybody else, and no pages.</summary>
    public static void SetHeaders(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = "Accept";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    private static int? RetryAfterOf(ExecutionResult result) =>
        !result.Executed && result.Errors is [ApiError { RetryAfter: { } after }, ..] ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : null;

    private static int StatusOf(ExecutionResult result, string mediaType)
    {
        if (result.Executed || result.Errors is not { Count: > 0 } errors)
            return StatusCodes.Status200OK;

        var error = errors[0];
        var status = error switch
        {
            ApiError api => api.Status,
            DocumentError => StatusCodes.Status400BadRequest,
            _ => StatusCodes.Status500InternalServerError,
        };

        // Clients of the older type take every other status for a failure of the transport, except where the request itself is none.
        var isAboutDocument = status == StatusCodes.Status400BadRequest && error.Code != ErrorCodes.BadRequest;
        return isAboutDocument && mediaType == MediaTypes.Json ? StatusCodes.Status200OK : status;
    }
}
