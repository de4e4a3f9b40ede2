using System.Threading.Channels;
using Audit.Context;
using Microsoft.Extensions.Logging;
using Polly;

namespace Audit.Notifying;

/// <summary>One notifier with its queue and the one reader of it, so that a notifier that is down holds up no other. Thread-safe.</summary>
internal sealed class NotifierLane
{
    private readonly IAuditNotifier _notifier;
    private readonly NotifierCounters _counters;
    private readonly ResiliencePipeline _resilience;
    private readonly int _maxAttempts;
    private readonly ILogger _logger;
    private readonly Channel<AuditNotification> _queue;
    private readonly Lock _settling = new();
    private bool _abandoned;
    private bool _closed;
    private int _full;

    public NotifierLane(IAuditNotifier notifier, AuditNotificationOptions options, NotifierCounters counters, TimeProvider time, ILogger logger)
    {
        _notifier = notifier;
        _counters = counters;
        _resilience = NotificationResilience.Create(options, time);
        _maxAttempts = options.MaxAttempts;
        _logger = logger;
        _queue = Channel.CreateBounded<AuditNotification>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
    }

    public bool TryEnqueue(AuditNotification notification)
    {
        _counters.NotificationPublished();
        if (_queue.Writer.TryWrite(notification))
            return true;

        if (Volatile.Read(ref _closed))
        {
            _counters.NotificationsDropped(NotificationLoss.Stopped);
            _logger.PublishedTooLate(_notifier.Name, notification.Title);
        }
        else
        {
            _counters.NotificationsDropped(NotificationLoss.QueueFull);

            // Once, until there was room again: what floods the queue must not flood the log.
            if (Interlocked.Exchange(ref _full, 1) == 0)
                _logger.QueueFull(_notifier.Name, notification.Title);
        }

        return false;
    }

    /// <summary>No more notifications are taken.</summary>
    public void Close()
    {
        Volatile.Write(ref _closed, true);
        _queue.Writer.TryComplete();
    }

    /// <summary>Delivers until the lane is closed and empty, or until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // A notifier that writes to an audited database must not cause the next notification.
        using var unrecorded = AuditContext.Suppress();
        try
        {
            while (await _queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (!cancellationToken.IsCancellationRequested && _queue.Reader.TryRead(out var notification))
                {
                    Volatile.Write(ref _full, 0);
                    await DeliverAsync(notification, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _logger.Cancelled(_notifier.Name);
        }
    }

    /// <summary>Counts what is still queued as lost; what a hanging notifier does later counts no more.</summary>
    public long Abandon()
    {
        lock (_settling)
        {
            if (_abandoned)
                return 0;
            _abandoned = true;
            var lost = _counters.Queued;
            _counters.NotificationsDropped(NotificationLoss.NotDelivered, lost);
            return lost;
        }
    }

    private async ValueTask DeliverAsync(AuditNotification notification, CancellationToken cancellationToken)
    {
        try
        {
            await _resilience.ExecuteAsync(
                static (call, token) => call.lane.AttemptAsync(call.notification, token),
                (lane: this, notification),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // It stays queued, and is counted with the rest. Cancelled notifiers throw what they like.
            _logger.Cancelled(_notifier.Name);
            return;
        }
        catch (Exception exception)
        {
            if (Settle(static counters => counters.NotificationsDropped(NotificationLoss.GaveUp)))
                _logger.GaveUp(exception, _notifier.Name, notification.Title, notification.Event.Id, _maxAttempts);
            return;
        }

        Settle(static counters => counters.NotificationDelivered());
    }

    private async ValueTask AttemptAsync(AuditNotification notification, CancellationToken cancellationToken)
    {
        try
        {
            // A notifier that is deaf to its token is left behind when its time is over.
            await _notifier.NotifyAsync(notification, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _counters.AttemptFailed();
            _logger.AttemptFailed(exception, _notifier.Name, notification.Event.Id);
            throw;
        }
    }

    private bool Settle(Action<NotifierCounters> outcome)
    {
        lock (_settling)
        {
            if (!_abandoned)
                outcome(_counters);
            return !_abandoned;
        }
    }
}
