using System.Collections.Concurrent;
using Audit.Buffering;
using Audit.Capture;
using Audit.Context;
using Audit.Delivery;
using Audit.Diagnostics;
using Audit.Encoding;
using Audit.Events;
using Audit.Hosting;
using Audit.Redaction.Events;
using Audit.Retention;
using Audit.Schema;
using Audit.Statistics;
using Audit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Outboxes;

/// <summary>Encodes events for outboxes, and brings their batches past the channel straight to the store.</summary>
internal sealed class OutboxDelivery(
    IServiceProvider services,
    IOptions<AuditOptions> options,
    CapturePolicy policy,
    EventRedactor redactor,
    ProcessRun run,
    DeliveryNotices notices,
    PipelineCounters counters,
    AuditInstruments instruments,
    LossLedger losses,
    OutboxState state,
    SharedStore shared,
    TimeProvider time,
    ILoggerFactory loggers) : IAuditOutboxDelivery, IDisposable
{
    private const int FirstCapacity = 4 * 1024;

    private readonly RetentionPolicy _retention = new(options.Value.Retention);
    private readonly ConcurrentBag<Encoding> _encodings = [];
    private readonly SemaphoreSlim _turn = new(1);
    private OutboxSender? _sender;

    public bool IsEnabled => options.Value.Enabled;

    public OutboxRow? Encode(AuditEvent auditEvent)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        if (policy.Apply(auditEvent) is not { } kept)
            return null;

        var redacted = redactor.Redact(kept);
        var retentionClass = _retention.ClassOf(redacted, out _);
        if (!_encodings.TryTake(out var encoding))
            encoding = new Encoding(new RowEncoder(run.Origin), new RowWriter(FirstCapacity));
        encoding.Row.Truncate(0);
        encoding.Encoder.Encode(redacted, retentionClass.Name, encoding.Row);
        var row = new OutboxRow(
            AuditSchema.Version, retentionClass.Name, retentionClass.ExpiresAt(redacted.OccurredAtUnixMicroseconds), encoding.Row.Written.ToArray());
        // One that threw is not given back: it holds a part of a row.
        _encodings.Add(encoding);
        return row;
    }

    public async ValueTask DeliverAsync(OutboxBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var unrecorded = AuditContext.Suppress();
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _sender ??= CreateSender();
            var started = time.GetTimestamp();
            var sealedBatch = OutboxSealing.Seal(batch);
            var deadLetters = await _sender.SendAsync(sealedBatch, batch.MayBeStored, cancellationToken).ConfigureAwait(false);
            counters.EventsRelayed(sealedBatch.Count);
            if (deadLetters > 0)
                losses.Add(DropReason.DeadLettered, deadLetters);
            counters.BatchDelivered(sealedBatch.Count - deadLetters);
            instruments.BatchDelivered(sealedBatch.Count - deadLetters, sealedBatch.Rows.Length, time.GetElapsedTime(started));
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Report(string outbox, OutboxStatus? status) => state.Report(outbox, status);

    public void Dispose() => _turn.Dispose();

    private OutboxSender CreateSender()
    {
        var store = shared.Of(services.GetRequiredService<IAuditStore>());
        var delivery = options.Value.Delivery;
        var holds = new HoldReport(DeliverySource.Outbox, state.Delivery, notices, store.Description, delivery.LongestDelay, time, loggers.CreateLogger<HoldReport>());
        return new OutboxSender(store, delivery, state.Delivery, counters, holds, time, loggers.CreateLogger<OutboxSender>());
    }

    private sealed record Encoding(RowEncoder Encoder, RowWriter Row);
}
