using Audit.Buffering;
using Audit.Encoding;
using Audit.Events;
using Audit.Retention;
using Audit.Sealing;

namespace Audit.Spooling.Writing;

/// <summary>
/// Gathers rows of all retention classes in the order of their sequence, and hands them to the writer whenever that is free: while it waits for the disk,
/// the next batch grows. Nothing lingers.
/// </summary>
internal sealed class SpoolSealing(SpoolWriting writing, RowEncoder encoder, RetentionPolicy retention, AuditBatchOptions options) : ISealing
{
    private IntakeBatch _open = new();
    private ulong _sequence;

    /// <summary>The writer wakes the consumer when it is free.</summary>
    public long? WaitingSince => null;

    public bool IsKeeping => writing.IsKeeping;

    private bool IsFull => _open.Rows.Count >= options.MaxRows || _open.Rows.Bytes >= options.MaxBytes;

    public bool Seal(AuditEvent auditEvent, Acknowledgement? waiting)
    {
        var retentionClass = retention.ClassOf(auditEvent, out var isClassKnown);
        try
        {
            _open.Rows.Add(auditEvent, retentionClass, _sequence + 1, encoder);
        }
        catch
        {
            waiting?.Complete(false);
            throw;
        }

        _sequence++;
        if (auditEvent is { Category: EventCategory.System, Action: GapEvent.Action })
            _open.Gaps.Add(auditEvent);
        if (waiting is not null)
            _open.Add(waiting);
        return isClassKnown;
    }

    public void PassOnFull(CancellationToken aborted)
    {
        if (IsFull)
            HandOver(aborted);
    }

    public void PassOnDue(CancellationToken aborted)
    {
        if (!_open.IsEmpty && writing.IsIdle)
            HandOver(aborted);
    }

    public void Flush(FlushMarker marker, CancellationToken aborted)
    {
        _open.Flushes.Add(marker);
        HandOver(aborted);
    }

    public long Complete(CancellationToken aborted)
    {
        if (!_open.IsEmpty)
            HandOver(aborted);
        writing.Complete(aborted);
        return 0;
    }

    private void HandOver(CancellationToken aborted) => _open = writing.Exchange(_open, aborted);
}
