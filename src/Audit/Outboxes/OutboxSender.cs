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
        var missing = batch;
        if (_mayBeStored && await store.FindStoredAsync(batch, cancellationToken).ConfigureAwait(false) is { } stored)
            missing = MissingRows.Of(batch, stored);
        if (missing is null)
            return 0;

        try
        {
            await store.WriteAsync(missing, cancellationToken).ConfigureAwait(false);
            return 0;
        }
        catch (AuditStoreException exception) when (exception.Failure == AuditStoreFailure.RowsRejected)
        {
            var deadLetters = await _isolation.StoreAsync(missing, exception, missing.Count < batch.Count, cancellationToken).ConfigureAwait(false);
            if (deadLetters.Count > 0)
                logger.RowsDeadLettered(deadLetters.Count, batch.Count, exception.Code);
            return deadLetters.Count;
        }
    }
}
