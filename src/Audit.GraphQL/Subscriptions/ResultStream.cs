using GraphQL;

namespace Audit.GraphQL.Subscriptions;

/// <summary>The results of a subscription, made one by one as they are asked for. For one reader.</summary>
internal sealed class ResultStream(ISourceStream source, Func<object, CancellationToken, Task<ExecutionResult>> execute) : IObservable<ExecutionResult>, IDisposable
{
    private const string Skipped = "skipped";

    /// <summary>Waits for the next value; <see langword="null"/> when none will come any more.</summary>
    public ValueTask<SourceItem?> WaitAsync(CancellationToken cancellationToken) => source.NextAsync(cancellationToken);

    /// <summary>Makes the result of a value.</summary>
    public async Task<ExecutionResult> ExecuteAsync(SourceItem item, CancellationToken cancellationToken)
    {
        var result = await execute(item.Value, cancellationToken).ConfigureAwait(false);
        result.Extensions = item.Skipped == 0 ? null : new Dictionary<string, object?> { [Skipped] = item.Skipped };
        return result;
    }

    public void Dispose() => source.Dispose();

    IDisposable IObservable<ExecutionResult>.Subscribe(IObserver<ExecutionResult> observer) => throw new NotSupportedException("Results are asked for one by one.");
}
