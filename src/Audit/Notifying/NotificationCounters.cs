using System.Collections.Immutable;

namespace Audit.Notifying;

/// <summary>The counters of all notifiers, for the instruments. Thread-safe.</summary>
internal sealed class NotificationCounters
{
    private ImmutableArray<NotifierCounters> _all = [];

    public ImmutableArray<NotifierCounters> All => _all;

    public NotifierCounters Add(string notifier)
    {
        var counters = new NotifierCounters(notifier);
        ImmutableInterlocked.Update(ref _all, static (all, added) => all.Add(added), counters);
        return counters;
    }
}
