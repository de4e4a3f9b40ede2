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

    private readonly Lock _lock = new();
    private readonly Loss[] _losses = new Loss[DropReasonNames.Count];
    private int _undeclared;

    /// <summary>Whether there are losses that no event declares yet.</summary>
    public bool HasUndeclared => Volatile.Read(ref _undeclared) != 0;

    /// <summary>When the last event was lost; <see langword="null"/> when none was.</summary>
    public DateTimeOffset? LastLossAt { get; private set; }

    public void Add(DropReason reason, long count = 1)
    {
        counters.EventsDropped(reason, count);
        var now = time.GetUtcNow();
        lock (_lock)
        {
            ref var loss = ref _losses[(int)reason];
            if (loss.Count == 0)
            {
                loss.First = now;
                _undeclared++;
            }

            loss.Count += count;
            loss.Last = now;
            LastLossAt = now;
        }
    }

    /// <summary>Takes the next undeclared loss as an event; <see langword="null"/> when there is none.</summary>
    public AuditEvent? Declare()
    {
        lock (_lock)
        {
            for (var reason = 0; reason < _losses.Length; reason++)
            {
                var loss = _losses[reason];
                if (loss.Count == 0)
                    continue;

                _losses[reason] = default;
                _undeclared--;
                return ToEvent((DropReason)reason, loss);
            }
        }

        return null;
    }

    private static AuditEvent ToEvent(DropReason reason, Loss loss) => new(AuditEvent.UnixMicroseconds(loss.Last), AuditContext.Background)
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
        ],
    };

    private struct Loss
    {
        public long Count;
        public DateTimeOffset First;
        public DateTimeOffset Last;
    }
}
