using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Audit.Context;
using Audit.Events;
using Audit.Hosting;
using Audit.Querying;
using Microsoft.Extensions.Options;

namespace Audit.Exporting;

/// <summary>Starts, cancels and shows exports. Those into files are run by <see cref="ExportService"/>, on whichever instance.</summary>
internal sealed class ExportJobs(
    IAuditExporter exporter, IExportStore store, ExportFiles files, ExportEvents events, IOptions<AuditOptions> options, TimeProvider time) : IExportJobs, IDisposable
{
    private const int MostListed = 100;

    /// <summary>How often others may get in between before it is an error.</summary>
    private const int Attempts = 16;

    /// <summary>How often what other instances do is looked at.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly AuditExportOptions _options = options.Value.Exports;
    private readonly CheckedExport _export = new(exporter, options.Value.Exports);
    private readonly SemaphoreSlim _streams = new(options.Value.Exports.MaxConcurrent);

    /// <summary>The exports that this instance runs.</summary>
    public ConcurrentDictionary<Guid, LiveExport> Live { get; } = new();

    /// <summary>Beats when an export was started here.</summary>
    public Pulse Added { get; } = new();

    /// <summary>Beats when an export was started, changed or ended here.</summary>
    public Pulse Changed { get; } = new();

    public async ValueTask<ExportJob> StartAsync(ExportRequest request, AuditActor requestedBy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(requestedBy);
        var selection = await exporter.FreezeAsync(request, cancellationToken).ConfigureAwait(false);
        var rows = await _export.CountAsync(selection, cancellationToken).ConfigureAwait(false);
        if ((await AskAsync(() => store.ListOpenAsync(cancellationToken)).ConfigureAwait(false)).Count >= _options.MaxQueued)
        {
            throw new AuditQueryException(
                AuditQueryFailure.LimitExceeded,
                FormattableString.Invariant($"{_options.MaxQueued} exports wait or run already (limit: Audit:Exports:MaxQueued). Wait for one of them, or cancel it."));
        }

        var now = time.GetUtcNow();
        var job = new ExportJob
        {
            Id = AuditId.Create(AuditEvent.UnixMicroseconds(now)),
            Selection = selection,
            RequestedBy = requestedBy,
            CreatedAt = DateTimeOffset.UnixEpoch.AddTicks(AuditEvent.UnixMicroseconds(now) * TimeSpan.TicksPerMicrosecond),
            RowsTotal = rows,
        };
        await AskAsync(async () =>
        {
            await store.AddAsync(job, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        await events.RecordAsync(ExportEvents.Started, requestedBy, job).ConfigureAwait(false);
        Added.Beat();
        return job;
    }

    public async ValueTask<ExportJob?> CancelAsync(Guid id, AuditActor cancelledBy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cancelledBy);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var found = await AskAsync(() => store.FindAsync(id, cancellationToken)).ConfigureAwait(false);
            if (found is not { IsOpen: true })
                return found;

            var live = Live.GetValueOrDefault(id);
            var seen = live?.Job ?? found;
            var next = found with { State = ExportState.Cancelled, RowsWritten = seen.RowsWritten, Bytes = seen.Bytes, CompletedAt = time.GetUtcNow(), LeaseUntil = null };
            if (await AskAsync(() => store.TryChangeAsync(found, next, cancellationToken)).ConfigureAwait(false) is not { } cancelled)
                continue;

            live?.End();
            await events.RecordAsync(ExportEvents.Cancelled, cancelledBy, cancelled).ConfigureAwait(false);
            await events.EndedAsync(cancelled).ConfigureAwait(false);
            Changed.Beat();
            return cancelled;
        }

        throw new AuditQueryException(AuditQueryFailure.Unavailable, "The export changes all the time; it was not cancelled. Try again.");
    }

    public async ValueTask<ExportJob?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        RunningHere(id) ?? await AskAsync(() => store.FindAsync(id, cancellationToken)).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<ExportJob>> ListAsync(string? requesterId, CancellationToken cancellationToken)
    {
        var kept = await AskAsync(() => store.ListAsync(requesterId, MostListed, cancellationToken)).ConfigureAwait(false);
        return [.. kept.Select(job => job.IsOpen ? RunningHere(job.Id) ?? job : job)];
    }

    public async IAsyncEnumerable<ExportJob> WatchAsync(Guid id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ExportJob? last = null;
        while (true)
        {
            var next = Changed.Next;
            var job = await FindAsync(id, cancellationToken).ConfigureAwait(false);
            if (job is null)
                yield break;
            if (last is null || (job.Revision, job.RowsWritten, job.Bytes) != (last.Revision, last.RowsWritten, last.Bytes))
                yield return last = job;
            if (!job.IsOpen)
                yield break;
            await Pulse.WaitAsync(next, LookEvery, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public bool HasFile(ExportJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.State == ExportState.Completed && job.ExpiresAt > time.GetUtcNow() && files.Exists(job);
    }

    public async ValueTask<Stream?> OpenAsync(ExportJob job, AuditActor openedBy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(openedBy);
        if (!HasFile(job) || files.Open(job) is not { } file)
            return null;
        await events.RecordAsync(ExportEvents.Downloaded, openedBy, job).ConfigureAwait(false);
        return file;
    }

    public async ValueTask<ExportContent> WriteAsync(ExportRequest request, AuditActor requestedBy, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(requestedBy);
        if (!await _streams.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
        {
            throw new AuditQueryException(
                AuditQueryFailure.LimitExceeded,
                FormattableString.Invariant($"{_options.MaxConcurrent} exports are sent already (limit: Audit:Exports:MaxConcurrent). Try again when one of them has ended."));
        }

        try
        {
            var beganAt = time.GetUtcNow();
            var selection = await exporter.FreezeAsync(request, cancellationToken).ConfigureAwait(false);
            return await RecordedAsync(selection, requestedBy, destination, beganAt, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _streams.Release();
        }
    }

    public void Dispose() => _streams.Dispose();

    private async Task<ExportContent> RecordedAsync(
        ExportSelection selection, AuditActor requestedBy, Stream destination, DateTimeOffset beganAt, CancellationToken cancellationToken)
    {
        var sent = new Tally();
        try
        {
            var rows = await _export.CountAsync(selection, cancellationToken).ConfigureAwait(false);
            var content = await _export.WriteAsync(selection, rows, destination, sent, cancellationToken).ConfigureAwait(false);
            await events.EndedAsync(requestedBy, selection, content, Outcome.Succeeded, null, beganAt).ConfigureAwait(false);
            return content;
        }
        catch (Exception failure)
        {
            // What was sent by then was sent: who got a part of the log has got it.
            var (outcome, error) = failure is OperationCanceledException ? (Outcome.Cancelled, null) : (Outcome.Failed, failure is AuditQueryException ? failure.Message : "It could not be sent.");
            await events.EndedAsync(requestedBy, selection, new ExportContent(sent.Last.Rows, sent.Last.Bytes, ""), outcome, error, beganAt).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>An export with how far it has got. One that was ended from outside is what the store says.</summary>
    private ExportJob? RunningHere(Guid id) => Live.TryGetValue(id, out var live) && !live.Ended.IsCancellationRequested ? live.Job : null;

    /// <summary>Gives failures of the store their meaning for who asked.</summary>
    private static async ValueTask<T> AskAsync<T>(Func<ValueTask<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException and not AuditQueryException)
        {
            throw new AuditQueryException(AuditQueryFailure.Unavailable, "The store does not answer. Try again shortly.", failure);
        }
    }

    /// <summary>How far an export has got; told and read by one after the other.</summary>
    private sealed class Tally : IProgress<ExportProgress>
    {
        public ExportProgress Last { get; private set; }

        public void Report(ExportProgress value) => Last = value;
    }
}
