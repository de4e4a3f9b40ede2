using System.Globalization;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Transport;
using GraphQL;
using Microsoft.AspNetCore.Http;

namespace Audit.GraphQL.Exports;

/// <summary>Answers with an error as GraphQL writes it, and with the status that scripts look at.</summary>
internal static class ErrorAnswer
{
    public static Task WriteAsync(HttpContext context, ApiError error)
    {
        var response = context.Response;
        response.StatusCode = error.Status;
        response.ContentType = $"{MediaTypes.Json}; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (error.RetryAfter is { } after)
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return ApiSerializer.Instance.WriteAsync(response.Body, new ExecutionResult(error), context.RequestAborted);
    }
}
