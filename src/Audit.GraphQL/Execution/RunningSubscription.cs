using Audit.Context;
using Audit.Events;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Reads;
using Audit.GraphQL.Subscriptions;
using GraphQL;

namespace Audit.GraphQL.Execution;

/// <summary>The answers of a subscription, asked for one by one. For one reader, who disposes it.</summary>
/// <param name="stream">Makes the answers.</param>
/// <param name="timeout">How long making one may take.</param>
/// <param name="time">The clock.</param>
/// <param name="ended">Told once how it ended, and after how many answers.</param>
internal sealed class RunningSubscription(ResultStream stream, TimeSpan timeout, TimeProvider time, Func<Outcome, string?, ValueTask> ended) : IAsyncDisposable
{
    private readonly CancellationTokenSource _timeout = new(Timeout.InfiniteTimeSpan, time);
    private Outcome _outcome = Outcome.Cancelled;
    private string? _error;
    private int _disposed;

    /// <summary>Counts the events; <see langword="null"/> when what is followed is not the log.</summary>
    public CountingReader? Reads { get; init; }

    /// <summary>Waits for the next answer; <see langword="null"/> when none will come any more.</summary>
    /// <exception cref="OperationCanceledException">The client has ended it.</exception>
    public async ValueTask<ExecutionResult?> NextAsync(CancellationToken cancellationToken)
    {
        if (await stream.WaitAsync(cancellationToken).ConfigureAwait(false) is not { } item)
        {
            _outcome = Outcome.Succeeded;
            return null;
        }

        _timeout.CancelAfter(timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, cancellationToken);
        using var unrecorded = AuditContext.Push(AuditContext.Current with { IsSuppressed = true });
        try
        {
            var result = await stream.ExecuteAsync(item, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            either.Token.ThrowIfCancellationRequested();
            _timeout.CancelAfter(Timeout.InfiniteTimeSpan);
            Reads?.CountOne();
            return result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            (_outcome, _error) = (Outcome.Failed, ErrorCodes.Timeout);
            throw ApiError.TooSlow();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        stream.Dispose();
        _timeout.Dispose();
        await ended(_outcome, _error).ConfigureAwait(false);
    }
}
