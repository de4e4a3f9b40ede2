namespace Audit.Diagnostics;

/// <summary>What became of the events of this process: <see cref="Recorded"/> = <see cref="Delivered"/> + <see cref="Queued"/> + <see cref="Dropped"/>.</summary>
public sealed record AuditStatistics
{
    /// <summary>Events handed to the pipeline, those that declare losses included.</summary>
    public required long Recorded { get; init; }

    /// <summary>Events that the store has acknowledged.</summary>
    public required long Delivered { get; init; }

    /// <summary>Events that were lost, for whatever reason.</summary>
    public required long Dropped { get; init; }

    /// <summary>Events on their way: in the queue, in an open batch, or sealed and waiting for the store.</summary>
    public long Queued => Recorded - Delivered - Dropped;

    /// <summary>Batches that the store has acknowledged.</summary>
    public required long DeliveredBatches { get; init; }

    /// <summary>Attempts at the store that failed.</summary>
    public required long FailedAttempts { get; init; }

    /// <summary>Attempts at the store that repeated a failed one.</summary>
    public required long Retries { get; init; }

    /// <summary>Of the <see cref="Queued"/>, those that are on disk: they outlive the process.</summary>
    public long Spooled { get; init; }

    /// <summary>Events that other processes left in the spool and the store has acknowledged; they are in none of the other numbers.</summary>
    public long Adopted { get; init; }
}
