using Audit.Buffering;
using Audit.Delivery;
using Audit.Delivery.Clocks;
using Audit.Diagnostics;
using Audit.Encoding;
using Audit.Live;
using Audit.Notifying;
using Audit.Retention;
using Audit.Sealing;
using Audit.Spooling;
using Audit.Spooling.Writing;
using Audit.Statistics;
using Audit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Hosting;

/// <summary>Puts the consumer and the sender together, and takes them apart.</summary>
internal sealed class AuditPipeline(
    IServiceProvider services,
    IOptions<AuditOptions> options,
    IOptions<HostOptions> hostOptions,
    EventBuffer buffer,
    MemoryBatchQueue memory,
    Spool spool,
    DeliveryProgress progress,
    LossLedger losses,
    PipelineCounters counters,
    StatisticsSource statistics,
    DeliveryState state,
    ClockState clock,
    NotificationDispatcher notifications,
    DeliveryNotices notices,
    ProcessRun run,
    LiveTail live,
    SharedStore shared,
    TimeProvider time,
    ILoggerFactory loggers) : IAuditPipeline, IAsyncDisposable, IDisposable
{
    /// <summary>How long a cancelled write may take to come back before it is left behind.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _logger = loggers.CreateLogger<AuditPipeline>();
    private readonly TaskCompletionSource<long> _consumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _failing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _abort = new();
    private readonly SemaphoreSlim _stopping = new(1);
    private readonly Lock _starting = new();
    private readonly LossAlerts _lossAlerts = new(notifications, run, time);
    private ISealedBatchQueue _queue = memory;
    private ISealing? _sealing;
    private Task? _sending;
    private bool _stopped;
    private bool _disposed;

    public PipelineStatistics Statistics => statistics.Snapshot();

    /// <summary>Whether both the consumer and the sender are at work.</summary>
    public bool IsRunning => _sending is { IsCompleted: false } && !_consumed.Task.IsCompleted;

    public void Start()
    {
        lock (_starting)
        {
            if (_sending is not null || _stopped)
                return;

            var store = services.GetService<IAuditStore>() ?? throw new InvalidOperationException(
                "No audit store is registered. Add one to the builder that AddAudit returns, for example AddClickHouse or AddEmbeddedClickHouse, or set Audit:Enabled to false.");

            services.GetRequiredService<PipelineEnding>();
            spool.IsStoreDurable = () => store.IsDurable;
            statistics.IsRunning = () => IsRunning;
            StartConsuming(mayOpen: true);
            var sender = CreateSender(shared.Of(store));

            // The pipeline belongs to no request: neither its context nor its trace may flow in.
            using (ExecutionContext.SuppressFlow())
                _sending = Task.Run(() => sender.RunAsync(_abort.Token));
            notifications.Start();
        }

        _logger.Started(run.Stream);
    }

    public async ValueTask StopAsync(CancellationToken cancellationToken = default)
    {
        if (_disposed)
            return;

        // Whoever comes second waits for the first.
        await _stopping.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            Task? sending;
            lock (_starting)
            {
                if (_stopped)
                    return;
                _stopped = true;
                sending = _sending;
            }

            // Nobody started it; what was recorded gets to the disk all the same.
            if (sending is null)
                StartConsuming(mayOpen: counters.Snapshot().Queued > 0);

            // Beside the queue of events, so that neither takes the time of the other.
            var notifying = notifications.StopAsync(cancellationToken);
            buffer.Complete();
            if (spool.Queue is not null)
                await LeaveAsync(sending ?? Task.CompletedTask, cancellationToken).ConfigureAwait(false);
            else if (sending is null || !await FinishAsync(sending, cancellationToken).ConfigureAwait(false))
                await AbandonAsync(sending ?? Task.CompletedTask).ConfigureAwait(false);
            await notifying.ConfigureAwait(false);
            _logger.Stopped(counters.Recorded, counters.Delivered, counters.Dropped());
        }
        finally
        {
            _stopping.Release();
        }
    }

    /// <summary>Stops as a host would. A container disposes what it knows by two names twice.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(hostOptions.Value.ShutdownTimeout, time);
        await StopAsync(limit.Token).ConfigureAwait(false);
        Free();
    }

    /// <summary>Cannot wait for the store: what is neither delivered nor on disk is lost. Stop the pipeline, or dispose it asynchronously, before.</summary>
    public void Dispose()
    {
        lock (_starting)
        {
            if (!_stopped)
            {
                _stopped = true;
                buffer.Complete();
                if (spool.Queue is not null)
                    ((IAsyncResult)_consumed.Task).AsyncWaitHandle.WaitOne(Grace);
                _abort.Cancel();
                _queue.Abandon();
                spool.Close();
                var counts = counters.Snapshot();
                if (counts.Queued - counts.Spooled is var lost and > 0)
                {
                    losses.Add(DropReason.NotDelivered, lost);
                    _logger.NotDelivered(lost, "disposed without being stopped");
                }
            }
        }

        Free();
    }

    private void Free()
    {
        lock (_starting)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        _abort.Dispose();
        _stopping.Dispose();
        _lossAlerts.Dispose();
    }

    /// <summary>Lets the consumer and the sender finish their work.</summary>
    private async Task<bool> FinishAsync(Task sending, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_consumed.Task, sending).WaitAsync(cancellationToken).ConfigureAwait(false);
            return _queue.IsEmpty;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            _logger.Crashed(exception);
            return false;
        }
    }

    /// <summary>
    /// Brings what was recorded to the disk, and goes on delivering for a while, if the store works. What is left then is delivered by the next process: a store
    /// that is down holds nobody up.
    /// </summary>
    private async Task LeaveAsync(Task sending, CancellationToken cancellationToken)
    {
        var drain = options.Value.Spool.DrainTimeout;
        await WaitAsync(_consumed.Task, drain, cancellationToken).ConfigureAwait(false);
        state.WhenFailing(() => _failing.TrySetResult());
        await WaitAsync(Task.WhenAny(sending, _failing.Task), drain, cancellationToken).ConfigureAwait(false);
        await _abort.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(Task.WhenAll(sending, _consumed.Task), Task.Delay(Grace, time, CancellationToken.None)).ConfigureAwait(false);
        progress.GiveUp();
        spool.Close();
        var lost = _consumed.Task.IsCompletedSuccessfully ? await _consumed.Task.ConfigureAwait(false) : counters.Snapshot().Queued - counters.Snapshot().Spooled;
        if (lost > 0)
        {
            losses.Add(DropReason.NotDelivered, lost);
            _logger.NotDelivered(lost, state.LastError ?? "none");
        }

        if (counters.Snapshot().Spooled is var left and > 0)
            _logger.LeftForTheNext(left);
    }

    private async Task WaitAsync(Task task, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // What is not done by then is left.
        }
    }

    /// <summary>Gives up what is not delivered, and counts it.</summary>
    private async Task AbandonAsync(Task sending)
    {
        await _abort.CancelAsync().ConfigureAwait(false);
        var lost = await _consumed.Task.ConfigureAwait(false);
        await Task.WhenAny(sending, Task.Delay(Grace, time)).ConfigureAwait(false);
        lost += _queue.Abandon();
        progress.GiveUp();
        if (lost == 0)
            return;

        losses.Add(DropReason.NotDelivered, lost);
        _logger.NotDelivered(lost, state.LastError ?? "none");
    }

    private void Consume(SealingConsumer consumer)
    {
        try
        {
            _consumed.SetResult(consumer.Run(_abort.Token));
        }
        catch (Exception exception)
        {
            // Out of a thread, an exception would end the application.
            _logger.Crashed(exception);
            buffer.Complete();
            memory.Complete();
            spool.Queue?.Complete();
            _consumed.SetResult(0);
        }
    }

    /// <summary>Opens the spool, or does without, and starts the consumer.</summary>
    /// <param name="mayOpen">Whether there is anything to be kept on disk.</param>
    private void StartConsuming(bool mayOpen)
    {
        if (_sealing is not null)
            return;

        losses.TellTo(_lossAlerts);
        var batch = options.Value.Batch;
        var retention = new RetentionPolicy(options.Value.Retention);
        var encoder = new RowEncoder(run.Origin);
        if (mayOpen && spool.TryOpen(buffer.Signal.Wake))
        {
            _queue = spool.Queue!;
            _sealing = new SpoolSealing(spool.Writing!, encoder, retention, batch);
        }
        else
        {
            _sealing = new MemorySealing(new Sealer(run.Stream, encoder, retention, batch, time), memory, progress, batch, time);
        }

        var consumer = new SealingConsumer(buffer, _sealing, losses, counters, live, batch, time, loggers.CreateLogger<SealingConsumer>());
        new Thread(() => Consume(consumer)) { IsBackground = true, Name = "audit-consumer" }.UnsafeStart();
    }

    private Sender CreateSender(IAuditStore store)
    {
        var instruments = services.GetRequiredService<AuditInstruments>();
        var delivery = options.Value.Delivery;
        var holds = new HoldReport(DeliverySource.Pipeline, state, notices, store.Description, delivery.LongestDelay, time, loggers.CreateLogger<HoldReport>());
        var watch = new ClockWatch(store, clock, delivery.MaxClockSkew, notices, time, loggers.CreateLogger<ClockWatch>());
        spool.Synced = instruments.SpoolSynced;
        return new Sender(store, _queue, delivery, state, progress, counters, instruments, losses, holds, watch, time, loggers.CreateLogger<Sender>())
        {
            BatchStored = buffer.Signal.Wake,
        };
    }
}
