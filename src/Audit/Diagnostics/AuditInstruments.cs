using System.Diagnostics.Metrics;
using Audit.Buffering;
using Audit.Capture;
using Audit.Delivery;
using Audit.Delivery.Clocks;
using Audit.Live;
using Audit.Notifying;
using Audit.Outboxes;
using Audit.Spooling;

namespace Audit.Diagnostics;

/// <summary>All instruments of the engine. Most are read from counters when someone asks, so that nothing is paid per event.</summary>
internal sealed class AuditInstruments
{
    public const string MeterName = "Audit";

    private readonly PipelineCounters _counters;
    private readonly NotificationCounters _notifications;
    private readonly BatchLatencies _latencies;
    private readonly KeyValuePair<string, object?>[] _reasons;
    private readonly KeyValuePair<string, object?>[] _losses;
    private readonly Histogram<long> _batchRows;
    private readonly Histogram<long> _batchBytes;
    private readonly Histogram<double> _latency;
    private readonly Histogram<double> _syncs;

    public AuditInstruments(
        IMeterFactory meters,
        PipelineCounters counters,
        EventBuffer buffer,
        MemoryBatchQueue queue,
        DeliveryState state,
        ClockState clock,
        NotificationCounters notifications,
        CapturePolicy policy,
        SpoolState spool,
        OutboxState outboxes,
        BatchLatencies latencies,
        LiveTail live,
        TimeProvider time)
    {
        _counters = counters;
        _notifications = notifications;
        _latencies = latencies;
        _reasons = [.. Enum.GetValues<DropReason>().Select(reason => new KeyValuePair<string, object?>("audit.drop.reason", reason.ToCanonicalName()))];
        _losses = [.. Enum.GetValues<NotificationLoss>().Select(loss => new KeyValuePair<string, object?>("audit.notification.drop.reason", loss.ToCanonicalName()))];

        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("audit.events.recorded", () => counters.Recorded, "{event}", "Events handed to the pipeline.");
        meter.CreateObservableCounter("audit.events.delivered", () => counters.Delivered, "{event}", "Events the store has acknowledged.");
        meter.CreateObservableCounter("audit.events.dropped", MeasureDropped, "{event}", "Events that were lost.");
        meter.CreateObservableCounter("audit.events.excluded", () => policy.Excluded, "{event}", "Events that rules of capture left out.");
        meter.CreateObservableUpDownCounter("audit.events.queued", () => counters.Snapshot().Queued, "{event}", "Events on their way to the store.");
        meter.CreateObservableUpDownCounter("audit.buffer.depth", () => buffer.Count, "{event}", "Events in the queue between the application and the pipeline.");
        meter.CreateObservableUpDownCounter("audit.delivery.queue.size", () => queue.Bytes, "By", "Sealed rows that wait for the store in memory.");
        meter.CreateObservableUpDownCounter("audit.spool.events", () => counters.Snapshot().Spooled, "{event}", "Events of this process that are on disk and not delivered.");
        meter.CreateObservableUpDownCounter("audit.spool.size", () => spool.Bytes(), "By", "Files of the spool of this process.");
        meter.CreateObservableGauge("audit.spool.oldest.age", () => spool.OldestAge(time).TotalSeconds, "s", "Age of the oldest event on disk that the store does not have.");
        meter.CreateObservableCounter("audit.spool.adopted", () => counters.Adopted, "{event}", "Events delivered that other processes left on disk.");
        _syncs = meter.CreateHistogram<double>("audit.spool.sync.duration", "s", "Waits for the disk to make a batch durable.");
        meter.CreateObservableCounter("audit.delivery.attempts.failed", () => counters.FailedAttempts, "{attempt}", "Attempts at the store that failed.");
        meter.CreateObservableCounter("audit.delivery.retries", () => counters.Retries, "{attempt}", "Attempts at the store that repeated a failed one.");
        meter.CreateObservableGauge("audit.delivery.circuit.open", () => state.IsCircuitOpen ? 1 : 0, "1", "1 while the store is left alone because too many attempts failed.");
        meter.CreateObservableGauge("audit.delivery.held", () => state.Hold is null && outboxes.Delivery.Hold is null ? 0 : 1, "1", "1 while nothing is delivered until somebody acts, since the store refuses everything.");
        meter.CreateObservableGauge("audit.clock.skew", () => MeasureSkew(clock), "s", "How far the clock of this process is ahead of the store's; negative when it is behind.");
        meter.CreateObservableUpDownCounter("audit.outbox.waiting", () => outboxes.Waiting, "{event}", "Events that wait in the outboxes this process looks after.");
        meter.CreateObservableGauge("audit.outbox.oldest.age", () => outboxes.OldestAge.TotalSeconds, "s", "The age of the oldest event that waits in an outbox.");
        meter.CreateObservableUpDownCounter("audit.live.subscribers", () => live.Subscribers, "{subscriber}", "Those who follow the log of this process.");
        meter.CreateObservableCounter("audit.live.skipped", () => live.Skipped, "{event}", "Events that a follower of the log did not take in time, counted for each.");
        _batchRows = meter.CreateHistogram<long>("audit.batch.rows", "{row}", "Rows of a delivered batch.");
        _batchBytes = meter.CreateHistogram<long>("audit.batch.size", "By", "Bytes of the rows of a delivered batch.");
        _latency = meter.CreateHistogram<double>("audit.delivery.latency", "s", "From the first event of a batch being sealed to the batch being stored.");
        meter.CreateObservableCounter("audit.notifications.published", () => MeasureNotifiers(static notifier => notifier.Published), "{notification}", "Notifications handed to a notifier.");
        meter.CreateObservableCounter("audit.notifications.delivered", () => MeasureNotifiers(static notifier => notifier.Delivered), "{notification}", "Notifications that a notifier delivered.");
        meter.CreateObservableCounter("audit.notifications.dropped", MeasureLostNotifications, "{notification}", "Notifications that a notifier lost.");
        meter.CreateObservableUpDownCounter("audit.notifications.queued", () => MeasureNotifiers(static notifier => notifier.Queued), "{notification}", "Notifications that wait for a notifier.");
        meter.CreateObservableCounter("audit.notifications.attempts.failed", () => MeasureNotifiers(static notifier => notifier.FailedAttempts), "{attempt}", "Attempts to deliver a notification that failed.");
    }

    public void SpoolSynced(TimeSpan took) => _syncs.Record(took.TotalSeconds);

    public void BatchDelivered(int rows, int bytes, TimeSpan latency)
    {
        _batchRows.Record(rows);
        _batchBytes.Record(bytes);
        _latency.Record(latency.TotalSeconds);
        _latencies.Add(latency);
    }

    private IEnumerable<Measurement<long>> MeasureDropped()
    {
        for (var reason = 0; reason < _reasons.Length; reason++)
            yield return new Measurement<long>(_counters.Dropped((DropReason)reason), _reasons[reason]);
    }

    /// <summary>Nothing until it is known, and where the store has no clock.</summary>
    private static IEnumerable<Measurement<double>> MeasureSkew(ClockState clock)
    {
        if (clock.Skew is { } skew)
            yield return new Measurement<double>(skew.TotalSeconds);
    }

    private IEnumerable<Measurement<long>> MeasureNotifiers(Func<NotifierCounters, long> measure)
    {
        foreach (var notifier in _notifications.All)
            yield return new Measurement<long>(measure(notifier), NameOf(notifier));
    }

    private IEnumerable<Measurement<long>> MeasureLostNotifications()
    {
        foreach (var notifier in _notifications.All)
        {
            for (var loss = 0; loss < _losses.Length; loss++)
                yield return new Measurement<long>(notifier.Dropped((NotificationLoss)loss), NameOf(notifier), _losses[loss]);
        }
    }

    private static KeyValuePair<string, object?> NameOf(NotifierCounters notifier) => new("audit.notifier.name", notifier.Notifier);
}
