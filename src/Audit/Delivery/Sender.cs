using Audit.Buffering;
using Audit.Context;
using Audit.Delivery.Clocks;
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
    ClockWatch clock,
    TimeProvider time,
    ILogger<Sender> logger)
{
    private readonly BatchIsolation _isolation = new(store, options);
    private readonly ResiliencePipeline _resilience = DeliveryResilience.Create(options, state, counters, time, logger);

    private Task _preparing = Task.CompletedTask;
    private PendingBatch? _prepared;
    private IReadOnlyList<ulong> _deadLetters = [];

    /// <summary>Called after a batch was stored.</summary>
    public Action? BatchStored { get; init; }

    /// <summary>Delivers until the queue is complete and empty, or until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var unrecorded = AuditContext.Suppress();
        using var looks = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await AttemptAsync(static (sender, _, token) => sender.InitializeAsync(token), null, cancellationToken).ConfigureAwait(false);
            clock.Look(looks.Token);
            while (await queue.PeekAsync(cancellationToken).ConfigureAwait(false) is { } batch)
            {
                // It was prepared beside the write before it. That takes none of the time that an attempt at the store has.
                await _preparing.ConfigureAwait(false);
                await AttemptAsync(static (sender, pending, token) => sender.WriteAsync(pending!, token), batch, cancellationToken).ConfigureAwait(false);
                Stored(batch);
                clock.Look(looks.Token);
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Cancelled stores throw what they like.
            logger.DeliveryCancelled();
        }
        finally
        {
            await looks.CancelAsync().ConfigureAwait(false);
            await clock.Looking.ConfigureAwait(false);
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

    /// <summary>Stores what the store has not got of a batch.</summary>
    /// <returns>The sequences of the rows that are kept as dead letters instead.</returns>
    private async ValueTask<IReadOnlyList<ulong>> StoreAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        // An error does not tell whether the store has the batch; nor does a process that is gone.
        var missing = batch;
        if (queue.BeginAttempt() && await store.FindStoredAsync(batch, cancellationToken).ConfigureAwait(false) is { } stored)
            missing = MissingRows.Of(batch, stored);
        if (missing is null)
            return [];

        try
        {
            PrepareNext();
            await store.WriteAsync(missing, cancellationToken).ConfigureAwait(false);
            return [];
        }
        catch (AuditStoreException exception) when (exception.Failure == AuditStoreFailure.RowsRejected)
        {
            var deadLetters = await _isolation.StoreAsync(missing, exception, missing.Count < batch.Count, cancellationToken).ConfigureAwait(false);
            if (deadLetters.Count > 0)
                logger.RowsDeadLettered(deadLetters.Count, batch.Count, exception.Code);
            return deadLetters;
        }
    }

    private void Succeeded()
    {
        state.Succeeded();
        holds.Succeeded();
    }

    /// <summary>While the store is at work on a batch, this process fetches the next one and gets it ready.</summary>
    private void PrepareNext()
    {
        if (_preparing.IsCompleted)
            _preparing = Task.Run(PrepareSecond, CancellationToken.None);
    }

    private void PrepareSecond()
    {
        if (queue.FetchSecond() is not { } next || ReferenceEquals(next, _prepared))
            return;
        _prepared = next;
        store.Prepare(next.Batch);
    }

    private void Stored(PendingBatch pending)
    {
        // A batch that was abandoned meanwhile is counted as lost, and must not be counted twice.
        var batch = pending.Batch;
        if (!queue.TryRemove(out var settled))
            return;

        if (pending.IsSpooled)
            counters.EventsLeftSpool(batch.Count);
        if (pending.IsAdopted)
            counters.AdoptedBatchDelivered(batch.Count - _deadLetters.Count);
        else
            counters.BatchDelivered(batch.Count - _deadLetters.Count);
        foreach (var sequence in _deadLetters)
            losses.Add(DropReason.DeadLettered, new LostRange(batch.Stream, sequence, sequence), isOwn: !pending.IsAdopted);
        instruments.BatchDelivered(batch.Count - _deadLetters.Count, pending.Bytes, time.GetElapsedTime(pending.OpenedAt));
        progress.Stored(settled);
        pending.Release();
        BatchStored?.Invoke();
    }
}
