using System.Threading.Channels;
using Audit.Live;
using Audit.Querying;

namespace Audit.GraphQL.Tests.Hosting;

/// <summary>A live tail that is fed by the test.</summary>
internal sealed class MemoryTail(TimeProvider time) : IAuditLiveTail, IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Subscription> _subscriptions = [];
    private readonly SemaphoreSlim _changed = new(0);

    public IReadOnlyList<AuditFilter> Filters
    {
        get
        {
            lock (_lock)
                return [.. _subscriptions.Select(subscription => subscription.Filter)];
        }
    }

    public IAuditLiveSubscription Subscribe(AuditFilter filter)
    {
        var subscription = new Subscription(filter, AuditFilterPredicate.Of(filter), Remove);
        lock (_lock)
            _subscriptions.Add(subscription);
        _changed.Release();
        return subscription;
    }

    /// <summary>Waits until so many follow.</summary>
    public async Task UntilAsync(int subscriptions)
    {
        while (Filters.Count != subscriptions)
            await _changed.WaitAsync(TestContext.Current.CancellationToken);
    }

    public void Add(StoredAuditEvent stored, long skipped = 0)
    {
        lock (_lock)
        {
            foreach (var subscription in _subscriptions)
                subscription.Offer(stored, skipped, time.GetUtcNow());
        }
    }

    public void End()
    {
        lock (_lock)
        {
            foreach (var subscription in _subscriptions)
                subscription.End();
        }
    }

    public void Dispose() => _changed.Dispose();

    private void Remove(Subscription subscription)
    {
        lock (_lock)
            _subscriptions.Remove(subscription);
        _changed.Release();
    }

    private sealed class Subscription(AuditFilter filter, AuditFilterPredicate predicate, Action<Subscription> ended) : IAuditLiveSubscription
    {
        private readonly Channel<LiveAuditEvent> _events = Channel.CreateUnbounded<LiveAuditEvent>();

        public AuditFilter Filter => filter;

        public void Offer(StoredAuditEvent stored, long skipped, DateTimeOffset now)
        {
            if (predicate.Matches(stored.Event, now))
                _events.Writer.TryWrite(new LiveAuditEvent(stored, skipped));
        }

        public void End() => _events.Writer.TryComplete();

        public async ValueTask<LiveAuditEvent?> ReadAsync(CancellationToken cancellationToken = default) =>
            await _events.Reader.WaitToReadAsync(cancellationToken) && _events.Reader.TryRead(out var live) ? live : null;

        public void Dispose() => ended(this);
    }
}
