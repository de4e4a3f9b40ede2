using Audit.Buffering;
using Audit.Diagnostics;
using Audit.Guarding.Attempts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Hosting;

/// <summary>
/// Ends the pipeline where no host does: a tool like <c>dotnet ef</c> builds the application's services, uses them and lets the process end. What was
/// recorded by then is delivered, or on disk, before the process is gone, whether it ends by itself, by an exception or by a signal. The one place that knows
/// what has to happen at the end of a process.
/// </summary>
/// <remarks>
/// Made with the log, so that a process that records nothing is not held up. A host that drained the pipeline, and a container that was disposed, leave
/// nothing to be done here.
/// </remarks>
internal sealed class ProcessEnd : IDisposable
{
    /// <summary>A host may be told to stop without a limit; a process that ends may not.</summary>
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(1);

    /// <summary>A signal need not end the process: another may decide otherwise, and is waited for.</summary>
    private static readonly TimeSpan LongestAtSignal = TimeSpan.FromSeconds(5);

    private readonly IServiceProvider _services;
    private readonly EventBuffer _buffer;
    private readonly PipelineCounters _counters;
    private readonly ProcessRun _run;
    private readonly ProcessSignals _signals;
    private readonly TimeSpan _timeout;
    private readonly ILogger<ProcessEnd> _logger;
    private int _startAsked;

    public ProcessEnd(IServiceProvider services, EventBuffer buffer, PipelineCounters counters, ProcessRun run, IOptions<HostOptions> hostOptions, ILogger<ProcessEnd> logger)
    {
        _services = services;
        _buffer = buffer;
        _counters = counters;
        _run = run;
        var timeout = hostOptions.Value.ShutdownTimeout;
        _timeout = timeout >= TimeSpan.Zero && timeout < LongestTimeout ? timeout : LongestTimeout;
        _logger = logger;
        buffer.First = MakePipeline;
        buffer.Full = StartOnce;
        AppDomain.CurrentDomain.ProcessExit += Ends;
        AppDomain.CurrentDomain.UnhandledException += Fails;
        _signals = new ProcessSignals(Signalled);
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Ends;
        AppDomain.CurrentDomain.UnhandledException -= Fails;
        _signals.Dispose();
    }

    /// <summary>The process is about to end: delivers what waits, for as long as a host would take to stop.</summary>
    public void Finish()
    {
        if (_buffer.IsCompleted || _counters.Snapshot().Queued == 0)
            return;

        try
        {
            var pipeline = _services.GetRequiredService<IAuditPipeline>();
            Start(pipeline);
            // The pipeline reports what it could not deliver in time; the wait itself ends a little later than the pipeline's own.
            OffThread.TryRun(token => StopAsync(pipeline, _timeout, token), _timeout + TimeSpan.FromSeconds(1), out _);
        }
        catch (Exception exception)
        {
            _logger.NotFinished(exception, _counters.Snapshot().Queued);
        }
    }

    /// <summary>Without a store, what was recorded still gets to the disk, for a process that has one.</summary>
    private void Start(IAuditPipeline pipeline)
    {
        try
        {
            pipeline.Start();
        }
        catch (InvalidOperationException exception)
        {
            _logger.NotStarted(exception);
        }
    }

    private static async ValueTask<bool> StopAsync(IAuditPipeline pipeline, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        await pipeline.StopAsync(limit.Token).ConfigureAwait(false);
        return true;
    }

    private void Ends(object? sender, EventArgs e) => Finish();

    /// <summary>Nobody caught an exception: there is no other word of the end.</summary>
    private void Fails(object sender, UnhandledExceptionEventArgs e)
    {
        if (e.IsTerminating)
            Finish();
    }

    /// <summary>A signal came that ends the process unless somebody else cancels it: what was recorded so far gets to the disk, and the pipeline goes on.</summary>
    private void Signalled()
    {
        if (_run.IsHosted || _buffer.IsCompleted || _counters.Snapshot() is { Queued: var queued, Spooled: var spooled } && queued == spooled)
            return;

        try
        {
            _services.GetRequiredService<IAuditPipeline>().Start();
            OffThread.TryRun(WriteAsync, _timeout < LongestAtSignal ? _timeout : LongestAtSignal, out _);
        }
        catch (Exception exception)
        {
            _logger.NotFinished(exception, _counters.Snapshot().Queued);
        }
    }

    private async ValueTask<bool> WriteAsync(CancellationToken cancellationToken)
    {
        var marker = new FlushMarker();
        if (await _buffer.AddAsync(marker, cancellationToken).ConfigureAwait(false))
            await marker.Written.WaitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Something is recorded: from now on there is a pipeline, so that a container which is disposed takes care of it. It is not made with the log, since what
    /// it needs may itself need the log.
    /// </summary>
    private void MakePipeline()
    {
        try
        {
            _services.GetRequiredService<IAuditPipeline>();
        }
        catch (Exception exception)
        {
            _logger.NotStarted(exception);
        }
    }

    /// <summary>The buffer is full: when nobody takes from it, since no host was started, somebody has to.</summary>
    private void StartOnce()
    {
        if (Interlocked.Exchange(ref _startAsked, 1) != 0)
            return;

        try
        {
            _services.GetRequiredService<IAuditPipeline>().Start();
        }
        catch (Exception exception)
        {
            _logger.NotStarted(exception);
        }
    }
}
