using Audit.Context;
using Audit.Events;
using Audit.Hosting;
using Audit.Querying;
using Audit.Retention;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Live;

/// <summary>
/// Those who follow the log. While there are none, an event costs the pipeline the look at one field, and the store is asked nothing.
/// </summary>
internal sealed class LiveTail(IServiceProvider services, IOptions<AuditOptions> options, ProcessRun run, TimeProvider time, ILogger<LiveTail> logger)
    : IAuditLiveTail, IDisposable
{
    private readonly Lock _lock = new();
    private LiveSubscription[] _subscribers = [];
    private LiveDispatcher? _dispatcher;
    private bool _disposed;
    private long _skipped;

    /// <summary>How many follow.</summary>
    public int Subscribers => Volatile.Read(ref _dispatcher) is null ? 0 : Volatile.Read(ref _subscribers).Length;

    /// <summary>How many events subscribers missed, each counted for each of them.</summary>
    public long Skipped => Volatile.Read(ref _skipped);

    /// <summary>An event was sealed. Called by the one consumer, which never waits here.</summary>
    public void Sealed(AuditEvent auditEvent) => Volatile.Read(ref _dispatcher)?.Offer(auditEvent);

    public IAuditLiveSubscription Subscribe(AuditFilter filter)
    {
        var subscription = new LiveSubscription(
            AuditFilterPredicate.Of(filter), options.Value.Live.SubscriberCapacity, Remove, count => Interlocked.Add(ref _skipped, count));
        lock (_lock)
        {
            if (_disposed)
            {
                subscription.Complete();
                return subscription;
            }

            _subscribers = [.. _subscribers, subscription];
            if (_dispatcher is null)
                Begin();
        }

        return subscription;
    }

    public void Dispose()
    {
        LiveSubscription[] left;
        lock (_lock)
        {
            _disposed = true;
            left = _subscribers;
        }

        foreach (var subscription in left)
            subscription.Dispose();
    }

    private void Begin()
    {
        var live = options.Value.Live;
        var dispatcher = new LiveDispatcher(
            live.Capacity, () => Volatile.Read(ref _subscribers), new StoredForm(run.Stream, run.Origin, new RetentionPolicy(options.Value.Retention)), time);
        Volatile.Write(ref _dispatcher, dispatcher);

        // They belong to no request: neither its context nor its trace may flow in, and what they ask of the store is not recorded.
        using (ExecutionContext.SuppressFlow())
        {
            var dispatching = Task.Run(dispatcher.RunAsync);
            var following = Task.Run(() => FollowAsync(dispatcher, live.PollInterval));
            _ = Task.WhenAll(dispatching, following).ContinueWith(static (_, ended) => ((LiveDispatcher)ended!).Dispose(), dispatcher, TaskScheduler.Default);
        }
    }

    private async Task FollowAsync(LiveDispatcher dispatcher, TimeSpan interval)
    {
        if (services.GetService<IAuditFeed>() is not { } feed)
            return;
        using (AuditContext.Suppress())
            await new FeedFollower(feed, run.Stream, interval, dispatcher, time, logger).RunAsync(dispatcher.Stopped).ConfigureAwait(false);
    }

    private void Remove(LiveSubscription subscription)
    {
        lock (_lock)
        {
            _subscribers = Array.FindAll(_subscribers, other => other != subscription);
            if (_subscribers.Length > 0)
                return;
            _dispatcher?.Stop();
            Volatile.Write(ref _dispatcher, null);
        }
    }
}
