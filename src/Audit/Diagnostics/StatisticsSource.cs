using Audit.Buffering;
using Audit.Delivery;
using Audit.Hosting;
using Audit.Outboxes;
using Audit.Spooling;
using Audit.Statistics;
using Microsoft.Extensions.Options;

namespace Audit.Diagnostics;

/// <summary>Gathers what the parts of the pipeline know of themselves. The one source of health reports, of the API, and of whoever asks the pipeline.</summary>
internal sealed class StatisticsSource(
    IOptions<AuditOptions> options,
    ProcessRun run,
    PipelineCounters counters,
    MemoryBatchQueue memory,
    SpoolState spool,
    LossLedger losses,
    DeliveryState delivery,
    OutboxState outboxes,
    BatchLatencies latencies,
    TimeProvider time) : IAuditStatistics
{
    private static readonly DropReason[] Reasons = Enum.GetValues<DropReason>();

    /// <summary>Whether the pipeline is at work; a pipeline says so when it was made.</summary>
    public Func<bool> IsRunning { get; set; } = static () => false;

    public bool IsEnabled => options.Value.Enabled;

    public PipelineStatistics Snapshot()
    {
        var counts = counters.Snapshot();
        return new PipelineStatistics
        {
            TakenAt = time.GetUtcNow(),
            Instance = run.Origin.Instance,
            IsRunning = IsRunning(),
            Recorded = counts.Recorded,
            Delivered = counts.Delivered,
            Dropped = counts.Dropped,
            Spooled = counts.Spooled,
            Losses = [.. Reasons.Select(reason => new EventLoss(reason.ToCanonicalName(), counters.Dropped(reason))).Where(static loss => loss.Count > 0)],
            LastLossAt = losses.LastLossAt,
            DeadLetters = counters.Dropped(DropReason.DeadLettered),
            Adopted = counters.Adopted,
            SpooledBytes = spool.Bytes(),
            SpoolCapacityBytes = spool.IsOpen ? options.Value.Spool.MaxBytes : 0,
            OldestUndeliveredAge = spool.IsOpen ? spool.OldestAge(time) : memory.OldestOpenedAt is { } opened ? time.GetElapsedTime(opened) : TimeSpan.Zero,
            BatchLatency = latencies.Median,
            DeliveredBatches = counters.Batches,
            FailedAttempts = counters.FailedAttempts,
            Retries = counters.Retries,
            ConsecutiveFailures = delivery.ConsecutiveFailures,
            Holds = [.. new[] { delivery.Hold, outboxes.Delivery.Hold }.OfType<DeliveryHold>()],
            OutboxWaiting = outboxes.Waiting,
            OutboxOldestAge = outboxes.OldestAge,
        };
    }
}
