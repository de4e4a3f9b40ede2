using System.ComponentModel;
using Audit.Statistics;
using GraphQL;

namespace Audit.GraphQL.Schema.Statistics;

/// <summary>The pipeline of the process that answers, since it started.</summary>
[Name("PipelineStatistics")]
internal sealed class PipelineStatisticsNode(PipelineStatistics statistics)
{
    [Description("The instance of the application whose pipeline it is.")]
    public string Instance => statistics.Instance;

    [Description("Whether it is at work.")]
    public bool Running => statistics.IsRunning;

    [Description("Events handed to the pipeline; at any moment recorded = delivered + queued + dropped.")]
    public long Recorded => statistics.Recorded;

    [Description("Events that the store has acknowledged.")]
    public long Delivered => statistics.Delivered;

    [Description("Events on their way, in memory or on disk.")]
    public long Queued => statistics.Queued;

    [Description("Events that were lost, for whatever reason; dead letters included.")]
    public long Dropped => statistics.Dropped;

    [Description("Those dropped by reason; reasons without a loss are left out.")]
    public IEnumerable<EventLoss> Losses => statistics.Losses;

    public DateTimeOffset? LastLossAt => statistics.LastLossAt;

    [Description("Of those dropped: kept apart, since the store refuses them.")]
    public long DeadLetters => statistics.DeadLetters;

    [Description("Events delivered for processes that are gone; they are in none of the other counts.")]
    public long Adopted => statistics.Adopted;

    [Description("Of those queued: on disk, so that they outlive the process.")]
    public long Spooled => statistics.Spooled;

    [Description("The limit of spooledBytes; 0 without a spool.")]
    public long SpoolCapacityBytes => statistics.SpoolCapacityBytes;

    [Description("When the oldest event was sealed that the store does not have; null when it has all.")]
    public DateTimeOffset? OldestUndeliveredAt => statistics.OldestUndeliveredAge > TimeSpan.Zero ? statistics.TakenAt - statistics.OldestUndeliveredAge : null;

    [Description("Batches that the store has acknowledged.")]
    public long Batches => statistics.DeliveredBatches;

    [Description("From the first event of a batch being sealed to the batch being stored: the median of the last 64 batches; null when there was none.")]
    public double? BatchLatencyMilliseconds => statistics.BatchLatency?.TotalMilliseconds;

    [Description("Attempts at the store that failed.")]
    public long FailedAttempts => statistics.FailedAttempts;

    [Description("Attempts at the store that repeated a failed one.")]
    public long Retries => statistics.Retries;

    [Description("Attempts that failed since the last that did not.")]
    public int ConsecutiveFailures => statistics.ConsecutiveFailures;

    [Description("Events that wait in the outboxes this process relays.")]
    public long OutboxWaiting => statistics.OutboxWaiting;

    [Description("The age of the oldest of them; 0 when none waits.")]
    public double OutboxLagMilliseconds => statistics.OutboxOldestAge.TotalMilliseconds;
}
