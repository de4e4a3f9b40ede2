using Audit.GraphQL.Errors;
using GraphQL.Execution;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using Utf8 = System.Text.Encoding;

namespace Audit.GraphQL.Execution;

/// <summary>Parses documents and finds the operation to run.</summary>
internal static class Documents
{
    /// <summary>Syntax nests deeper than selections do: lists and objects of literals count.</summary>
    private static readonly GraphQLDocumentBuilder Builder = new() { MaxDepth = 256 };

    /// <exception cref="global::GraphQL.ExecutionError">It is too long, or no document.</exception>
    public static GraphQLDocument Parse(string text, int maxBytes)
    {
        if (text.Length > maxBytes || Utf8.UTF8.GetByteCount(text) > maxBytes)
            throw ApiError.Limit($"The document is longer than {maxBytes} bytes.", nameof(AuditGraphQLOptions.MaxDocumentBytes));

        try
        {
            return Builder.Build(text);
        }
        catch (GraphQLMaxDepthExceededException)
        {
            throw new ApiError(ErrorCodes.LimitExceeded, "The document nests too deep.");
        }
    }

    /// <summary>The operation of a name; without one there must be only one, since running any of several would be a guess.</summary>
    public static GraphQLOperationDefinition Operation(GraphQLDocument document, string? name)
    {
        GraphQLOperationDefinition? found = null;
        foreach (var definition in document.Definitions)
        {
            if (definition is not GraphQLOperationDefinition operation || (!string.IsNullOrEmpty(name) && operation.Name?.StringValue != name))
                continue;
            if (found is not null && string.IsNullOrEmpty(name))
                throw new ApiError(ErrorCodes.OperationNotFound, "The document has several operations; say by operationName which of them to run.");
            found ??= operation;
        }

        return found ?? throw new ApiError(
            ErrorCodes.OperationNotFound,
            string.IsNullOrEmpty(name) ? "The document has no operation." : $"The document has no operation named '{name}'.");
    }
}
