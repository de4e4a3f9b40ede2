using Audit.AdoNet.Decorators;
using Audit.AdoNet.Recording;
using Audit.Events;

namespace System.Data.Common;

/// <summary>Records bulk copies, for which ADO.NET has no common member: Npgsql's <c>COPY</c>, <c>SqlBulkCopy</c>, <c>MySqlBulkCopy</c>.</summary>
public static class AuditBulkCopyExtensions
{
    /// <summary>
    /// Runs a bulk copy on the provider's own connection and records it as one command, with source <see cref="CommandSource.Bulk"/>; the guard is
    /// asked before it runs.
    /// </summary>
    /// <param name="connection">A connection that <c>WithAudit</c> made, open.</param>
    /// <param name="statement">
    /// What is run, or would be: <c>COPY items (id, name) FROM STDIN (FORMAT BINARY)</c>, <c>INSERT BULK dbo.items</c>. It is not sent, but tells
    /// operation and tables.
    /// </param>
    /// <param name="copy">Copies, and returns how many rows; -1 when that is not known.</param>
    /// <param name="cancellationToken">Passed on to <paramref name="copy"/>.</param>
    /// <typeparam name="TConnection">The provider's type of connection.</typeparam>
    /// <returns>What <paramref name="copy"/> returned.</returns>
    /// <exception cref="ArgumentException">The connection is not audited, or not of that type.</exception>
    /// <exception cref="Audit.Guarding.DestructiveOperationBlockedException">The guard refuses it.</exception>
    public static Task<long> AuditBulkCopyAsync<TConnection>(
        this DbConnection connection, string statement, Func<TConnection, CancellationToken, Task<long>> copy, CancellationToken cancellationToken = default)
        where TConnection : DbConnection
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentException.ThrowIfNullOrEmpty(statement);
        ArgumentNullException.ThrowIfNull(copy);
        if (connection is not AuditedConnection audited)
            throw new ArgumentException("The connection is not audited: call WithAudit(services) first.", nameof(connection));
        if (audited.Inner is not TConnection own)
            throw new ArgumentException($"The provider's connection is a {audited.Inner.GetType()}.", nameof(connection));
        return RunAsync(audited, own, statement, copy, cancellationToken);
    }

    private static async Task<long> RunAsync<TConnection>(
        AuditedConnection audited, TConnection own, string statement, Func<TConnection, CancellationToken, Task<long>> copy, CancellationToken cancellationToken)
        where TConnection : DbConnection
    {
        var capture = audited.Capture;
        var transaction = audited.Transactional;
        var (startedAt, start) = (capture.Time.GetUtcNow(), capture.Time.GetTimestamp());
        var command = own.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
#pragma warning disable CA2100 // It is never run.
            command.CommandText = statement;
#pragma warning restore CA2100
            if (capture.Guard.Concerns(command, out var facts))
                await capture.Guard.CheckAsync(command, facts, CommandSource.Bulk, transaction?.Id ?? Guid.Empty, cancellationToken).ConfigureAwait(false);

            var rows = -1L;
            Exception? failure = null;
            try
            {
                rows = await copy(own, cancellationToken).ConfigureAwait(false);
                await capture.Guard.EndAsync(command, rows, cancellationToken).ConfigureAwait(false);
                return rows;
            }
            catch (Exception exception)
            {
                failure = exception;
                capture.Guard.Abandon(command);
                throw;
            }
            finally
            {
                var end = new CommandEnd
                {
                    StartedAt = startedAt,
                    Duration = capture.Time.GetElapsedTime(start),
                    Source = CommandSource.Bulk,
                    Transaction = transaction,
                    RowsAffected = failure is null ? rows : -1,
                    Exception = failure,
                };
                if (capture.Recorder.IsEnabled && capture.Recorder.TryCreate(command, end) is { } auditEvent)
                    await capture.Recorder.RecordAsync(WithRowsRead(auditEvent)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What is copied out of a table is read.</summary>
    private static AuditEvent WithRowsRead(AuditEvent auditEvent) => auditEvent.Statement is { TablesWritten.IsDefaultOrEmpty: true, TablesRead.IsDefaultOrEmpty: false }
        ? new AuditEvent(auditEvent) { RowsRead = auditEvent.RowsAffected, RowsAffected = -1 }
        : auditEvent;
}
