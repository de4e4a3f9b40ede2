using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Transactions;

/// <summary>Counts the attempts that a retrying strategy makes.</summary>
internal sealed class AuditExecutionStrategy(IExecutionStrategy inner) : IExecutionStrategy
{
    public bool RetriesOnFailure => inner.RetriesOnFailure;

    public TResult Execute<TState, TResult>(
        TState state, Func<DbContext, TState, TResult> operation, Func<DbContext, TState, ExecutionResult<TResult>>? verifySucceeded)
    {
        // Within another strategy's attempt, that one tries again.
        if (!inner.RetriesOnFailure || Attempt.IsRunning)
            return inner.Execute(state, operation, verifySucceeded);

        try
        {
            return inner.Execute(
                (State: state, Operation: operation, Verify: verifySucceeded, Attempt: new Attempt()),
                static (context, run) =>
                {
                    run.Attempt.Next();
                    return run.Operation(context, run.State);
                },
                verifySucceeded is null ? null : static (context, run) => run.Verify!(context, run.State));
        }
        finally
        {
            Attempt.End();
        }
    }

    public Task<TResult> ExecuteAsync<TState, TResult>(
        TState state,
        Func<DbContext, TState, CancellationToken, Task<TResult>> operation,
        Func<DbContext, TState, CancellationToken, Task<ExecutionResult<TResult>>>? verifySucceeded,
        CancellationToken cancellationToken = default)
    {
        if (!inner.RetriesOnFailure || Attempt.IsRunning)
            return inner.ExecuteAsync(state, operation, verifySucceeded, cancellationToken);
        return RunAsync(state, operation, verifySucceeded, cancellationToken);
    }

    // An asynchronous method of its own: what it makes ambient ends with it.
    private async Task<TResult> RunAsync<TState, TResult>(
        TState state,
        Func<DbContext, TState, CancellationToken, Task<TResult>> operation,
        Func<DbContext, TState, CancellationToken, Task<ExecutionResult<TResult>>>? verifySucceeded,
        CancellationToken cancellationToken) =>
        await inner.ExecuteAsync(
            (State: state, Operation: operation, Verify: verifySucceeded, Attempt: new Attempt()),
            static (context, run, token) =>
            {
                run.Attempt.Next();
                return run.Operation(context, run.State, token);
            },
            verifySucceeded is null ? null : static (context, run, token) => run.Verify!(context, run.State, token),
            cancellationToken).ConfigureAwait(false);
}
