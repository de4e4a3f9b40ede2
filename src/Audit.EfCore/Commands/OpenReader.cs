using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.Commands;

/// <summary>What is known of a command whose result is being read.</summary>
internal sealed class OpenReader(Guid commandId, CommandSource source, DateTimeOffset startedAt, TimeSpan executed)
{
    public Guid CommandId { get; } = commandId;

    public CommandSource Source { get; } = source;

    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary>How long the database took until it gave the reader.</summary>
    public TimeSpan Executed { get; } = executed;

    /// <summary>Whether there was a row; only known, and only needed, when the reader closes after one read.</summary>
    public bool HadRow { get; set; } = true;

    /// <summary>What made reading stop.</summary>
    public Exception? Failure { get; set; }
}
