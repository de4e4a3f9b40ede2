using Audit.Diagnostics;
using Audit.Events;

namespace Audit.Buffering;

/// <summary>Keeps what was lost until it is declared by a <c>gap</c> event. Thread-safe.</summary>
internal sealed class LossLedger(PipelineCounters counters, TimeProvider time)
{
    /// <summary>More ranges than these are declared by their number of events only.</summary>
    private const int MostRanges = 256;

    private readonly Lock _lock = new();
    private readonly Loss[] _losses = new Loss[DropReasonNames.Count];
    private readonly List<(DropReason Reason, LostRange Range, Loss Loss)> _ranges = [];
    private readonly Queue<AuditEvent> _undone = new();
    private LossAlerts? _alerts;
    private int _undeclared;

    /// <summary>Whether there are losses that no event declares yet.</summary>
    public bool HasUndeclared => Volatile.Read(ref _undeclared) != 0;

    /// <summary>When the last event was lost; <see langword="null"/> when none was.</summary>
    public DateTimeOffset? LastLossAt { get; private set; }

    /// <summary>Lets people be told of losses, those before this call included.</summary>
    public void TellTo(LossAlerts alerts)
    {
        lock (_lock)
        {
            _alerts = alerts;
            foreach (var (reason, range, loss) in _ranges)
                alerts.Add(reason, loss, range);
            for (var reason = 0; reason < _losses.Length; reason++)
            {
                if (_losses[reason].Count > 0)
                    alerts.Add((DropReason)reason, _losses[reason], null);
            }
        }
    }

    public void Add(DropReason reason, long count = 1)
    {
        counters.EventsDropped(reason, count);
        var now = time.GetUtcNow();
        var loss = new Loss(count, now, now);
        lock (_lock)
        {
            AddCount(reason, loss);
            _alerts?.Add(reason, loss, null);
        }
    }

    /// <summary>Events were lost that had their sequence already.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="range">Which.</param>
    /// <param name="isOwn">Whether this process recorded them; those of others are not in its counters.</param>
    public void Add(DropReason reason, LostRange range, bool isOwn = true)
    {
        if (isOwn)
            counters.EventsDropped(reason, range.Count);
        var now = time.GetUtcNow();
        var loss = new Loss(range.Count, now, now);
        lock (_lock)
        {
            AddRange(reason, range, loss);
            _alerts?.Add(reason, loss, range);
        }
    }

    /// <summary>Takes the next undeclared loss as an event; <see langword="null"/> when there is none.</summary>
    public AuditEvent? Declare()
    {
        lock (_lock)
        {
            if (_undone.TryDequeue(out var undone))
            {
                _undeclared--;
                return undone;
            }

            if (_ranges is [var (known, range, lost), ..])
            {
                _ranges.RemoveAt(0);
                _undeclared--;
                return GapEvent.Of(known, lost, range);
            }

            for (var reason = 0; reason < _losses.Length; reason++)
            {
                var loss = _losses[reason];
                if (loss.Count == 0)
                    continue;

                _losses[reason] = default;
                _undeclared--;
                return GapEvent.Of((DropReason)reason, loss, null);
            }
        }

        return null;
    }

    /// <summary>An event that declared a loss was lost itself: the loss has to be declared again.</summary>
    public void DeclareAgain(AuditEvent gap)
    {
        lock (_lock)
        {
            _undone.Enqueue(gap);
            _undeclared++;
        }
    }

    private void AddRange(DropReason reason, LostRange range, in Loss loss)
    {
        LastLossAt = loss.Last;
        if (_ranges is [.., var last] && last.Reason == reason && last.Range.Stream == range.Stream && last.Range.Last + 1 == range.First)
        {
            _ranges[^1] = (reason, last.Range with { Last = range.Last }, last.Loss.With(loss));
        }
        else if (_ranges.Count >= MostRanges)
        {
            AddCount(reason, loss);
        }
        else
        {
            _ranges.Add((reason, range, loss));
            _undeclared++;
        }
    }

    private void AddCount(DropReason reason, in Loss loss)
    {
        ref var known = ref _losses[(int)reason];
        if (known.Count == 0)
            _undeclared++;
        known = known.With(loss);
        LastLossAt = loss.Last;
    }
}
