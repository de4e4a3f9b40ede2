using System.Data.Common;
using System.Runtime.CompilerServices;
using Audit.Context;
using Audit.Events;
using Audit.Outboxes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Outbox;

/// <summary>
/// Writes events beside the changes they tell of, in their transaction. What goes wrong here is an error of the save, on purpose: without its record,
/// the change must not be.
/// </summary>
internal sealed class OutboxWriter(IAuditOutboxDelivery delivery, OutboxContexts contexts, OutboxSignal signal, TimeProvider time)
{
    /// <summary>As many values as the databases take in one statement.</summary>
    private const int MostRows = 5_000;

    private readonly ConditionalWeakTable<IModel, OutboxInsert> _inserts = [];
    private readonly ConditionalWeakTable<DbTransaction, object> _broken = [];

    /// <summary>Whether what a context saves goes through an outbox.</summary>
    public bool Includes(DbContext context) => contexts.Include(context);

    /// <summary>Something was committed.</summary>
    public void Committed() => signal.Set();

    /// <summary>Whoever caught the error of a save whose events could not be written cannot commit the change without them.</summary>
    public void ThrowIfBroken(DbTransaction transaction)
    {
        if (_broken.TryGetValue(transaction, out _))
            throw new InvalidOperationException("The transaction cannot be committed: the audit events of a change in it could not be written to the outbox.");
    }

    public void Write(DbContext context, List<AuditEvent> events)
    {
        var connection = context.GetService<IRelationalConnection>();
        try
        {
            var rows = Encode(events);
            if (rows.Count == 0)
                return;
            using var unrecorded = AuditContext.Suppress();
            connection.Open();
            try
            {
                foreach (var some in Parts(rows))
                {
                    using var command = CreateCommand(context, connection, some);
                    command.ExecuteNonQuery();
                }
            }
            finally
            {
                connection.Close();
            }
        }
        catch
        {
            Break(connection);
            throw;
        }
    }

    public async Task WriteAsync(DbContext context, List<AuditEvent> events, CancellationToken cancellationToken)
    {
        var connection = context.GetService<IRelationalConnection>();
        try
        {
            var rows = Encode(events);
            if (rows.Count == 0)
                return;
            using var unrecorded = AuditContext.Suppress();
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                foreach (var some in Parts(rows))
                {
                    var command = CreateCommand(context, connection, some);
                    await using (command.ConfigureAwait(false))
                        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                await connection.CloseAsync().ConfigureAwait(false);
            }
        }
        catch
        {
            Break(connection);
            throw;
        }
    }

    private List<OutboxRow> Encode(List<AuditEvent> events)
    {
        var rows = new List<OutboxRow>(events.Count);
        foreach (var auditEvent in events)
        {
            if (delivery.Encode(auditEvent) is { } row)
                rows.Add(row);
        }

        return rows;
    }

    /// <summary>The events of a save have one class and one expiry, so that it is one part unless there are very many.</summary>
    private static IEnumerable<OutboxRow[]> Parts(List<OutboxRow> rows) =>
        rows.GroupBy(static row => (row.RetentionClass, row.ExpiresAt)).SelectMany(static alike => alike.Chunk(MostRows));

    private DbCommand CreateCommand(DbContext context, IRelationalConnection connection, OutboxRow[] rows)
    {
        var command = connection.DbConnection.CreateCommand();
        command.Transaction = connection.CurrentTransaction?.GetDbTransaction();
        if (connection.CommandTimeout is { } timeout)
            command.CommandTimeout = timeout;
        _inserts.GetValue(context.Model, _ => new OutboxInsert(context)).Fill(command, rows, time.GetUtcNow());
        return command;
    }

    private void Break(IRelationalConnection connection)
    {
        if (connection.CurrentTransaction?.GetDbTransaction() is { } transaction)
            _broken.AddOrUpdate(transaction, this);
    }
}
