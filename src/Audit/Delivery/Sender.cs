using Audit.Buffering;
using Audit.Context;
using Audit.Delivery.Isolation;
using Audit.Diagnostics;
using Audit.Sealing;
using Audit.Storage;
using Microsoft.Extensions.Logging;
using Polly;

namespace Audit.Delivery;

/// <summary>Takes sealed batches in their order to the store. Whatever the store does, nothing gets out of here but a batch that is stored.</summary>
internal sealed class Sender(
    IAuditStore store,
    ISealedBatchQueue queue,
    AuditDeliveryOptions options,
    DeliveryState state,
    DeliveryProgress progress,
    PipelineCounters counters,
    AuditInstruments instruments,
    LossLedger losses,
    HoldReport holds,
    TimeProvider time,
    ILogger<Sender> logger)
{
    private readonly BatchIsolation _isolation = new(store, options);
    private readonly ResiliencePipeline _resilience = DeliveryResilience.Create(options, state, counters, time, logger);

    private Task _preparing = Task.CompletedTask;
    private PendingBatch? _prepared;
    private int _deadLetters;

    /// <summary>Called after a batch was stored.</summary>
    public Action? BatchStored { get; init; }

    /// <summary>Delivers until the queue is complete and empty, or until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var unrecorded = AuditContext.Suppress();
        try
        {
            await AttemptAsync(static (sender, _, token) => sender.InitializeAsync(token), null, cancellationToken).ConfigureAwait(false);
            while (await queue.PeekAsync(cancellationToken).ConfigureAwait(false) is { } batch)
            {
                // It was prepared beside the write before it. That takes none of the time that an attempt at the store has.
                await _preparing.ConfigureAwait(false);
                await AttemptAsync(static (sender, pending, token) => sender.WriteAsync(pending!, token), batch, cancellationToken).ConfigureAwait(false);
                Stored(batch);
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Cancelled stores throw what they like.
            logger.DeliveryCancelled();
        }
    }

    private ValueTask AttemptAsync(
        Func<Sender, PendingBatch?, CancellationToken, ValueTask> attempt,
        PendingBatch? batch,
        CancellationToken cancellationToken) =>
        _resilience.ExecuteAsync(
            static (call, token) => call.attempt(call.sender, call.batch, token),
            (sender: this, attempt, batch),
            cancellationToken);

    private async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            counters.AttemptFailed();
            logger.InitializationFailed(exception, store.Description, state.Failed(exception));
            holds.Failed(exception);
            throw;
        }

        Succeeded();
        state.IsInitialized = true;
        logger.StoreReady(store.Description);
    }

    private async ValueTask WriteAsync(PendingBatch pending, CancellationToken cancellationToken)
    {
        PrepareNext();
        try
        {
            _deadLetters = await StoreAsync(pending.Batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            counters.AttemptFailed();
            logger.WriteFailed(exception, pending.Batch.Count, store.Description, state.Failed(exception));
            holds.Failed(exception);
            throw;
        }

        if (state.ConsecutiveFailures > 0)
            logger.WriteRecovered(store.Description, state.ConsecutiveFailures);
        Succeeded();
    }

    /// <summary>Stores a batch.</summary>
    /// <returns>How many of its rows are kept as dead letters instead.</returns>
    private async ValueTask<int> StoreAsync(SealedBatch batch, CancellationToken cancellationToken)
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

    private void Succeeded()
    {
        state.Succeeded();
        holds.Succeeded();
    }

    /// <summary>While the store is at work on a batch, this process gets the next one ready.</summary>
    private void PrepareNext()
    {
        if (queue.Second is not { } next || ReferenceEquals(next, _prepared))
            return;
        _prepared = next;
        _preparing = Task.Run(() => store.Prepare(next.Batch), CancellationToken.None);
    }

    private void Stored(PendingBatch pending)
    {
        // A batch that was abandoned meanwhile is counted as lost, and must not be counted twice.
        if (!queue.TryRemove())
            return;

        var batch = pending.Batch;
        if (_deadLetters > 0)
            losses.Add(DropReason.DeadLettered, _deadLetters);
        counters.BatchDelivered(batch.Count - _deadLetters);
        instruments.BatchDelivered(batch.Count - _deadLetters, pending.Bytes, time.GetElapsedTime(pending.OpenedAt));
        progress.Stored(batch.Count);
        pending.Release();
        BatchStored?.Invoke();
    }
}
