using System.Data.Common;
using Audit.AdoNet.Recording;
using Audit.EfCore.EntityChanges.Transactions;
using Audit.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using EfSource = Microsoft.EntityFrameworkCore.Diagnostics.CommandSource;

namespace Audit.EfCore.EntityChanges.Bulk;

/// <summary>
/// Records what <c>ExecuteUpdate</c> and <c>ExecuteDelete</c> do to entities: which, how many and by what condition, as its redacted statement tells.
/// The entities themselves nobody reads. Never throws.
/// </summary>
internal sealed class BulkRecorder(
    BulkTables tables, HeldTransactions held, EntityPublisher publisher, CaptureFailures failures, IOptions<EntityChangeOptions> options)
{
    private readonly bool _isEnabled = options.Value.Enabled;
    private readonly bool _isOptOut = options.Value.Mode == EntityChangeMode.OptOut;

    public bool Includes(EfSource source) => _isEnabled && source is EfSource.ExecuteUpdate or EfSource.ExecuteDelete;

    /// <summary>The event of a bulk command that ended, to be recorded now.</summary>
    /// <param name="command">The command.</param>
    /// <param name="context">Its context.</param>
    /// <param name="source">What issued it.</param>
    /// <param name="recorded">The event of the command itself.</param>
    /// <returns>Nothing when it is not to be recorded, or waits for its transaction.</returns>
    public List<AuditEvent>? EventOf(DbCommand command, DbContext? context, EfSource source, AuditEvent recorded)
    {
#pragma warning disable CA1031 // The command has run: nothing of ours may turn that into an error.
        try
        {
            if (context is null || Create(context, source, recorded) is not { } auditEvent)
                return null;
            List<AuditEvent> events = [auditEvent];
            return auditEvent.Outcome == Outcome.Succeeded && Hold(command, context, events) ? null : events;
        }
        catch (Exception exception)
        {
            failures.Report(exception);
            return null;
        }
#pragma warning restore CA1031
    }

    public void Publish(List<AuditEvent>? events) => publisher.Publish(events);

    public ValueTask PublishAsync(List<AuditEvent>? events) => publisher.PublishAsync(events);

    private AuditEvent? Create(DbContext context, EfSource source, AuditEvent recorded)
    {
        // EF Core may name both by the one source.
        var isDelete = source == EfSource.ExecuteDelete || recorded.Statement is { Operations: ["DELETE", ..] };
        var table = recorded.Statement is { TablesWritten: [var written, ..] } ? written : "";
        var plan = tables.Find(context.Model, table);
        if (!(plan?.IsAudited ?? _isOptOut))
            return null;
        return new AuditEvent(recorded)
        {
            Id = AuditId.Create(recorded.OccurredAtUnixMicroseconds),
            Category = EventCategory.Entity,
            Action = isDelete ? EntityActions.BulkDeleted : EntityActions.BulkModified,
            // The command's own event tells of the harm, once.
            Risk = Risk.None,
            Destructive = false,
            Entity = new EntityChange(plan?.Type ?? table, "", isDelete ? EntityActions.Deleted : EntityActions.Modified, []),
        };
    }

    private bool Hold(DbCommand command, DbContext context, List<AuditEvent> events)
    {
        if (command.Transaction is { } transaction)
            return held.Hold(transaction, events, null);
        if (context.GetService<IRelationalConnection>() is not ITransactionEnlistmentManager manager
            || (manager.EnlistedTransaction ?? manager.CurrentAmbientTransaction) is not { } ambient)
            return false;
        return held.Hold(ambient, events, null);
    }
}
