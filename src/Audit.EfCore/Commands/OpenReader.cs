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

    /// <summary>Rows read so far; -1 when nobody watches the reader.</summary>
    public long Rows { get; set; } = -1;

    /// <summary>What made reading stop.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Whether there was a row; only needed when nobody watches the reader, and it closes after one read.</summary>
    public bool HadRow { get; set; } = true;
}
