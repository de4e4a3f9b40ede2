using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Audit.Context;
using Audit.Statements;

namespace Audit.Events;

/// <summary>
/// One thing that happened: immutable, and a snapshot. It holds values and other immutable snapshots only, never a request,
/// a connection or an entity, so that it can wait in a queue without keeping anything alive.
/// </summary>
/// <remarks>
/// Each member is a column (or a group of columns) of the <c>audit_logs</c> table; see <see cref="Schema.AuditSchema"/>.
/// Creating an event stamps it with the ambient <see cref="AuditContext"/> and the current <see cref="Activity"/>.
/// </remarks>
public sealed class AuditEvent
{
    private readonly long _occurredAt;

    /// <summary>Creates an event that happened at a time, under the ambient context.</summary>
    /// <param name="occurredAt">When it happened (for an operation: when it started); floored to microseconds.</param>
    public AuditEvent(DateTimeOffset occurredAt)
        : this(UnixMicroseconds(occurredAt), AuditContext.Current)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            TraceId = activity.TraceId.ToHexString();
            SpanId = activity.SpanId.ToHexString();
        }
        else
        {
            TraceId = Context.TraceId;
            SpanId = Context.SpanId;
        }
    }

    /// <summary>Creates an event with a context of its own, for example one read back from a store.</summary>
    /// <param name="unixMicroseconds">When it happened, in microseconds since 1970-01-01 UTC.</param>
    /// <param name="context">Who acted, and in the course of what.</param>
    public AuditEvent(long unixMicroseconds, AuditContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _occurredAt = unixMicroseconds;
        Id = AuditId.Create(unixMicroseconds);
        Context = context;
        ParentId = context.ParentEventId;
    }

    /// <summary>Creates a copy, id included, some members of which can be initialised otherwise.</summary>
    /// <param name="other">The event that is copied.</param>
    [SetsRequiredMembers]
    public AuditEvent(AuditEvent other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _occurredAt = other._occurredAt;
        Id = other.Id;
        Origin = other.Origin;
        Category = other.Category;
        Action = other.Action;
        Outcome = other.Outcome;
        Risk = other.Risk;
        Destructive = other.Destructive;
        Source = other.Source;
        Database = other.Database;
        Statement = other.Statement;
        Parameters = other.Parameters;
        Redactions = other.Redactions;
        RowsAffected = other.RowsAffected;
        RowsRead = other.RowsRead;
        DurationMicroseconds = other.DurationMicroseconds;
        ErrorCode = other.ErrorCode;
        ErrorMessage = other.ErrorMessage;
        Context = other.Context;
        TraceId = other.TraceId;
        SpanId = other.SpanId;
        TransactionId = other.TransactionId;
        ParentId = other.ParentId;
        Command = other.Command;
        Entity = other.Entity;
        Attributes = other.Attributes;
        RetentionClass = other.RetentionClass;
    }

    /// <summary>The id: UUID version 7 of <see cref="OccurredAt"/>.</summary>
    public Guid Id { get; init; }

    /// <summary>When it happened, in UTC with microseconds.</summary>
    public DateTimeOffset OccurredAt => DateTimeOffset.UnixEpoch.AddTicks(_occurredAt * TimeSpan.TicksPerMicrosecond);

    /// <summary>When it happened, in microseconds since 1970-01-01 UTC.</summary>
    public long OccurredAtUnixMicroseconds => _occurredAt;

    /// <summary>The process that recorded it; <see langword="null"/>: the process that seals it.</summary>
    public AuditOrigin? Origin { get; init; }

    /// <summary>The kind of event.</summary>
    public required EventCategory Category { get; init; }

    /// <summary>What was done, lower case with dots, for example <c>db.select</c> or <c>auth.sign_in</c>.</summary>
    public required string Action { get; init; }

    /// <summary>How it ended.</summary>
    public Outcome Outcome { get; init; } = Outcome.Succeeded;

    /// <summary>How much harm it can do.</summary>
    public Risk Risk { get; init; }

    /// <summary>Whether it destroys data or protection; from <see cref="Risk.Medium"/> upwards for statements.</summary>
    public bool Destructive { get; init; }

    /// <summary>The part of the application that issued it.</summary>
    public CommandSource Source { get; init; }

    /// <summary>The database, for database operations.</summary>
    public DatabaseTarget? Database { get; init; }

    /// <summary>What the statement does, for database operations.</summary>
    public StatementInfo? Statement { get; init; }

    /// <summary>The parameters of the statement.</summary>
    public ImmutableArray<AuditParameter> Parameters { get; init; } = [];

    /// <summary>What was changed before it was recorded, for example <c>statement:truncated</c>.</summary>
    public ImmutableArray<string> Redactions { get; init; } = [];

    /// <summary>Rows changed; -1 when not known.</summary>
    public long RowsAffected { get; init; } = -1;

    /// <summary>Rows read; -1 when not known.</summary>
    public long RowsRead { get; init; } = -1;

    /// <summary>How long it took, in microseconds.</summary>
    public long DurationMicroseconds { get; init; }

    /// <summary>The error's code as the driver gives it (SQLSTATE or number), or the exception's type.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The error's message, redacted.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Who acted, and in the course of what.</summary>
    public AuditContext Context { get; init; }

    /// <summary>The W3C trace id in hexadecimal digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>The W3C span id in hexadecimal digits.</summary>
    public string? SpanId { get; init; }

    /// <summary>The transaction it was part of; <see cref="Guid.Empty"/> for none.</summary>
    public Guid TransactionId { get; init; }

    /// <summary>The event it was caused by, for example the command that ran it; <see cref="Guid.Empty"/> for none.</summary>
    public Guid ParentId { get; init; }

    /// <summary>The console command or job, for events of that kind.</summary>
    public CommandRun? Command { get; init; }

    /// <summary>The entity change, for events of that kind.</summary>
    public EntityChange? Entity { get; init; }

    /// <summary>Custom keys and values; of equal names the last counts. The context's attributes are added when the event is sealed.</summary>
    public ImmutableArray<AuditAttribute> Attributes { get; init; } = [];

    /// <summary>How long it is kept, by the name of a class; <see langword="null"/>: as the engine's options say.</summary>
    public string? RetentionClass { get; init; }

    /// <summary>Microseconds since 1970-01-01 UTC, floored.</summary>
    public static long UnixMicroseconds(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var microseconds = ticks / TimeSpan.TicksPerMicrosecond;
        return ticks % TimeSpan.TicksPerMicrosecond < 0 ? microseconds - 1 : microseconds;
    }
}
