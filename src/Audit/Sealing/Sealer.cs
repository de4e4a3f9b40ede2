using Audit.Encoding;
using Audit.Events;
using Audit.Retention;

namespace Audit.Sealing;

/// <summary>
/// Gives events their sequence and hash, and gathers them in one open batch per retention class. Used by the one consumer only.
/// </summary>
internal sealed class Sealer(string stream, RowEncoder encoder, RetentionPolicy retention, AuditBatchOptions options, TimeProvider time)
{
    private readonly BatchPool _pool = new(Math.Max(2 * options.MaxBytes, 1024 * 1024));
    private readonly OpenBatch?[] _open = new OpenBatch?[retention.Classes.Count];
    private ulong _sequence;

    /// <summary>The rows that are sealed and not yet closed into a batch.</summary>
    public int OpenRows { get; private set; }

    /// <summary>When the oldest open batch was opened; <see langword="null"/> when none is open.</summary>
    public long? OldestOpenedAt
    {
        get
        {
            long? oldest = null;
            foreach (var batch in _open)
            {
                if (batch is not null && (oldest is null || batch.OpenedAt < oldest))
                    oldest = batch.OpenedAt;
            }

            return oldest;
        }
    }

    /// <summary>Seals an event into the open batch of its class. When it throws, nothing happened: no sequence is used up.</summary>
    /// <returns>The batch, when the event filled it.</returns>
    public PendingBatch? Seal(AuditEvent auditEvent, out bool isClassKnown)
    {
        var retentionClass = retention.ClassOf(auditEvent, out isClassKnown);
        var batch = _open[retentionClass.Index] ?? Open(retentionClass);
        try
        {
            batch.Add(auditEvent, retentionClass, _sequence + 1, encoder);
        }
        catch
        {
            if (batch.Count == 0)
            {
                _open[retentionClass.Index] = null;
                _pool.Return(batch);
            }

            throw;
        }

        _sequence++;
        OpenRows++;

        return batch.Count >= options.MaxRows || batch.Bytes >= options.MaxBytes ? Close(retentionClass) : null;
    }

    /// <summary>Closes one open batch that was opened at a time or before; the oldest first.</summary>
    /// <returns><see langword="null"/> when there is none left.</returns>
    public PendingBatch? CloseNext(long openedAtOrBefore = long.MaxValue)
    {
        RetentionClass? next = null;
        foreach (var retentionClass in retention.Classes)
        {
            if (_open[retentionClass.Index] is { } batch && batch.OpenedAt <= openedAtOrBefore)
            {
                next = retentionClass;
                openedAtOrBefore = batch.OpenedAt - 1;
            }
        }

        return next is null ? null : Close(next);
    }

    private OpenBatch Open(RetentionClass retentionClass)
    {
        var batch = _pool.Take();
        batch.OpenedAt = time.GetTimestamp();
        _open[retentionClass.Index] = batch;
        return batch;
    }

    private PendingBatch Close(RetentionClass retentionClass)
    {
        var batch = _open[retentionClass.Index]!;
        _open[retentionClass.Index] = null;
        OpenRows -= batch.Count;
        _pool.Expect(batch.Bytes);

        // A small batch in large buffers would hold memory that no limit counts while the store is away.
        var copy = batch.Bytes < batch.Capacity / 2;
        var pending = new PendingBatch(batch.Seal(stream, retentionClass.Name, copy), batch.OpenedAt, copy ? null : batch, _pool);
        if (copy)
            _pool.Return(batch);
        return pending;
    }
}
