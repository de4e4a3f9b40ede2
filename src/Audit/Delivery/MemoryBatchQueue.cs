using System.Threading.Channels;
using Audit.Sealing;

namespace Audit.Delivery;

/// <summary>A queue in memory, bounded by the bytes of its rows.</summary>
internal sealed class MemoryBatchQueue(long maxBytes) : ISealedBatchQueue, IDisposable
{
    private readonly Channel<PendingBatch> _batches = Channel.CreateUnbounded<PendingBatch>(
        new UnboundedChannelOptions { SingleWriter = true });

    private readonly ManualResetEventSlim _removed = new(false, spinCount: 0);
    private long _bytes;

    public bool IsEmpty => Bytes == 0;

    public long Bytes => Volatile.Read(ref _bytes);

    public long MaxBytes => maxBytes;

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

        Interlocked.Add(ref _bytes, batch.Bytes);
        return _batches.Writer.TryWrite(batch);
    }

    public void Complete() => _batches.Writer.TryComplete();

    public async ValueTask<PendingBatch?> PeekAsync(CancellationToken cancellationToken)
    {
        while (await _batches.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_batches.Reader.TryPeek(out var batch))
                return batch;
        }

        return null;
    }

    public bool TryRemove()
    {
        if (!_batches.Reader.TryRead(out var batch))
            return false;

        Interlocked.Add(ref _bytes, -batch.Bytes);
        _removed.Set();
        return true;
    }

    public long Abandon()
    {
        Complete();
        var rows = 0L;
        while (_batches.Reader.TryRead(out var batch))
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
