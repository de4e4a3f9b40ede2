using Audit.Buffering;
using Audit.Delivery;
using Audit.Events;
using Audit.Spooling.Writing;

namespace Audit.Sealing;

/// <summary>Gathers batches per retention class, and queues them in memory.</summary>
internal sealed class MemorySealing(Sealer sealer, MemoryBatchQueue queue, DeliveryProgress progress, AuditBatchOptions options, TimeProvider time) : ISealing
{
    private readonly long _interval = (long)(options.FlushInterval.TotalSeconds * time.TimestampFrequency);
    private PendingBatch? _full;
    private long _lost;

    public long? WaitingSince => sealer.OldestOpenedAt;

    public bool IsKeeping => true;

    public bool Seal(AuditEvent auditEvent, Acknowledgement? waiting)
    {
        _full = sealer.Seal(auditEvent, out var isClassKnown);
        waiting?.Complete(true);
        return isClassKnown;
    }

    public void PassOnFull(CancellationToken aborted)
    {
        if (_full is not { } full)
            return;
        _full = null;
        Queue(full, aborted);
    }

    public void PassOnDue(CancellationToken aborted)
    {
        // While the store is behind, larger batches help it more than timely ones.
        var now = time.GetTimestamp();
        while (queue.IsEmpty && sealer.CloseNext(now - _interval) is { } aged)
            Queue(aged, aborted);
    }

    public void Flush(FlushMarker marker, CancellationToken aborted)
    {
        CloseAll(aborted);
        progress.CompleteWhenStored(marker);
    }

    public long Complete(CancellationToken aborted)
    {
        if (!aborted.IsCancellationRequested)
            CloseAll(aborted);
        queue.Complete();
        while (sealer.CloseNext() is { } batch)
            _lost += batch.Batch.Count;
        return _lost;
    }

    private void CloseAll(CancellationToken aborted)
    {
        while (sealer.CloseNext() is { } batch)
            Queue(batch, aborted);
    }

    private void Queue(PendingBatch batch, CancellationToken aborted)
    {
        if (queue.Add(batch, aborted))
            progress.Queued(batch.Batch.Count);
        else
            _lost += batch.Batch.Count;
    }
}
