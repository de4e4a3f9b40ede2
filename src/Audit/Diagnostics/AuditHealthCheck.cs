using System.Globalization;
using Audit.Buffering;
using Audit.Delivery;
using Audit.Delivery.Clocks;
using Audit.Hosting;
using Audit.Outboxes;
using Audit.Spooling;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Audit.Diagnostics;

/// <summary>
/// Unhealthy: the pipeline does not run, loses events, its store refuses everything, or its spool is full or fails. Degraded: the store fails, its
/// clock differs from this process's, or a queue or the spool fills.
/// </summary>
internal sealed class AuditHealthCheck(
    IOptions<AuditOptions> options,
    StatisticsSource source,
    EventBuffer buffer,
    MemoryBatchQueue queue,
    SpoolState spool,
    DeliveryState state,
    ClockState clock,
    OutboxState outboxes) : IHealthCheck
{
    private static readonly TimeSpan LossMatters = TimeSpan.FromMinutes(1);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (!options.Value.Enabled)
            return HealthCheckResult.Healthy("Auditing is switched off.");

        var statistics = source.Snapshot();
        var data = new Dictionary<string, object>
        {
            ["recorded"] = statistics.Recorded,
            ["delivered"] = statistics.Delivered,
            ["queued"] = statistics.Queued,
            ["dropped"] = statistics.Dropped,
            ["spooled"] = statistics.Spooled,
            ["spool_bytes"] = statistics.SpooledBytes,
            ["spool_oldest_seconds"] = statistics.OldestUndeliveredAge.TotalSeconds,
        };
        if (clock.Skew is { } skew)
            data["clock_skew_seconds"] = skew.TotalSeconds;
        if (outboxes.IsInUse)
        {
            data["outbox_waiting"] = statistics.OutboxWaiting;
            data["outbox_oldest_age_seconds"] = statistics.OutboxOldestAge.TotalSeconds;
        }

        if (!statistics.IsRunning)
            return HealthCheckResult.Unhealthy("The audit pipeline does not run.", data: data);
        if (statistics.LastLossAt is { } loss && statistics.TakenAt - loss < LossMatters)
            return HealthCheckResult.Unhealthy("Audit events were lost within the last minute.", data: data);
        if (statistics.Holds is [var hold, ..])
            return HealthCheckResult.Unhealthy($"Audit events are not delivered until somebody acts: {hold.Code}.", data: data);
        if (spool.LastError is { } error)
            return HealthCheckResult.Unhealthy($"The audit spool cannot be written: {error}.", data: data);
        if (spool.IsFull)
            return HealthCheckResult.Unhealthy("The audit spool is full.", data: data);
        if (spool.IsMissing)
            return HealthCheckResult.Degraded("The audit spool cannot be used; audit events wait in memory.", data: data);
        if (spool.IsOpen && statistics.SpooledBytes >= options.Value.Spool.MaxBytes / 100 * options.Value.Spool.HighWater)
            return HealthCheckResult.Degraded("The audit spool fills.", data: data);
        if (state.IsCircuitOpen)
            return HealthCheckResult.Degraded("The audit store fails and is left alone for a while.", data: data);
        if (state.ConsecutiveFailures > 0)
            return HealthCheckResult.Degraded($"The audit store fails: {state.LastError}.", data: data);
        if (outboxes.Delivery.ConsecutiveFailures > 0)
            return HealthCheckResult.Degraded($"Audit events of an outbox cannot be delivered: {outboxes.Delivery.LastError}.", data: data);
        if (!state.IsInitialized)
            return HealthCheckResult.Degraded("The audit store is not ready yet.", data: data);
        if (clock.IsSkewed)
            return HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"The clocks of this process and of the audit store differ by {clock.Skew?.Duration().TotalSeconds:F1} s."), data: data);
        if (buffer.Count > buffer.Capacity * 0.8 || queue.Bytes > queue.MaxBytes * 0.8)
            return HealthCheckResult.Degraded("The audit queue is more than four fifths full.", data: data);

        return HealthCheckResult.Healthy(data: data);
    }
}
