namespace Audit.GraphQL.PersistedDocuments;

/// <summary>Documents that clients name instead of sending them. Section <c>Audit:GraphQL:PersistedDocuments</c>.</summary>
public sealed class AuditGraphQLPersistedDocumentOptions
{
    /// <summary>
    /// Where they are, read at the start: a JSON file, an object of documents by the SHA-256 of their UTF-8 bytes in hexadecimal digits, or a directory of
    /// <c>*.graphql</c> files. Default: there are none.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>Whether only these run, and any other document is refused. Default: no.</summary>
    public bool Only { get; set; }
}
