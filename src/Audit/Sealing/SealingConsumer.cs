using Audit.Buffering;
using Audit.Diagnostics;
using Audit.Events;
using Audit.Live;
using Audit.Spooling.Writing;
using Microsoft.Extensions.Logging;

namespace Audit.Sealing;

/// <summary>
/// The one consumer: takes events from the buffer, seals them and queues closed batches for delivery. Runs on a thread of its own,
/// because a starved thread pool must not hold it up.
/// </summary>
internal sealed class SealingConsumer(
    EventBuffer buffer,
    ISealing sealing,
    LossLedger losses,
    PipelineCounters counters,
    LiveTail live,
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
            DeclareLosses(aborted);
        var lost = sealing.Complete(aborted);
        return aborted.IsCancellationRequested ? lost + GiveUpTheRest() : lost;
    }

    private bool TakeAll(CancellationToken aborted)
    {
        var taken = 0;
        while (!aborted.IsCancellationRequested && buffer.TryTake(out var item))
        {
            if (item is AuditEvent auditEvent)
                Seal(auditEvent, null, aborted);
            else if (item is Acknowledgement waiting)
                Seal(waiting.Event, waiting, aborted);
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

    private void Seal(AuditEvent auditEvent, Acknowledgement? waiting, CancellationToken aborted)
    {
        try
        {
            if (!sealing.Seal(auditEvent, waiting))
                ReportUnknownClass(auditEvent.RetentionClass!);
        }
        catch (Exception exception)
        {
            // One event that cannot be encoded must not take the others with it.
            losses.Add(DropReason.Encoding);
            logger.EncodingFailed(exception, auditEvent.Id);
            return;
        }

        live.Sealed(auditEvent);
        sealing.PassOnFull(aborted);
    }

    private void Flush(FlushMarker marker, CancellationToken aborted)
    {
        DeclareLosses(aborted);
        sealing.Flush(marker, aborted);
    }

    private void DoWhatIsDue(CancellationToken aborted)
    {
        if (losses.HasUndeclared && (_lastDeclaration is not { } last || time.GetTimestamp() - last >= _interval))
            DeclareLosses(aborted);
        sealing.PassOnDue(aborted);
    }

    private void DeclareLosses(CancellationToken aborted)
    {
        if (!sealing.IsKeeping)
            return;

        while (losses.Declare() is { } gap)
        {
            _lastDeclaration = time.GetTimestamp();
            counters.EventRecorded();
            logger.LossDeclared(gap.Attributes[0].Value, gap.Attributes[1].Value);
            Seal(gap, null, aborted);
        }
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
        var start = sealing.WaitingSince;
        if (losses.HasUndeclared && _lastDeclaration is { } last)
            start = Math.Min(start ?? long.MaxValue, last);
        if (start is not { } from)
            return Timeout.InfiniteTimeSpan;

        var left = options.FlushInterval - time.GetElapsedTime(from);
        return left > TimeSpan.Zero ? left : options.FlushInterval;
    }

    private long GiveUpTheRest()
    {
        var lost = 0L;
        while (buffer.TryTake(out var item))
        {
            if (item is FlushMarker marker)
            {
                marker.GiveUp();
                continue;
            }

            (item as Acknowledgement)?.Complete(false);
            lost++;
        }

        return lost;
    }

    private void ReportUnknownClass(string name)
    {
        if (_unknownClasses.Count < MostClassesReported && _unknownClasses.Add(name))
            logger.UnknownRetentionClass(name);
    }
}
