using System.Collections.Immutable;
using Audit.Events;

namespace Audit.Querying;

/// <summary>Which events are meant. All conditions that are set must hold; an empty list is a condition that nothing fulfils.</summary>
public sealed record AuditFilter
{
    /// <summary>All of these must hold as well.</summary>
    public ImmutableArray<AuditFilter>? And { get; init; }

    /// <summary>At least one of these must hold.</summary>
    public ImmutableArray<AuditFilter>? Or { get; init; }

    /// <summary>This must not hold.</summary>
    public AuditFilter? Not { get; init; }

    /// <summary>The event of this id.</summary>
    public Guid? Id { get; init; }

    /// <summary>Not before this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Within this span before now; excludes <see cref="From"/> and <see cref="To"/>.</summary>
    public TimeSpan? Last { get; init; }

    /// <summary>One of these categories.</summary>
    public ImmutableArray<EventCategory>? Category { get; init; }

    /// <summary>One of these outcomes.</summary>
    public ImmutableArray<Outcome>? Outcome { get; init; }

    /// <summary>At least this risk.</summary>
    public Risk? MinRisk { get; init; }

    /// <summary>Destructive or not.</summary>
    public bool? Destructive { get; init; }

    /// <summary>One of these sources.</summary>
    public ImmutableArray<CommandSource>? Source { get; init; }

    /// <summary>The action.</summary>
    public StringFilter? Action { get; init; }

    /// <summary>The application.</summary>
    public StringFilter? Application { get; init; }

    /// <summary>The environment.</summary>
    public StringFilter? Environment { get; init; }

    /// <summary>One of these kinds of actor.</summary>
    public ImmutableArray<ActorType>? ActorType { get; init; }

    /// <summary>The actor's id.</summary>
    public StringFilter? ActorId { get; init; }

    /// <summary>The actor's name.</summary>
    public StringFilter? ActorName { get; init; }

    /// <summary>The actor's tenant.</summary>
    public StringFilter? TenantId { get; init; }

    /// <summary>The session.</summary>
    public StringFilter? SessionId { get; init; }

    /// <summary>The API key's id.</summary>
    public StringFilter? ApiKeyId { get; init; }

    /// <summary>The client's address, or a range in CIDR notation.</summary>
    public string? ClientIp { get; init; }

    /// <summary>One of these operations, for example <c>DELETE</c>.</summary>
    public ImmutableArray<string>? Operation { get; init; }

    /// <summary>A table that was read or written.</summary>
    public StringFilter? Table { get; init; }

    /// <summary>A table that was written.</summary>
    public StringFilter? TableWritten { get; init; }

    /// <summary>The statement's fingerprint, as 16 hexadecimal digits.</summary>
    public StringFilter? Fingerprint { get; init; }

    /// <summary>The number of rows affected.</summary>
    public LongFilter? RowsAffected { get; init; }

    /// <summary>The duration in microseconds.</summary>
    public LongFilter? DurationMicroseconds { get; init; }

    /// <summary>The entity's type.</summary>
    public StringFilter? Entity { get; init; }

    /// <summary>The entity's key.</summary>
    public StringFilter? EntityKey { get; init; }

    /// <summary>A property that changed.</summary>
    public StringFilter? Property { get; init; }

    /// <summary>The console command's name.</summary>
    public StringFilter? Command { get; init; }

    /// <summary>The trace.</summary>
    public StringFilter? TraceId { get; init; }

    /// <summary>The transaction.</summary>
    public StringFilter? TransactionId { get; init; }

    /// <summary>The HTTP request.</summary>
    public StringFilter? RequestId { get; init; }

    /// <summary>Words in statement, error, command line, entity key or actor; all must occur, in any order.</summary>
    public string? Search { get; init; }

    /// <summary>Custom attributes; all must hold.</summary>
    public ImmutableArray<AttributeFilter>? Attribute { get; init; }

    /// <summary>The event that caused it.</summary>
    public Guid? ParentId { get; init; }
}

/// <summary>A condition on a text. All that is set must hold. On lists (tables, properties): an element must fulfil it; negations: no element may equal it.</summary>
public sealed record StringFilter
{
    /// <summary>Equal to.</summary>
    public string? Eq { get; init; }

    /// <summary>Not equal to.</summary>
    public string? Ne { get; init; }

    /// <summary>One of.</summary>
    public ImmutableArray<string>? In { get; init; }

    /// <summary>None of.</summary>
    public ImmutableArray<string>? NotIn { get; init; }

    /// <summary>Contains, ignoring case.</summary>
    public string? Contains { get; init; }

    /// <summary>Starts with.</summary>
    public string? StartsWith { get; init; }

    /// <summary>Like an SQL pattern: <c>%</c> any text, <c>_</c> any character, <c>\</c> quotes the next.</summary>
    public string? Like { get; init; }
}

/// <summary>A condition on a number. All that is set must hold.</summary>
public sealed record LongFilter
{
    /// <summary>Equal to.</summary>
    public long? Eq { get; init; }

    /// <summary>Greater than.</summary>
    public long? Gt { get; init; }

    /// <summary>Greater than or equal to.</summary>
    public long? Gte { get; init; }

    /// <summary>Less than.</summary>
    public long? Lt { get; init; }

    /// <summary>Less than or equal to.</summary>
    public long? Lte { get; init; }
}

/// <summary>A condition on a custom attribute.</summary>
/// <param name="Name">The attribute's name.</param>
/// <param name="Value">The condition; an attribute that is missing fulfils none.</param>
public sealed record AttributeFilter(string Name, StringFilter Value);
