using System.Buffers;
using System.Text.Json;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Execution;
using GraphQL;
using Microsoft.AspNetCore.Http;

namespace Audit.GraphQL.Transport;

/// <summary>Reads operations from requests as GraphQL over HTTP describes them. A list of operations (a batch) is not one.</summary>
internal static class RequestReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <exception cref="ApiError">The request is malformed.</exception>
    public static async Task<OperationRequest> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsGet(request.Method))
            return FromQueryString(request.Query);
        if (!MediaTypes.IsJson(request.ContentType))
            throw Malformed($"The body must be {MediaTypes.Json} in UTF-8.", StatusCodes.Status415UnsupportedMediaType);
        return await RequestBody.ReadAsync(request, maxBytes, FromJson, cancellationToken).ConfigureAwait(false);
    }

    private static OperationRequest FromQueryString(IQueryCollection values)
    {
        if (values["query"] is not [{ Length: > 0 } document])
            throw Malformed("The parameter query is missing.");
        if (values["extensions"] is [{ Length: > 0 } extensions])
            Parse(extensions, "extensions");
        var variables = values["variables"] is [{ Length: > 0 } text] ? Parse(text, "variables") : Inputs.Empty;
        return new OperationRequest(document, values["operationName"] is [{ Length: > 0 } name] ? name : null, variables, IsSafe: true);
    }

    private static Inputs Parse(string json, string name)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json, Options);
            return Map(parsed.RootElement, name);
        }
        catch (Exception failure) when (IsOfJson(failure))
        {
            throw Malformed($"The parameter {name} is no JSON.");
        }
    }

    private static OperationRequest FromJson(ReadOnlySequence<byte> body)
    {
        try
        {
            using var parsed = JsonDocument.Parse(body, Options);
            var root = parsed.RootElement;
            if (root.ValueKind == JsonValueKind.Array)
                throw Malformed("Batches are not accepted; send one operation per request.");
            if (root.ValueKind != JsonValueKind.Object)
                throw Malformed("The body must be a JSON object.");

            var document = Text(root, "query") ?? throw Malformed("The member query is missing.");
            Map(Member(root, "extensions"), "extensions");
            return new OperationRequest(document, Text(root, "operationName"), Map(Member(root, "variables"), "variables"), IsSafe: false);
        }
        catch (Exception failure) when (IsOfJson(failure))
        {
            throw Malformed("The body is no JSON, or nests too deep.");
        }
    }

    private static JsonElement Member(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement root, string name) => Member(root, name) switch
    {
        { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw Malformed($"The member {name} must be a text."),
    };

    private static Inputs Map(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => Inputs.Empty,
        JsonValueKind.Object => ApiSerializer.Instance.ReadNode<Inputs>(value) ?? Inputs.Empty,
        _ => throw Malformed($"The member {name} must be an object."),
    };

    /// <summary>What the parser throws for bad syntax, and for text that is no Unicode.</summary>
    private static bool IsOfJson(Exception failure) => failure is JsonException or InvalidOperationException or FormatException;

    private static ApiError Malformed(string message, int status = StatusCodes.Status400BadRequest) => new(ErrorCodes.BadRequest, message, status);
}
