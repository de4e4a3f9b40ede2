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
        var extensions = values["extensions"] is [{ Length: > 0 } more] ? Parse(more, "extensions") : Inputs.Empty;
        var variables = values["variables"] is [{ Length: > 0 } text] ? Parse(text, "variables") : Inputs.Empty;
        return Request(Value("query"), Value("documentId"), Value("operationName"), variables, extensions, "parameter") with { IsSafe = true };

        string? Value(string name) => values[name] is [{ Length: > 0 } value] ? value : null;
    }

    private static OperationRequest Request(string? document, string? id, string? operationName, Inputs variables, Inputs extensions, string kind)
    {
        id ??= PersistedIdOf(extensions);
        if (document is null && id is null)
            throw Malformed($"The {kind} query is missing.");
        return new OperationRequest(document, operationName, variables, IsSafe: false) { DocumentId = id };
    }

    /// <summary>As clients name persisted documents that do not know <c>documentId</c>.</summary>
    private static string? PersistedIdOf(Inputs extensions) =>
        extensions.TryGetValue("persistedQuery", out var persisted) && persisted is IDictionary<string, object?> members && members.TryGetValue("sha256Hash", out var hash)
            ? hash as string
            : null;

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

            return FromObject(root);
        }
        catch (Exception failure) when (IsOfJson(failure))
        {
            throw Malformed("The body is no JSON, or nests too deep.");
        }
    }

    /// <summary>Reads an operation from an object, which is as well what a WebSocket sends.</summary>
    /// <exception cref="ApiError">The object is malformed.</exception>
    public static OperationRequest FromObject(JsonElement root)
    {
        var extensions = Map(Member(root, "extensions"), "extensions");
        return Request(Text(root, "query"), Text(root, "documentId"), Text(root, "operationName"), Map(Member(root, "variables"), "variables"), extensions, "member");
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
