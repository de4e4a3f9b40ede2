using System.Data.Common;
using Audit.AdoNet.Guarding;
using Audit.AdoNet.Recording;
using Audit.AdoNet.Transactions;
using Audit.EfCore.EntityChanges.Bulk;
using Audit.EfCore.EntityChanges.Saving;
using Audit.EfCore.Guarding;
using Audit.EfCore.SaveChanges;
using Audit.EfCore.Transactions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.Commands;

/// <summary>
/// Records each command that EF Core ran, once: when it returned a value, when its reader was disposed, or when it failed.
/// One instance serves all contexts and threads; see the readme beside this file.
/// </summary>
internal sealed partial class AuditCommandInterceptor(
    CommandRecorder recorder,
    CommandGuard guard,
    TransactionRecorder transactions,
    SaveChangesCommands saveChanges,
    SaveTotals totals,
    SaveRecorder? saves = null,
    BulkRecorder? bulk = null)
    : DbCommandInterceptor
{
    private readonly OpenReaders _readers = new();
    private readonly WatchableReaders _watchable = new();

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        ReleaseHeld(eventData);
        if (!recorder.IsEnabled)
            return result;

        if (_watchable.Includes(result, eventData.CommandSource))
            return new WatchedReader(result, this, command, eventData);
        _readers.Add(new OpenReader(eventData.CommandId, eventData.CommandSource, eventData.StartTime, eventData.Duration));
        return result;
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default) =>
        new(ReaderExecuted(command, eventData, result));

    public override InterceptionResult DataReaderClosing(DbCommand command, DataReaderClosingEventData eventData, InterceptionResult result)
    {
        // After one read nobody else tells whether it found a row; a driver may only be asked while the reader is open.
        if (eventData.ReadCount == 1 && eventData.DataReader is not WatchedReader && _readers.Find(eventData.CommandId) is { } reader)
            reader.HadRow = HasRows(eventData.DataReader);
        return result;
    }

    public override ValueTask<InterceptionResult> DataReaderClosingAsync(DbCommand command, DataReaderClosingEventData eventData, InterceptionResult result) =>
        new(DataReaderClosing(command, eventData, result));

    public override InterceptionResult DataReaderDisposing(DbCommand command, DataReaderDisposingEventData eventData, InterceptionResult result)
    {
        if (guard.IsLimited(command))
            return EndLimited(command, eventData, result);

        if (eventData.DataReader is WatchedReader watched)
        {
            // It is only watched when recording was enabled as the command ran.
            if (watched.TryBeginRecord())
                recorder.Record(command, EndOf(watched, command, eventData.Duration, eventData.RecordsAffected));
            return result;
        }

        var reader = _readers.Take(eventData.CommandId);
        if (recorder.IsEnabled)
            RecordReader(command, eventData, reader);
        return result;
    }

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        // Thrown from here, a refusal comes back as the command's failure.
        guard.End(command, result);
        if (recorder.IsEnabled)
            Record(command, eventData, EndOf(command, eventData, result));
        return result;
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (guard.IsLimited(command))
            return EndLimitedAsync(command, eventData, result, cancellationToken);
        if (!recorder.IsEnabled)
            return new ValueTask<int>(result);
        var recording = RecordAsync(command, eventData, EndOf(command, eventData, result));
        return recording.IsCompletedSuccessfully ? new ValueTask<int>(result) : After(recording, result);
    }

    public override object? ScalarExecuted(DbCommand command, CommandExecutedEventData eventData, object? result)
    {
        guard.End(command, UnknownRows);
        if (recorder.IsEnabled)
            recorder.Record(command, EndOf(command, eventData));
        return result;
    }

    public override ValueTask<object?> ScalarExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default)
    {
        if (guard.IsLimited(command))
            return EndLimitedAsync(command, eventData, result, cancellationToken);
        if (!recorder.IsEnabled)
            return new ValueTask<object?>(result);
        var recording = recorder.RecordAsync(command, EndOf(command, eventData));
        return recording.IsCompletedSuccessfully ? new ValueTask<object?>(result) : After(recording, result);
    }

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData)
    {
        Forget(command, eventData);
        if (recorder.IsEnabled && !WasRefused(eventData.Exception))
            Record(command, eventData, EndOf(command, eventData, exception: eventData.Exception));
    }

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Forget(command, eventData);
        return recorder.IsEnabled && !WasRefused(eventData.Exception)
            ? RecordAsync(command, eventData, EndOf(command, eventData, exception: eventData.Exception)).AsTask()
            : Task.CompletedTask;
    }

    public override void CommandCanceled(DbCommand command, CommandEndEventData eventData)
    {
        Forget(command, eventData);
        if (recorder.IsEnabled)
            Record(command, eventData, EndOf(command, eventData, isCancelled: true));
    }

    public override Task CommandCanceledAsync(DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Forget(command, eventData);
        return recorder.IsEnabled
            ? RecordAsync(command, eventData, EndOf(command, eventData, isCancelled: true)).AsTask()
            : Task.CompletedTask;
    }

    /// <summary>A reader is disposed of which the interceptor was told no end: EF Core buffered its rows, or failed to.</summary>
    public void ReaderDisposed(WatchedReader reader, DbCommand command)
    {
        if (reader.Failure is null)
            _readers.Add(new OpenReader(reader.CommandId, reader.Source, reader.StartedAt, reader.Executed) { Rows = reader.Rows, Attributes = reader.Attributes });
        else if (reader.TryBeginRecord() && recorder.IsEnabled)
            recorder.Record(command, EndOf(reader, command, TimeSpan.Zero, -1));
    }

    private void Forget(DbCommand command, CommandEndEventData eventData)
    {
        guard.Abandon(command);
        SaveFailed(eventData);

        // A reader that EF Core buffers can fail after it was given.
        _readers.Take(eventData.CommandId);
        ReleaseHeld(eventData);
    }

    // The save went on to this command: the one before it went well.
    private void ReleaseHeld(CommandEndEventData eventData)
    {
        if (eventData is { CommandSource: CommandSource.SaveChanges, Context: { } context })
            saveChanges.Succeeded(context);
    }

    private static async ValueTask<T> After<T>(ValueTask recording, T result)
    {
        await recording.ConfigureAwait(false);
        return result;
    }

    private void RecordReader(DbCommand command, DataReaderDisposingEventData eventData, OpenReader? reader)
    {
        var source = reader?.Source ?? CommandSource.Unknown;
        var isSave = source == CommandSource.SaveChanges;
        var auditEvent = recorder.TryCreate(command, new CommandEnd
        {
            StartedAt = reader?.StartedAt ?? eventData.StartTime,
            Duration = (reader?.Executed ?? TimeSpan.Zero) + eventData.Duration,
            Source = source.ToAudit(),
            Transaction = transactions.OfEnlisted(command),
            Attributes = reader?.Attributes ?? [],
            RowsAffected = eventData.RecordsAffected,
            // What a save reads back are its own keys, and no data.
            RowsRead = isSave ? -1 : RowsRead(eventData.ReadCount, reader),
        });

        if (auditEvent is null)
            return;
        if (isSave && eventData.Context is { } context && saveChanges.Hold(context, command, auditEvent))
            return;
        recorder.Record(auditEvent);
    }

    /// <summary>Where nobody watched: EF Core counts reads; the last of them found the end, unless there was only one.</summary>
    private static long RowsRead(int readCount, OpenReader? reader)
    {
        if (reader is { Rows: >= 0 and var rows })
            return rows;
        return readCount == 1 && reader is { HadRow: true } ? 1 : Math.Max(0, readCount - 1);
    }

    private CommandEnd EndOf(WatchedReader reader, DbCommand command, TimeSpan reading, long rowsAffected) => new()
    {
        StartedAt = reader.StartedAt,
        Duration = reader.Executed + reading,
        Source = reader.Source.ToAudit(),
        Transaction = transactions.OfEnlisted(command),
        Attributes = reader.Attributes,
        RowsAffected = rowsAffected,
        RowsRead = reader.Rows,
        Exception = reader.Failure,
    };

    private CommandEnd EndOf(
        DbCommand command, CommandEndEventData eventData, int rowsAffected = -1, Exception? exception = null, bool isCancelled = false) => new()
        {
            StartedAt = eventData.StartTime,
            Duration = eventData.Duration,
            Source = eventData.CommandSource.ToAudit(),
            Transaction = transactions.OfEnlisted(command),
            Attributes = Attempt.CurrentAttributes,
            RowsAffected = rowsAffected,
            Exception = exception,
            IsCancelled = isCancelled,
        };

    private static bool HasRows(DbDataReader reader)
    {
#pragma warning disable CA1031 // A driver that cannot tell is no reason to disturb the command.
        try
        {
            return reader.HasRows;
        }
        catch (Exception)
        {
            return true;
        }
#pragma warning restore CA1031
    }
}
