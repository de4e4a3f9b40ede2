using System.Collections.Immutable;
using Audit.EfCore.Transactions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using AuditAttribute = Audit.Events.AuditAttribute;

namespace Audit.EfCore.Commands;

/// <summary>What is known of a command whose result is being read.</summary>
internal sealed class OpenReader(Guid commandId, CommandSource source, DateTimeOffset startedAt, TimeSpan executed)
{
    public Guid CommandId { get; } = commandId;

    public CommandSource Source { get; } = source;

    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary>How long the database took until it gave the reader.</summary>
    public TimeSpan Executed { get; } = executed;

    /// <summary>The attempt that it was executed in: its result may be read after that.</summary>
    public ImmutableArray<AuditAttribute> Attributes { get; init; } = Attempt.CurrentAttributes;

    /// <summary>The rows of a result that EF Core has buffered; -1 when they were not counted.</summary>
    public long Rows { get; init; } = -1;

    /// <summary>Whether there was a row; only needed when rows are not counted, and the reader closes after one read.</summary>
    public bool HadRow { get; set; } = true;
}
