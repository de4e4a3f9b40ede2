using System.Collections.Frozen;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Execution;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.PersistedDocuments;

/// <summary>The documents that clients may name. Immutable and thread-safe.</summary>
internal sealed class PersistedDocumentSet(IOptions<AuditGraphQLOptions> options)
{
    /// <summary>As GraphQL over HTTP writes the ids of documents.</summary>
    private const string Prefix = "sha256:";

    private readonly bool _isOnly = options.Value.PersistedDocuments.Only;
    private readonly FrozenDictionary<string, string> _documents =
        options.Value.PersistedDocuments.Path is { } path ? DocumentManifest.Read(path) : FrozenDictionary<string, string>.Empty;

    /// <summary>The text of the document that a request means.</summary>
    /// <exception cref="ApiError">There is none, or it may not run.</exception>
    public string TextOf(OperationRequest request)
    {
        if (request.Document is not { } text)
        {
            return _documents.GetValueOrDefault(HashOfId(request.DocumentId ?? "")) ?? throw new ApiError(
                ErrorCodes.PersistedDocumentNotFound, "There is no document of this id here.", StatusCodes.Status400BadRequest);
        }

        if (_isOnly && !_documents.ContainsKey(DocumentManifest.HashOf(text)))
            throw new ApiError(ErrorCodes.PersistedDocumentRequired, "Only the documents that were persisted run here.", StatusCodes.Status400BadRequest);
        if (request.DocumentId is { } id && !string.Equals(HashOfId(id), DocumentManifest.HashOf(text), StringComparison.OrdinalIgnoreCase))
            throw new ApiError(ErrorCodes.BadRequest, "The id is not the SHA-256 of the document.");
        return text;
    }

    public static string HashOfId(string id) => id.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? id[Prefix.Length..] : id;
}
