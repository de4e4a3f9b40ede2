using GraphQL;

namespace Audit.GraphQL.Execution;

/// <summary>An operation to run.</summary>
/// <param name="Document">The text of the document; <see langword="null"/> when it is named by its id.</param>
/// <param name="OperationName">Which of its operations; <see langword="null"/> for the only one.</param>
/// <param name="Variables">The variables, as they were sent.</param>
/// <param name="IsSafe">Whether it came by a method that must not change anything.</param>
internal sealed record OperationRequest(string? Document, string? OperationName, Inputs Variables, bool IsSafe)
{
    /// <summary>The id of a persisted document.</summary>
    public string? DocumentId { get; init; }

    /// <summary>Whether answers that follow each other can be sent.</summary>
    public bool MayStream { get; init; }
}
