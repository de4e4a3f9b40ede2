using Audit.Delivery;
using Audit.Delivery.Isolation;
using Audit.Diagnostics;
using Audit.Storage;
using Microsoft.Extensions.Logging;
using Polly;

namespace Audit.Outboxes;

/// <summary>Brings one batch at a time to the store, as the pipeline's sender does; what the store has already it is not given again. Not thread-safe.</summary>
internal sealed class OutboxSender(
    IAuditStore store,
    AuditDeliveryOptions options,
    DeliveryState state,
    PipelineCounters counters,
    HoldReport holds,
    TimeProvider time,
    ILogger<OutboxSender> logger)
{
    private readonly BatchIsolation _isolation = new(store, options);
    private readonly ResiliencePipeline _resilience = DeliveryResilience.Create(options, state, counters, time, logger);
    private bool _mayBeStored;

    /// <summary>Sends a batch until it is stored.</summary>
    /// <returns>How many of its rows are kept as dead letters instead.</returns>
    public ValueTask<int> SendAsync(SealedBatch batch, bool mayBeStored, CancellationToken cancellationToken)
    {
        _mayBeStored = mayBeStored;
        return _resilience.ExecuteAsync(
            static (call, token) => call.sender.AttemptAsync(call.batch, token), (sender: this, batch), cancellationToken);
    }

    private async ValueTask<int> AttemptAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            if (!state.IsInitialized)
            {
                await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
                state.IsInitialized = true;
            }

            var deadLetters = await StoreAsync(batch, cancellationToken).ConfigureAwait(false);
            if (state.ConsecutiveFailures > 0)
                logger.WriteRecovered(store.Description, state.ConsecutiveFailures);
            state.Succeeded();
            holds.Succeeded();
            return deadLetters;
        }
        catch (Exception exception)
        {
            // An error does not tell whether the store has the rows.
            _mayBeStored = true;
            counters.AttemptFailed();
            logger.WriteFailed(exception, batch.Count, store.Description, state.Failed(exception));
            holds.Failed(exception);
            throw;
        }
    }

    private async ValueTask<int> StoreAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        if (_mayBeStored && await store.FindStoredAsync(batch, cancellationToken).ConfigureAwait(false) is { Count: > 0 } stored)
        {
            var deadLetters = 0;
            foreach (var (first, count) in Missing(batch, stored))
                deadLetters += await WriteAsync(BatchSlices.Of(batch, first, count), cancellationToken).ConfigureAwait(false);
            return deadLetters;
        }

        return await WriteAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<int> WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await store.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            return 0;
        }
        catch (AuditStoreException exception) when (exception.Failure == AuditStoreFailure.RowsRejected)
        {
            var deadLetters = await _isolation.StoreAsync(batch, exception, cancellationToken).ConfigureAwait(false);
            if (deadLetters > 0)
                logger.RowsDeadLettered(deadLetters, batch.Count, exception.Code);
            return deadLetters;
        }
    }

    /// <summary>The runs of rows that the store does not have.</summary>
    private static List<(int First, int Count)> Missing(SealedBatch batch, IReadOnlySet<ulong> stored)
    {
        var runs = new List<(int First, int Count)>();
        var rows = batch.Index.Span;
        for (var i = 0; i < rows.Length; i++)
        {
            if (stored.Contains(rows[i].Sequence))
                continue;
            var first = i;
            while (i + 1 < rows.Length && !stored.Contains(rows[i + 1].Sequence))
                i++;
            runs.Add((first, i - first + 1));
        }

        return runs;
    }
}
