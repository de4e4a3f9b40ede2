using System.Data.Common;
using System.Runtime.CompilerServices;
using Audit.AdoNet.Recording;
using Audit.Events;
using Audit.Statements;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.SaveChanges;

/// <summary>
/// Holds back the event of a <c>SaveChanges</c> command until it is known how it ended. A command of several statements fails while
/// its results are read: EF Core then disposes the reader as if all were well, and says so only when the whole save failed.
/// </summary>
/// <remarks>A context is used by one thread at a time, and so is what is held for it. At most one event is held per context.</remarks>
internal sealed class SaveChangesCommands(CommandRecorder recorder)
{
    private readonly ConditionalWeakTable<DbContext, Held> _held = [];

    /// <summary>Holds the event of a command whose reader was disposed.</summary>
    /// <returns><see langword="false"/>: nothing is to be waited for, record it now.</returns>
    public bool Hold(DbContext context, DbCommand command, AuditEvent auditEvent)
    {
        if (_held.TryGetValue(context, out var held))
        {
            held.Release(recorder);
            if (held.ConflictFound)
            {
                held.ConflictFound = false;
                return false;
            }
        }

        // A command of one statement fails when it is executed, not when its result is read.
        if (!HasSeveralStatements(command.CommandText))
            return false;

        held ??= _held.GetOrCreateValue(context);
        held.Event = auditEvent;
        held.Dialect = recorder.DialectOf(command);
        return true;
    }

    /// <summary>What was held went well: the save went on.</summary>
    public void Succeeded(DbContext context)
    {
        if (_held.TryGetValue(context, out var held))
            held.Release(recorder);
    }

    /// <summary>The save failed after its last command was read: that command is what failed, when EF Core or a driver says so.</summary>
    public void Failed(DbContext context, Exception exception)
    {
        if (!_held.TryGetValue(context, out var held) || held.Event is not { } auditEvent)
            return;
        if (exception is DbUpdateException or OperationCanceledException)
            held.Event = recorder.WithError(auditEvent, exception, held.Dialect);
        held.Release(recorder);
    }

    /// <summary>The save begins anew without having said why: its last command failed with an error that an execution strategy retries.</summary>
    public void Retried(DbContext context)
    {
        if (!_held.TryGetValue(context, out var held) || held.Event is not { } auditEvent)
            return;
        held.Event = auditEvent.WithOutcome(Outcome.Failed, "Retried", "The execution strategy tried the save again.");
        held.Release(recorder);
    }

    /// <summary>Rows were not found: the command whose result is being read went well, and nobody will say how the save ended.</summary>
    public void Conflict(DbContext context) => _held.GetOrCreateValue(context).ConflictFound = true;

    // EF Core ends each statement of a batch by a semicolon and a line break.
    private static bool HasSeveralStatements(string commandText)
    {
        var end = commandText.AsSpan().TrimEnd().TrimEnd(';');
        return end.IndexOf(";\n", StringComparison.Ordinal) >= 0 || end.IndexOf(";\r\n", StringComparison.Ordinal) >= 0;
    }

    private sealed class Held
    {
        public AuditEvent? Event { get; set; }

        public SqlDialect Dialect { get; set; }

        public bool ConflictFound { get; set; }

        public void Release(CommandRecorder recorder)
        {
            var auditEvent = Event;
            Event = null;
            if (auditEvent is not null)
                recorder.Record(auditEvent);
        }
    }
}
