using Audit.Context;

namespace Audit.Exporting;

/// <summary>An export into a file, and what became of it.</summary>
public sealed record ExportJob
{
    /// <summary>The id by which people speak of it.</summary>
    public required Guid Id { get; init; }

    /// <summary>Which events, and as what.</summary>
    public required ExportSelection Selection { get; init; }

    /// <summary>Who asked for it.</summary>
    public required AuditActor RequestedBy { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public ExportState State { get; init; }

    /// <summary>The events written so far.</summary>
    public long RowsWritten { get; init; }

    /// <summary>The events that there are to write.</summary>
    public long RowsTotal { get; init; }

    /// <summary>The bytes written so far.</summary>
    public long Bytes { get; init; }

    /// <summary>SHA-256 of the file in lower-case hexadecimal digits, once it is complete.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Why it failed; meant for people.</summary>
    public string? Error { get; init; }

    /// <summary>When it ended, however it did, in UTC.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When its file is removed, in UTC.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Which instance runs it, or ran it; empty for none yet.</summary>
    public string Host { get; init; } = "";

    /// <summary>Until when that instance alone may run it, in UTC; it says so again and again while it does.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>How often the record was changed, from 1: what tells a state from the next.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>Whether it waits or runs.</summary>
    public bool IsOpen => State is ExportState.Queued or ExportState.Running;

    /// <summary>How much of it is done, from 0 to 1.</summary>
    public double Progress => State == ExportState.Completed ? 1 : RowsTotal <= 0 ? 0 : Math.Clamp((double)RowsWritten / RowsTotal, 0, 1);
}
