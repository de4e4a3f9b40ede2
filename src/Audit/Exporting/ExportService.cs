using Audit.Context;
using Audit.Delivery;
using Audit.Hosting;
using Audit.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Exporting;

/// <summary>Takes up exports that wait, those that a dead instance left behind included, and removes files that have expired.</summary>
internal sealed class ExportService(
    ExportJobs jobs,
    IAuditExporter exporter,
    IExportStore store,
    IAuditStore log,
    SharedStore shared,
    ExportFiles files,
    ExportEvents events,
    IOptions<AuditOptions> options,
    ProcessRun run,
    TimeProvider time,
    ILogger<ExportService> logger)
{
    /// <summary>How many times within a lease what other instances left is looked for; what is started here begins at once.</summary>
    private const int LooksPerLease = 6;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly AuditExportOptions _options = options.Value.Exports;
    private readonly string _host = $"{run.Origin.Instance}/{run.RunId}";
    private readonly Pulse _ended = new();
    private readonly List<Task> _running = [];
    private DateTimeOffset _sweptAt;
    private bool _isReady;

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        // What exports do is recorded by themselves, and each in the name of who asked for it.
        using var background = AuditContext.Push(AuditContext.Background);
        var runner = new ExportRun(new CheckedExport(exporter, _options), files, events, _options, time, logger);
        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = Task.WhenAny(jobs.Added.Next, _ended.Next);
            try
            {
                _running.RemoveAll(static task => task.IsCompleted);
                await PrepareAsync(stoppingToken).ConfigureAwait(false);
                await TakeUpAsync(runner, stoppingToken).ConfigureAwait(false);
                await SweepAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                logger.NotLookedAfter(failure);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }

            await WaitAsync(changed, stoppingToken).ConfigureAwait(false);
        }

        await Task.WhenAll(_running).ConfigureAwait(false);
    }

    private async Task WaitAsync(Task changed, CancellationToken stoppingToken)
    {
        try
        {
            await Pulse.WaitAsync(changed, _options.Lease / LooksPerLease, time, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>The tables may be those of an earlier version, or not there yet.</summary>
    private async Task PrepareAsync(CancellationToken stoppingToken)
    {
        if (_isReady)
            return;
        await shared.Of(log).InitializeAsync(stoppingToken).ConfigureAwait(false);
        _isReady = true;
    }

    private async Task TakeUpAsync(ExportRun runner, CancellationToken stoppingToken)
    {
        if (jobs.Live.Count >= _options.MaxConcurrent)
            return;
        foreach (var job in await store.ListOpenAsync(stoppingToken).ConfigureAwait(false))
        {
            if (jobs.Live.Count >= _options.MaxConcurrent)
                return;
            if (jobs.Live.ContainsKey(job.Id) || (job.State == ExportState.Running && job.LeaseUntil > time.GetUtcNow()))
                continue;

            var mine = job with { State = ExportState.Running, Host = _host, LeaseUntil = time.GetUtcNow() + _options.Lease, RowsWritten = 0, Bytes = 0 };
            if (await store.TryChangeAsync(job, mine, stoppingToken).ConfigureAwait(false) is { } taken)
                _running.Add(RunAsync(runner, taken, stoppingToken));
        }
    }

    private async Task RunAsync(ExportRun runner, ExportJob job, CancellationToken stoppingToken)
    {
        using var live = new LiveExport(job, store, jobs.Changed, time, stoppingToken);
        jobs.Live[job.Id] = live;
        jobs.Changed.Beat();
        try
        {
            await Task.Run(() => runner.RunAsync(live), CancellationToken.None).ConfigureAwait(false);
            if (stoppingToken.IsCancellationRequested)
                await runner.GiveBackAsync(live).ConfigureAwait(false);
        }
        finally
        {
            jobs.Live.TryRemove(job.Id, out _);
            jobs.Changed.Beat();
            _ended.Beat();
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        if (time.GetUtcNow() - _sweptAt < SweepEvery)
            return;
        foreach (var name in files.Names())
        {
            var job = await store.FindAsync(ExportFiles.IdOf(name)!.Value, stoppingToken).ConfigureAwait(false);
            if (IsKept(job, name))
                continue;
            files.Delete(name);
            logger.Removed(name);
        }

        _sweptAt = time.GetUtcNow();
    }

    /// <summary>A file is complete a moment before its export is.</summary>
    private bool IsKept(ExportJob? job, string name) =>
        job is { IsOpen: true } || (job is { State: ExportState.Completed } && !ExportFiles.IsPartial(name) && job.ExpiresAt > time.GetUtcNow());
}
