using System.Threading.Channels;
using Audit.Events;
using Audit.Querying;

namespace Audit.Live;

/// <summary>
/// Carries events from the pipeline and the store to those who follow, on a thread that nobody waits for. One for as long as there is anybody who follows.
/// </summary>
internal sealed class LiveDispatcher(int capacity, Func<LiveSubscription[]> subscribers, StoredForm stored, TimeProvider time) : IDisposable
{
    /// <summary>Of events that tell of the log being read.</summary>
    private const string ReadingPrefix = "audit.";

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<object> _queue = Channel.CreateBounded<object>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait });
    private long _overrun;

    public CancellationToken Stopped => _stop.Token;

    /// <summary>Hands over an event that was sealed. Never waits: the oldest make room.</summary>
    public void Offer(AuditEvent sealedEvent) => Hand(sealedEvent);

    /// <summary>Hands over an event that was read from the store.</summary>
    public void Offer(StoredAuditEvent storedEvent) => Hand(storedEvent);

    /// <summary>Counts events that were skipped before any filter saw them.</summary>
    public void Skip(long count) => Interlocked.Add(ref _overrun, count);

    public async Task RunAsync()
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
            {
                while (_queue.Reader.TryRead(out var item))
                    Dispatch(item);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody follows any more.
        }
    }

    public void Stop() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();

    private void Hand(object item)
    {
        while (!_queue.Writer.TryWrite(item))
        {
            if (_queue.Reader.TryRead(out _))
                Skip(1);
        }
    }

    private void Dispatch(object item)
    {
        var all = subscribers();
        if (Interlocked.Exchange(ref _overrun, 0) is > 0 and var skipped)
        {
            foreach (var subscriber in all)
                subscriber.Skip(skipped);
        }

        var next = item as StoredAuditEvent ?? stored.Of((AuditEvent)item);
        if (IsAboutReading(next.Event))
            return;
        var now = time.GetUtcNow();
        foreach (var subscriber in all)
            subscriber.Offer(next, now);
    }

    private static bool IsAboutReading(AuditEvent auditEvent) =>
        auditEvent.Category == EventCategory.Access && auditEvent.Action.StartsWith(ReadingPrefix, StringComparison.Ordinal);
}
