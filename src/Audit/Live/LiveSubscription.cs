using System.Threading.Channels;
using Audit.Querying;

namespace Audit.Live;

/// <summary>One who follows: a filter, and a bounded queue of what fulfils it. Written to by the dispatcher only.</summary>
internal sealed class LiveSubscription(AuditFilterPredicate predicate, int capacity, Action<LiveSubscription> ended, Action<long> skipping) : IAuditLiveSubscription
{
    private readonly Channel<StoredAuditEvent> _queue = Channel.CreateBounded<StoredAuditEvent>(
        new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait, SingleWriter = true });

    private long _skipped;
    private int _disposed;

    public void Offer(StoredAuditEvent stored, DateTimeOffset now)
    {
        if (!predicate.Matches(stored.Event, now))
            return;
        while (!_queue.Writer.TryWrite(stored))
        {
            if (_queue.Reader.Completion.IsCompleted)
                return;
            if (_queue.Reader.TryRead(out _))
                Skip(1);
        }
    }

    /// <summary>Counts what was skipped.</summary>
    public void Skip(long count)
    {
        Interlocked.Add(ref _skipped, count);
        skipping(count);
    }

    public async ValueTask<LiveAuditEvent?> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (await _queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_queue.Reader.TryRead(out var stored))
                return new LiveAuditEvent(stored, Interlocked.Exchange(ref _skipped, 0));
        }

        return null;
    }

    /// <summary>Nothing comes any more; what is queued can still be read.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        Complete();
        ended(this);
    }
}
