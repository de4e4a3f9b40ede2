using Audit.Storage;

namespace Audit.Sealing;

/// <summary>A sealed batch on its way to the store.</summary>
/// <param name="batch">The batch.</param>
/// <param name="openedAt">When its first row was added, by <see cref="TimeProvider.GetTimestamp"/>.</param>
/// <param name="buffers">The buffers to give back; <see langword="null"/> when the batch owns its memory.</param>
/// <param name="pool">Where to; <see langword="null"/> when the batch owns its memory.</param>
internal sealed class PendingBatch(SealedBatch batch, long openedAt, OpenBatch? buffers, BatchPool? pool)
{
    public SealedBatch Batch => batch;

    public int Bytes => batch.Rows.Length;

    public long OpenedAt => openedAt;

    /// <summary>Whether this process wrote it to its spool.</summary>
    public bool IsSpooled { get; init; }

    /// <summary>Whether another process recorded it.</summary>
    public bool IsAdopted { get; init; }

    /// <summary>Gives the buffers back. Only when the batch is stored: a write that was given up may still read them.</summary>
    public void Release()
    {
        if (buffers is not null)
            pool?.Return(buffers);
    }
}
