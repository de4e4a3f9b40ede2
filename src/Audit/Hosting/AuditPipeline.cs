using Audit.Buffering;
using Audit.Delivery;
using Audit.Diagnostics;
using Audit.Encoding;
using Audit.Notifying;
using Audit.Retention;
using Audit.Sealing;
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
    ISealedBatchQueue queue,
    LossLedger losses,
    PipelineCounters counters,
    DeliveryState state,
    NotificationDispatcher notifications,
    ProcessRun run,
    TimeProvider time,
    ILoggerFactory loggers) : IAuditPipeline, IAsyncDisposable, IDisposable
{
    /// <summary>How long a cancelled write may take to come back before it is left behind.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _logger = loggers.CreateLogger<AuditPipeline>();
    private readonly DeliveryProgress _progress = new();
    private readonly TaskCompletionSource<long> _consumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _abort = new();
    private readonly SemaphoreSlim _stopping = new(1);
    private readonly Lock _starting = new();
    private Task? _sending;
    private bool _stopped;
    private bool _disposed;

    public AuditStatistics Statistics => counters.Snapshot();

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

            var consumer = CreateConsumer();
            var sender = CreateSender(store);
            new Thread(() => Consume(consumer)) { IsBackground = true, Name = "audit-consumer" }.UnsafeStart();

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

            // Beside the queue of events, so that neither takes the time of the other.
            var notifying = notifications.StopAsync(cancellationToken);
            buffer.Complete();
            if (sending is null)
                new Thread(() => Consume(CreateConsumer())) { IsBackground = true, Name = "audit-consumer" }.UnsafeStart();
            if (sending is null || !await FinishAsync(sending, cancellationToken).ConfigureAwait(false))
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

    /// <summary>Cannot wait for the store: what is not delivered is lost. Stop the pipeline, or dispose it asynchronously, before.</summary>
    public void Dispose()
    {
        lock (_starting)
        {
            if (!_stopped)
            {
                _stopped = true;
                buffer.Complete();
                _abort.Cancel();
                queue.Abandon();
                if (counters.Snapshot().Queued is var lost and > 0)
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
    }

    /// <summary>Lets the consumer and the sender finish their work.</summary>
    private async Task<bool> FinishAsync(Task sending, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_consumed.Task, sending).WaitAsync(cancellationToken).ConfigureAwait(false);
            return queue.IsEmpty;
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

    /// <summary>Gives up what is not delivered, and counts it.</summary>
    private async Task AbandonAsync(Task sending)
    {
        await _abort.CancelAsync().ConfigureAwait(false);
        var lost = await _consumed.Task.ConfigureAwait(false);
        await Task.WhenAny(sending, Task.Delay(Grace, time)).ConfigureAwait(false);
        lost += queue.Abandon();
        _progress.GiveUp();
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
            queue.Complete();
            _consumed.SetResult(0);
        }
    }

    private SealingConsumer CreateConsumer()
    {
        var batch = options.Value.Batch;
        var sealer = new Sealer(run.Stream, new RowEncoder(run.Origin), new RetentionPolicy(options.Value.Retention), batch, time);
        return new SealingConsumer(buffer, sealer, queue, _progress, losses, counters, batch, time, loggers.CreateLogger<SealingConsumer>());
    }

    private Sender CreateSender(IAuditStore store)
    {
        var instruments = services.GetRequiredService<AuditInstruments>();
        var delivery = options.Value.Delivery;
        var holds = new HoldReport(state, buffer, notifications, run, store.Description, delivery.LongestDelay, time, loggers.CreateLogger<HoldReport>());
        return new Sender(store, queue, delivery, state, _progress, counters, instruments, losses, holds, time, loggers.CreateLogger<Sender>())
        {
            BatchStored = buffer.Signal.Wake,
        };
    }
}
