using GraphQL;

namespace Audit.GraphQL.Execution;

/// <summary>What became of an operation: one answer, or answers that follow each other.</summary>
/// <param name="Result">The answer of a query or mutation, or why there are none; <see langword="null"/> when answers follow each other.</param>
/// <param name="Answers">The answers of a subscription.</param>
internal sealed record RunningOperation(ExecutionResult? Result, RunningSubscription? Answers)
{
    public static implicit operator RunningOperation(ExecutionResult result) => new(result, null);

    public static implicit operator RunningOperation(RunningSubscription answers) => new(null, answers);
}
