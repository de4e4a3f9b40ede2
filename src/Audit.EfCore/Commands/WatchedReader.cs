using System.Collections.Immutable;
using System.Data.Common;
using Audit.AdoNet.Decorators;
using Audit.EfCore.Transactions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using AuditAttribute = Audit.Events.AuditAttribute;

namespace Audit.EfCore.Commands;

/// <summary>
/// Counts what is read of a result, and notices when reading fails. No interceptor is told: EF Core disposes a reader that failed as if all were well.
/// </summary>
internal sealed class WatchedReader : DelegatingReader
{
    private readonly AuditCommandInterceptor _owner;
    private readonly DbCommand _command;
    private bool _isRecorded;

    public WatchedReader(DbDataReader inner, AuditCommandInterceptor owner, DbCommand command, CommandExecutedEventData eventData)
        : base(inner)
    {
        _owner = owner;
        _command = command;
        CommandId = eventData.CommandId;
        Source = eventData.CommandSource;
        StartedAt = eventData.StartTime;
        Executed = eventData.Duration;
    }

    public Guid CommandId { get; }

    public CommandSource Source { get; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>How long the database took until it gave the reader.</summary>
    public TimeSpan Executed { get; }

    /// <summary>The attempt that it was executed in: its result may be read after that.</summary>
    public ImmutableArray<AuditAttribute> Attributes { get; } = Attempt.CurrentAttributes;

    /// <summary>Whoever records the command asks first.</summary>
    /// <returns><see langword="false"/>: it is done.</returns>
    public bool TryBeginRecord()
    {
        if (_isRecorded)
            return false;
        _isRecorded = true;
        return true;
    }

    public override void Close() => Inner.Close();

    public override Task CloseAsync() => Inner.CloseAsync();

#pragma warning disable CA2215 // The base would close the inner reader once more, which its driver may have lent to someone else by then.
    public override ValueTask DisposeAsync()
    {
        ReportUnknownEnd();
        return Inner.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        ReportUnknownEnd();
        Inner.Dispose();
    }
#pragma warning restore CA2215

    // A reader that EF Core buffers is disposed before the interceptor is told; when it failed, the interceptor is told nothing at all.
    private void ReportUnknownEnd()
    {
        if (!_isRecorded)
            _owner.ReaderDisposed(this, _command);
    }
}
