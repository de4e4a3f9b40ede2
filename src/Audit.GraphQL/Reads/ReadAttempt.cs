using Audit.Querying;
using GraphQLParser.AST;

namespace Audit.GraphQL.Reads;

/// <summary>One operation that may read the log.</summary>
internal sealed class ReadAttempt(DateTimeOffset startedAt, long began)
{
    public DateTimeOffset StartedAt => startedAt;

    public long Began => began;

    public GraphQLDocument? Document { get; private set; }

    public GraphQLOperationDefinition? Operation { get; private set; }

    public CountingReader? Reader { get; private set; }

    /// <summary>Whether the log was read, or was to be.</summary>
    public bool IsOne => Reader is { WasAsked: true } || (Operation is { Operation: OperationType.Query or OperationType.Subscription } operation && QueryShape.ReadsTheLog(operation));

    public void Of(GraphQLDocument document, GraphQLOperationDefinition operation)
    {
        Document = document;
        Operation = operation;
    }

    public IAuditReader Count(IAuditReader reader) => Reader = new CountingReader(reader);
}
