using System.Collections.Concurrent;
using System.Threading.Channels;
using Audit.Sealing;

namespace Audit.Delivery;

/// <summary>A queue in memory, bounded by the bytes of its rows.</summary>
internal sealed class MemoryBatchQueue(long maxBytes) : ISealedBatchQueue, IDisposable
{
    private readonly ConcurrentQueue<PendingBatch> _batches = new();
    private readonly Lock _adding = new();

    /// <summary>Holds something when there is a batch that the sender has not looked for yet.</summary>
    private readonly Channel<bool> _added = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly ManualResetEventSlim _removed = new(false, spinCount: 0);
    private PendingBatch? _attempted;
    private long _bytes;
    private bool _completed;

    public bool IsEmpty => Bytes == 0;

    public long Bytes => Volatile.Read(ref _bytes);

    public long MaxBytes => maxBytes;

    /// <summary>When the first row of the oldest batch was added, by <see cref="TimeProvider.GetTimestamp"/>; <see langword="null"/> when none waits.</summary>
    public long? OldestOpenedAt => _batches.TryPeek(out var batch) ? batch.OpenedAt : null;

    public PendingBatch? FetchSecond() => _batches.Skip(1).FirstOrDefault();

    /// <summary>Adds a batch; blocks the consumer's thread while there is no room.</summary>
    /// <returns><see langword="false"/> when the wait was cancelled.</returns>
    public bool Add(PendingBatch batch, CancellationToken cancellationToken)
    {
        while (!HasRoomFor(batch))
        {
            _removed.Reset();
            if (HasRoomFor(batch))
                break;

            try
            {
                _removed.Wait(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        // Whoever completes the queue takes the batches out of it afterwards.
        lock (_adding)
        {
            if (_completed)
                return false;
            Interlocked.Add(ref _bytes, batch.Bytes);
            _batches.Enqueue(batch);
        }

        _added.Writer.TryWrite(true);
        return true;
    }

    /// <summary>No more batches will come.</summary>
    public void Complete()
    {
        lock (_adding)
            _completed = true;
        _added.Writer.TryComplete();
    }

    public async ValueTask<PendingBatch?> PeekAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_batches.TryPeek(out var batch))
                return batch;

            // Once more when it is complete: the last batch may have been added in between.
            if (!await _added.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                return _batches.TryPeek(out batch) ? batch : null;
            _added.Reader.TryRead(out _);
        }
    }

    public bool BeginAttempt()
    {
        if (!_batches.TryPeek(out var batch))
            return false;
        var isRepeated = ReferenceEquals(batch, _attempted);
        _attempted = batch;
        return isRepeated;
    }

    public bool TryRemove(out int settled)
    {
        settled = 0;
        if (!_batches.TryDequeue(out var batch))
            return false;

        settled = batch.Batch.Count;

        Interlocked.Add(ref _bytes, -batch.Bytes);
        _removed.Set();
        return true;
    }

    public long Abandon()
    {
        Complete();
        var rows = 0L;
        while (_batches.TryDequeue(out var batch))
        {
            Interlocked.Add(ref _bytes, -batch.Bytes);
            rows += batch.Batch.Count;
        }

        return rows;
    }

    public void Dispose() => _removed.Dispose();

    /// <summary>An empty queue takes any batch, however large.</summary>
    private bool HasRoomFor(PendingBatch batch)
    {
        var bytes = Bytes;
        return bytes == 0 || bytes + batch.Bytes <= maxBytes;
    }
}
