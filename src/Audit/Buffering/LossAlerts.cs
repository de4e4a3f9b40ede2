using System.Globalization;
using Audit.Diagnostics;
using Audit.Events;
using Audit.Hosting;
using Audit.Notifying;

namespace Audit.Buffering;

/// <summary>
/// Tells people that events are lost: at once when it begins, and then once a minute for each reason what was lost meanwhile. The counts of all notifications
/// of a reason add up to the number of events lost for it. Thread-safe.
/// </summary>
internal sealed class LossAlerts : IDisposable
{
    /// <summary>The rule that notifications of losses name.</summary>
    public const string Rule = "events_lost";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly IAuditNotifications _notifications;
    private readonly ProcessRun _run;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Untold[] _untold = new Untold[DropReasonNames.Count];
    private readonly ITimer _timer;
    private bool _isArmed;

    public LossAlerts(IAuditNotifications notifications, ProcessRun run, TimeProvider time)
    {
        (_notifications, _run, _time) = (notifications, run, time);
        _timer = time.CreateTimer(static alerts => ((LossAlerts)alerts!).TellTheRest(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Events were lost.</summary>
    public void Add(DropReason reason, in Loss loss, LostRange? range)
    {
        // What is lost since the application ends comes after the last notification.
        if (reason is DropReason.Stopped or DropReason.NotDelivered)
            return;

        lock (_lock)
        {
            ref var untold = ref _untold[(int)reason];
            untold.Range = untold.Loss.Count == 0 ? range : Join(untold.Range, range);
            untold.Loss = untold.Loss.With(loss);
            if (untold.ToldAt is { } told && _time.GetElapsedTime(told) < Interval)
                Arm();
            else
                Tell(reason, ref untold);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void TellTheRest()
    {
        lock (_lock)
        {
            _isArmed = false;
            for (var reason = 0; reason < _untold.Length; reason++)
            {
                if (_untold[reason].Loss.Count > 0)
                    Tell((DropReason)reason, ref _untold[reason]);
            }
        }
    }

    private void Arm()
    {
        if (_isArmed)
            return;
        _isArmed = true;
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Under the lock, so that notifications come in their order; to publish waits for nothing.</summary>
    private void Tell(DropReason reason, ref Untold untold)
    {
        var (loss, range) = (untold.Loss, untold.Range);
        untold = new Untold { ToldAt = _time.GetTimestamp() };
        _notifications.Publish(new AuditNotification
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"Audit events were lost ({reason.ToCanonicalName()}): {loss.Count}"),
            Severity = Risk.Critical,
            Rule = Rule,
            OccurredAt = loss.Last,
            Application = _run.Origin.Application,
            Environment = _run.Origin.Environment,
            Event = GapEvent.Of(reason, loss, range),
        });
    }

    /// <summary>One range of what follows each other; otherwise the log's own events tell which.</summary>
    private static LostRange? Join(LostRange? range, LostRange? next) =>
        range is not null && next is not null && range.Stream == next.Stream && range.Last + 1 == next.First ? range with { Last = next.Last } : null;

    private struct Untold
    {
        public Loss Loss;
        public LostRange? Range;
        public long? ToldAt;
    }
}
