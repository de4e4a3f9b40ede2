using System.Data.Common;
using Audit.AdoNet.Recording;
using Audit.EfCore.Transactions;
using Audit.Guarding;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.Commands;

/// <summary>Asks the guard before a command runs, and again before what it changed is committed.</summary>
internal sealed partial class AuditCommandInterceptor
{
    private const long UnknownRows = -1;

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Check(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        var check = CheckAsync(command, eventData, cancellationToken);
        return check.IsCompletedSuccessfully ? new ValueTask<InterceptionResult<DbDataReader>>(result) : After(check, result);
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Check(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        var check = CheckAsync(command, eventData, cancellationToken);
        return check.IsCompletedSuccessfully ? new ValueTask<InterceptionResult<int>>(result) : After(check, result);
    }

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        Check(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        var check = CheckAsync(command, eventData, cancellationToken);
        return check.IsCompletedSuccessfully ? new ValueTask<InterceptionResult<object>>(result) : After(check, result);
    }

    private void Check(DbCommand command, CommandEventData eventData)
    {
        SaveExecuting(command, eventData);
        if (guard.Concerns(command, out var facts))
            guard.Check(command, facts, eventData.CommandSource.ToAudit(), IdOf(command));
    }

    private ValueTask CheckAsync(DbCommand command, CommandEventData eventData, CancellationToken cancellationToken)
    {
        SaveExecuting(command, eventData);
        return guard.Concerns(command, out var facts)
            ? guard.CheckAsync(command, facts, eventData.CommandSource.ToAudit(), IdOf(command), cancellationToken)
            : ValueTask.CompletedTask;
    }

    private Guid IdOf(DbCommand command) => transactions.OfEnlisted(command)?.Id ?? Guid.Empty;

    /// <summary>A command that never ran has the event of its attempt, and no other.</summary>
    private static bool WasRefused(Exception exception) => exception is DestructiveOperationBlockedException { IsRolledBack: false };

    private async ValueTask<int> EndLimitedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken)
    {
        await guard.EndAsync(command, result, cancellationToken).ConfigureAwait(false);
        if (recorder.IsEnabled)
            await recorder.RecordAsync(command, EndOf(command, eventData, result)).ConfigureAwait(false);
        return result;
    }

    private async ValueTask<object?> EndLimitedAsync(DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken)
    {
        await guard.EndAsync(command, UnknownRows, cancellationToken).ConfigureAwait(false);
        if (recorder.IsEnabled)
            await recorder.RecordAsync(command, EndOf(command, eventData)).ConfigureAwait(false);
        return result;
    }

    /// <summary>What a reader's command changed is known once it is read. EF Core asks synchronously here, however the command was run.</summary>
    private InterceptionResult EndLimited(DbCommand command, DataReaderDisposingEventData eventData, InterceptionResult result)
    {
        var rows = (long)eventData.RecordsAffected;
        if (eventData.Context is { } context && _readers.Find(eventData.CommandId) is { Source: CommandSource.SaveChanges })
            rows = totals.Add(context, rows);

        DestructiveOperationBlockedException? refusal = null;
        try
        {
            // A transaction cannot end while its reader is open.
            eventData.DataReader.Close();
            guard.End(command, rows);
        }
        catch (DestructiveOperationBlockedException exception)
        {
            refusal = exception;
        }

        if (refusal is null)
            return DataReaderDisposing(command, eventData, result);

        var reader = _readers.Take(eventData.CommandId);
        if (recorder.IsEnabled)
        {
            recorder.Record(command, new CommandEnd
            {
                StartedAt = reader?.StartedAt ?? eventData.StartTime,
                Duration = (reader?.Executed ?? TimeSpan.Zero) + eventData.Duration,
                Source = (reader?.Source ?? CommandSource.Unknown).ToAudit(),
                Transaction = transactions.OfEnlisted(command),
                Attributes = Attempt.CurrentAttributes,
                RowsAffected = eventData.RecordsAffected,
                Exception = refusal,
            });
        }

        throw refusal;
    }
}
