using System.Collections.Immutable;
using System.Globalization;
using Audit.Context;
using Audit.Diagnostics;
using Audit.Events;

namespace Audit.Buffering;

/// <summary>Keeps what was lost until it is declared by a <c>gap</c> event. Thread-safe.</summary>
internal sealed class LossLedger(PipelineCounters counters, TimeProvider time)
{
    /// <summary>The action of an event that declares a loss.</summary>
    public const string GapAction = "audit.gap";

    /// <summary>More ranges than these are declared by their number of events only.</summary>
    private const int MostRanges = 256;

    private readonly Lock _lock = new();
    private readonly Loss[] _losses = new Loss[DropReasonNames.Count];
    private readonly List<(DropReason Reason, LostRange Range, Loss Loss)> _ranges = [];
    private readonly Queue<AuditEvent> _undone = new();
    private int _undeclared;

    /// <summary>Whether there are losses that no event declares yet.</summary>
    public bool HasUndeclared => Volatile.Read(ref _undeclared) != 0;

    /// <summary>When the last event was lost; <see langword="null"/> when none was.</summary>
    public DateTimeOffset? LastLossAt { get; private set; }

    public void Add(DropReason reason, long count = 1)
    {
        counters.EventsDropped(reason, count);
        lock (_lock)
            AddCount(reason, count, time.GetUtcNow());
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
        lock (_lock)
        {
            LastLossAt = now;
            if (_ranges is [.., var last] && last.Reason == reason && last.Range.Stream == range.Stream && last.Range.Last + 1 == range.First)
            {
                _ranges[^1] = (reason, last.Range with { Last = range.Last }, last.Loss with { Count = last.Loss.Count + range.Count, Last = now });
                return;
            }

            if (_ranges.Count >= MostRanges)
            {
                AddCount(reason, range.Count, now);
                return;
            }

            _ranges.Add((reason, range, new Loss(range.Count, now, now)));
            _undeclared++;
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
                return ToEvent(known, lost, range);
            }

            for (var reason = 0; reason < _losses.Length; reason++)
            {
                var loss = _losses[reason];
                if (loss.Count == 0)
                    continue;

                _losses[reason] = default;
                _undeclared--;
                return ToEvent((DropReason)reason, loss, null);
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

    private void AddCount(DropReason reason, long count, DateTimeOffset now)
    {
        ref var loss = ref _losses[(int)reason];
        if (loss.Count == 0)
            _undeclared++;
        loss = new Loss(loss.Count + count, loss.Count == 0 ? now : loss.First, now);
        LastLossAt = now;
    }

    private static AuditEvent ToEvent(DropReason reason, Loss loss, LostRange? range) => new(AuditEvent.UnixMicroseconds(loss.Last), AuditContext.Background)
    {
        Category = EventCategory.System,
        Action = GapAction,
        Outcome = Outcome.Failed,
        Attributes =
        [
            new("count", loss.Count.ToString(CultureInfo.InvariantCulture)),
            new("reason", reason.ToCanonicalName()),
            new("first", loss.First.ToString("O", CultureInfo.InvariantCulture)),
            new("last", loss.Last.ToString("O", CultureInfo.InvariantCulture)),
            .. RangeOf(range),
        ],
    };

    private static ImmutableArray<AuditAttribute> RangeOf(LostRange? range) => range is null ? [] :
    [
        new("stream", range.Stream),
        new("first_sequence", range.First.ToString(CultureInfo.InvariantCulture)),
        new("last_sequence", range.Last.ToString(CultureInfo.InvariantCulture)),
    ];

    private readonly record struct Loss(long Count, DateTimeOffset First, DateTimeOffset Last);
}
