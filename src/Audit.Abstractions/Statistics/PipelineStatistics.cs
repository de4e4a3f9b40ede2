using System.Collections.Immutable;

namespace Audit.Statistics;

/// <summary>
/// How the pipeline of a process fared at one moment, since the process started. At any moment
/// <see cref="Recorded"/> = <see cref="Delivered"/> + <see cref="Queued"/> + <see cref="Dropped"/>.
/// </summary>
public sealed record PipelineStatistics
{
    /// <summary>When these figures were taken.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>The instance of the application whose pipeline it is.</summary>
    public required string Instance { get; init; }

    /// <summary>Whether the pipeline is at work: started, not stopped, and not failed.</summary>
    public required bool IsRunning { get; init; }

    /// <summary>Events handed to the pipeline, those that declare losses included.</summary>
    public required long Recorded { get; init; }

    /// <summary>Events that the store has acknowledged.</summary>
    public required long Delivered { get; init; }

    /// <summary>Events that were lost, for whatever reason; those set aside as dead letters included.</summary>
    public required long Dropped { get; init; }

    /// <summary>Events on their way: in the buffer, in an open batch, or sealed and waiting for the store.</summary>
    public long Queued => Recorded - Delivered - Dropped;

    /// <summary>Of the <see cref="Queued"/>, those that are on disk: they outlive the process.</summary>
    public long Spooled { get; init; }

    /// <summary>Of the <see cref="Queued"/>, those that only the memory of the process holds.</summary>
    public long QueueDepth => Queued - Spooled;

    /// <summary>The <see cref="Dropped"/> by reason; reasons without a loss are left out.</summary>
    public ImmutableArray<EventLoss> Losses { get; init; } = [];

    /// <summary>When the last event was lost; <see langword="null"/> when none was.</summary>
    public DateTimeOffset? LastLossAt { get; init; }

    /// <summary>Of the <see cref="Dropped"/>, those that the store refuses and that are kept apart as dead letters.</summary>
    public long DeadLetters { get; init; }

    /// <summary>Events that other processes left in the spool and the store has acknowledged; they are in none of the other counts.</summary>
    public long Adopted { get; init; }

    /// <summary>The bytes of the files of the spool, what is delivered and kept for a while included; 0 without a spool.</summary>
    public long SpooledBytes { get; init; }

    /// <summary>The limit of <see cref="SpooledBytes"/>; 0 without a spool.</summary>
    public long SpoolCapacityBytes { get; init; }

    /// <summary>The age of the oldest sealed event that the store does not have: how far it is behind. Zero when it has all.</summary>
    public TimeSpan OldestUndeliveredAge { get; init; }

    /// <summary>From the first event of a batch being sealed to the batch being stored: the median of the last 64 batches; <see langword="null"/> when there was none.</summary>
    public TimeSpan? BatchLatency { get; init; }

    /// <summary>Batches that the store has acknowledged.</summary>
    public required long DeliveredBatches { get; init; }

    /// <summary>Attempts at the store that failed.</summary>
    public required long FailedAttempts { get; init; }

    /// <summary>Attempts at the store that repeated a failed one.</summary>
    public required long Retries { get; init; }

    /// <summary>How many attempts failed since the last that did not.</summary>
    public int ConsecutiveFailures { get; init; }

    /// <summary>Why nothing is delivered until somebody acts; empty when nothing is held.</summary>
    public ImmutableArray<DeliveryHold> Holds { get; init; } = [];

    /// <summary>Events that wait in the outboxes this process relays; they are in none of the other counts.</summary>
    public long OutboxWaiting { get; init; }

    /// <summary>The age of the oldest event that waits in an outbox; zero when none waits.</summary>
    public TimeSpan OutboxOldestAge { get; init; }
}
