using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Audit.GraphQL.Transport;

/// <summary>The media types of GraphQL over HTTP.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string GraphQLResponse = "application/graphql-response+json";
    public const string EventStream = "text/event-stream";
    private const string Utf8 = "utf-8";

    /// <summary>The type to answer with; <see langword="null"/> when none is accepted. Clients that do not say know only the older one.</summary>
    public static string? Negotiate(IHeaderDictionary headers)
    {
        if (headers.Accept.Count == 0 || !MediaTypeHeaderValue.TryParseList(headers.Accept, out var accepted) || accepted.Count == 0)
            return Json;

        string? best = null;
        var bestRank = (Quality: 0.0, Precision: 0);
        foreach (var range in accepted)
        {
            if (range.Charset.HasValue && !range.Charset.Equals(Utf8, StringComparison.OrdinalIgnoreCase))
                continue;

            var (type, precision) = range switch
            {
                { MatchesAllTypes: true } => (Json, 1),
                { MatchesAllSubTypes: true } when range.Type.Equals("application", StringComparison.OrdinalIgnoreCase) => (Json, 2),
                _ when range.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) => (Json, 3),
                _ when range.MediaType.Equals(GraphQLResponse, StringComparison.OrdinalIgnoreCase) => (GraphQLResponse, 4),
                _ => (null, 0),
            };
            var rank = (range.Quality ?? 1, precision);
            if (type is not null && rank.CompareTo(bestRank) > 0 && rank.Item1 > 0)
                (best, bestRank) = (type, rank);
        }

        return best;
    }

    /// <summary>Whether answers may come as server-sent events.</summary>
    public static bool AcceptsEvents(IHeaderDictionary headers) =>
        MediaTypeHeaderValue.TryParseList(headers.Accept, out var accepted)
        && accepted.Any(static range => range.MediaType.Equals(EventStream, StringComparison.OrdinalIgnoreCase) && range.Quality is not 0);

    /// <summary>Whether a body is JSON in UTF-8.</summary>
    public static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals(Utf8, StringComparison.OrdinalIgnoreCase));
}
