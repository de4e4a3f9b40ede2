using Audit.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Notifying;

/// <summary>Hands notifications to a lane per notifier. What is published before the start waits in the lanes.</summary>
internal sealed class NotificationDispatcher : IAuditNotifications, IDisposable
{
    /// <summary>How long a cancelled attempt may take to come back before it is left behind.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly NotifierLane[] _lanes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _abort = new();
    private readonly Lock _starting = new();
    private Task? _running;
    private bool _stopped;

    public NotificationDispatcher(
        NotifierSet notifiers,
        IOptions<AuditOptions> options,
        NotificationCounters counters,
        TimeProvider time,
        ILogger<NotificationDispatcher> logger)
    {
        _time = time;
        _logger = logger;
        _lanes = [.. notifiers.All.Select(notifier => new NotifierLane(notifier, options.Value.Notifications, counters.Add(notifier.Name), time, logger))];
    }

    public bool Publish(AuditNotification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        var isTaken = true;
        foreach (var lane in _lanes)
            isTaken &= lane.TryEnqueue(notification);
        return isTaken;
    }

    public void Start()
    {
        lock (_starting)
        {
            if (_running is not null || _stopped)
                return;

            // Notifiers belong to no request: neither its context nor its trace may flow in.
            using (ExecutionContext.SuppressFlow())
                _running = Task.WhenAll(_lanes.Select(lane => Task.Run(() => lane.RunAsync(_abort.Token))));
        }
    }

    /// <summary>Delivers what is queued; when cancelled, counts the rest as lost.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task running;
        lock (_starting)
        {
            if (_stopped)
                return;
            _stopped = true;
            running = _running ?? Task.CompletedTask;
        }

        foreach (var lane in _lanes)
            lane.Close();
        try
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _logger.OutOfTime();
            await _abort.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(running, Task.Delay(Grace, _time, CancellationToken.None)).ConfigureAwait(false);
        }

        Abandon();
    }

    /// <summary>Cannot wait: what is not delivered is lost. Stop the pipeline before.</summary>
    public void Dispose()
    {
        lock (_starting)
        {
            if (!_stopped)
            {
                _stopped = true;
                foreach (var lane in _lanes)
                    lane.Close();
                _abort.Cancel();
                Abandon();
            }
        }

        _abort.Dispose();
    }

    private void Abandon()
    {
        var lost = 0L;
        foreach (var lane in _lanes)
            lost += lane.Abandon();
        if (lost > 0)
            _logger.NotDelivered(lost);
    }
}
