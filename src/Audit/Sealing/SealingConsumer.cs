using Audit.Buffering;
using Audit.Delivery;
using Audit.Diagnostics;
using Audit.Events;
using Microsoft.Extensions.Logging;

namespace Audit.Sealing;

/// <summary>
/// The one consumer: takes events from the buffer, seals them and queues closed batches for delivery. Runs on a thread of its own,
/// because a starved thread pool must not hold it up.
/// </summary>
internal sealed class SealingConsumer(
    EventBuffer buffer,
    Sealer sealer,
    ISealedBatchQueue queue,
    DeliveryProgress progress,
    LossLedger losses,
    PipelineCounters counters,
    AuditBatchOptions options,
    TimeProvider time,
    ILogger<SealingConsumer> logger)
{
    private const int Chunk = 64;
    private const int MostClassesReported = 32;
    private static readonly TimeSpan DozeTime = TimeSpan.FromMilliseconds(10);

    private readonly long _interval = (long)(options.FlushInterval.TotalSeconds * time.TimestampFrequency);
    private readonly HashSet<string> _unknownClasses = [];
    private long? _lastDeclaration;
    private long _lost;

    /// <summary>Works until the buffer is completed and empty, or until aborted.</summary>
    /// <returns>The number of events that were accepted and are lost, because the work was aborted.</returns>
    public long Run(CancellationToken aborted)
    {
        using var timer = time.CreateTimer(static signal => ((ConsumerSignal)signal!).Wake(), buffer.Signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (!aborted.IsCancellationRequested)
        {
            var isCompleted = buffer.IsCompleted;
            var tookSome = TakeAll(aborted);
            DoWhatIsDue(aborted);
            if (isCompleted)
                break;
            Wait(tookSome, timer);
        }

        if (!aborted.IsCancellationRequested)
        {
            DeclareLosses(aborted);
            CloseAll(aborted);
        }

        queue.Complete();
        if (aborted.IsCancellationRequested)
            GiveUpTheRest();
        return _lost;
    }

    private bool TakeAll(CancellationToken aborted)
    {
        var taken = 0;
        while (!aborted.IsCancellationRequested && buffer.TryTake(out var item))
        {
            if (item is AuditEvent auditEvent)
                Seal(auditEvent, aborted);
            else
                Flush((FlushMarker)item, aborted);

            if (++taken % Chunk == 0)
            {
                buffer.ReleaseWaitingWhenRoomy();
                DoWhatIsDue(aborted);
            }
        }

        buffer.ReleaseWaiting();
        return taken > 0;
    }

    private void Seal(AuditEvent auditEvent, CancellationToken aborted)
    {
        PendingBatch? full;
        try
        {
            full = sealer.Seal(auditEvent, out var isClassKnown);
            if (!isClassKnown)
                ReportUnknownClass(auditEvent.RetentionClass!);
        }
        catch (Exception exception)
        {
            // One event that cannot be encoded must not take the others with it.
            losses.Add(DropReason.Encoding);
            logger.EncodingFailed(exception, auditEvent.Id);
            return;
        }

        if (full is not null)
            Queue(full, aborted);
    }

    private void Flush(FlushMarker marker, CancellationToken aborted)
    {
        DeclareLosses(aborted);
        CloseAll(aborted);
        progress.CompleteWhenStored(marker);
    }

    private void DoWhatIsDue(CancellationToken aborted)
    {
        var now = time.GetTimestamp();
        if (losses.HasUndeclared && (_lastDeclaration is not { } last || now - last >= _interval))
            DeclareLosses(aborted);

        // While the store is behind, larger batches help it more than timely ones.
        while (queue.IsEmpty && sealer.CloseNext(now - _interval) is { } aged)
            Queue(aged, aborted);
    }

    private void DeclareLosses(CancellationToken aborted)
    {
        while (losses.Declare() is { } gap)
        {
            _lastDeclaration = time.GetTimestamp();
            counters.EventRecorded();
            logger.LossDeclared(gap.Attributes[0].Value, gap.Attributes[1].Value);
            Seal(gap, aborted);
        }
    }

    private void CloseAll(CancellationToken aborted)
    {
        while (sealer.CloseNext() is { } batch)
            Queue(batch, aborted);
    }

    private void Queue(PendingBatch batch, CancellationToken aborted)
    {
        if (queue.Add(batch, aborted))
            progress.Queued(batch.Batch.Count);
        else
            _lost += batch.Batch.Count;
    }

    private void Wait(bool tookSome, ITimer timer)
    {
        if (tookSome)
        {
            buffer.Signal.Doze(DozeTime);
            return;
        }

        var due = NextDue();
        timer.Change(due, Timeout.InfiniteTimeSpan);
        buffer.Signal.FallAsleep();
        if (buffer.HasItems || buffer.IsCompleted)
            buffer.Signal.StayAwake();
        else
            // Timers fire on the thread pool. When that is starved, the thread still wakes by itself.
            buffer.Signal.Sleep(due < TimeSpan.Zero ? due : options.FlushInterval);
    }

    private TimeSpan NextDue()
    {
        var start = sealer.OldestOpenedAt;
        if (losses.HasUndeclared && _lastDeclaration is { } last)
            start = Math.Min(start ?? long.MaxValue, last);
        if (start is not { } from)
            return Timeout.InfiniteTimeSpan;

        var left = options.FlushInterval - time.GetElapsedTime(from);
        return left > TimeSpan.Zero ? left : options.FlushInterval;
    }

    private void GiveUpTheRest()
    {
        while (sealer.CloseNext() is { } batch)
            _lost += batch.Batch.Count;

        while (buffer.TryTake(out var item))
        {
            if (item is FlushMarker marker)
                marker.GiveUp();
            else
                _lost++;
        }
    }

    private void ReportUnknownClass(string name)
    {
        if (_unknownClasses.Count < MostClassesReported && _unknownClasses.Add(name))
            logger.UnknownRetentionClass(name);
    }
}
