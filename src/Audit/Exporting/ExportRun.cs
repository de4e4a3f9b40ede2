using Audit.Querying;
using Microsoft.Extensions.Logging;

namespace Audit.Exporting;

/// <summary>Runs an export into a file, from its beginning: whoever takes it up after a restart writes the same events.</summary>
internal sealed class ExportRun(CheckedExport export, ExportFiles files, ExportEvents events, AuditExportOptions options, TimeProvider time, ILogger logger)
{
    private const int MostAttempts = 3;

    /// <summary>How many times within a lease an instance gives a sign of life.</summary>
    private const int SignsPerLease = 6;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(2);

    /// <summary>Runs an export that this instance has the lease of. Never throws.</summary>
    public async Task RunAsync(LiveExport live)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(live.Ended);
        var renewing = RenewAsync(live, done.Token);
        try
        {
            await WriteAsync(live).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (live.Ended.IsCancellationRequested)
        {
            // Cancelled by somebody, who recorded it; taken over; or the host stops, and gives it back.
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.Failed(live.Job.Id, failure);
            var message = failure is AuditQueryException query ? query.Message : "The file could not be written.";
            await FailAsync(live, message).ConfigureAwait(false);
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
            await renewing.ConfigureAwait(false);
        }
    }

    /// <summary>Lets another instance, or this one after its restart, take it up at once.</summary>
    public async Task GiveBackAsync(LiveExport live)
    {
        if (live.Job.State != ExportState.Running)
            return;
        try
        {
            await live.TryChangeAsync(
                static job => job with { State = ExportState.Queued, LeaseUntil = null, RowsWritten = 0, Bytes = 0 }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.NotStored(live.Job.Id, failure);
        }
    }

    private async Task WriteAsync(LiveExport live)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AttemptAsync(live).ConfigureAwait(false);
                return;
            }
            catch (AuditQueryException failure) when (failure.Failure == AuditQueryFailure.Unavailable && attempt < MostAttempts)
            {
                logger.TriedAgain(live.Job.Id, attempt + 1, failure);
                await Task.Delay(FirstDelay * attempt, time, live.Ended).ConfigureAwait(false);
            }
        }
    }

    private async Task AttemptAsync(LiveExport live)
    {
        var job = live.Job;
        var rows = await export.CountAsync(job.Selection, live.Ended).ConfigureAwait(false);
        if (rows != job.RowsTotal && !await live.TryChangeAsync(kept => kept with { RowsTotal = rows }, live.Ended).ConfigureAwait(false))
            return;

        logger.Begins(job.Id, rows, job.Selection.Format);
        var file = files.Create(job);
        await using (file.ConfigureAwait(false))
        {
            try
            {
                var content = await export.WriteAsync(job.Selection, rows, file, live, live.Ended).ConfigureAwait(false);
                files.Publish(file, job, content.Sha256);
                await EndAsync(live, kept => kept with
                {
                    State = ExportState.Completed,
                    RowsTotal = content.Rows,
                    RowsWritten = content.Rows,
                    Bytes = content.Bytes,
                    Sha256 = content.Sha256,
                    ExpiresAt = time.GetUtcNow() + options.KeepFor,
                }).ConfigureAwait(false);
                logger.Completed(job.Id, content.Rows, content.Bytes);
            }
            catch
            {
                ExportFiles.Delete(file);
                throw;
            }
        }
    }

    private async Task FailAsync(LiveExport live, string message)
    {
        try
        {
            await EndAsync(live, job => job with { State = ExportState.Failed, Error = message }).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // It is taken up again when its lease is over.
            logger.NotStored(live.Job.Id, failure);
        }
    }

    private async Task EndAsync(LiveExport live, Func<ExportJob, ExportJob> end)
    {
        if (await live.TryChangeAsync(job => end(job) with { CompletedAt = time.GetUtcNow(), LeaseUntil = null }, CancellationToken.None).ConfigureAwait(false))
            await events.EndedAsync(live.Job).ConfigureAwait(false);
        else
            logger.Lost(live.Job.Id);
    }

    private async Task RenewAsync(LiveExport live, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(options.Lease / SignsPerLease, time, done).ConfigureAwait(false);
                if (!await live.TryChangeAsync(job => job with { LeaseUntil = time.GetUtcNow() + options.Lease }, done).ConfigureAwait(false))
                    return;
            }
            catch (OperationCanceledException) when (done.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // The store may be away for a while; whether the lease was lost meanwhile is told by the next change.
                logger.NotStored(live.Job.Id, failure);
            }
        }
    }
}
