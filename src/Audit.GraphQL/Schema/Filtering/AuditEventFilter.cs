using System.ComponentModel;
using Audit.Events;
using GraphQL;

namespace Audit.GraphQL.Schema.Filtering;

/// <summary>Which events are meant. All that is set must hold.</summary>
[Description("Which events are meant. All conditions that are set must hold; an empty list is a condition that nothing fulfils.")]
internal sealed class AuditEventFilter
{
    public IReadOnlyList<AuditEventFilter>? And { get; init; }

    public IReadOnlyList<AuditEventFilter>? Or { get; init; }

    public AuditEventFilter? Not { get; init; }

    [Id]
    [Description("The event of this id.")]
    public string? Id { get; init; }

    [Description("Not before this time.")]
    public DateTimeOffset? From { get; init; }

    [Description("Before this time.")]
    public DateTimeOffset? To { get; init; }

    [Description("Within this span before now; excludes from and to.")]
    public TimeSpan? Last { get; init; }

    public IReadOnlyList<EventCategory>? Category { get; init; }

    public IReadOnlyList<Outcome>? Outcome { get; init; }

    public Risk? MinRisk { get; init; }

    public bool? Destructive { get; init; }

    public IReadOnlyList<CommandSource>? Source { get; init; }

    public StringFilter? Action { get; init; }

    public StringFilter? Application { get; init; }

    public StringFilter? Environment { get; init; }

    public IReadOnlyList<ActorType>? ActorType { get; init; }

    public StringFilter? ActorId { get; init; }

    public StringFilter? ActorName { get; init; }

    public StringFilter? TenantId { get; init; }

    public StringFilter? SessionId { get; init; }

    public StringFilter? ApiKeyId { get; init; }

    [Description("An address, or a range in CIDR notation.")]
    public string? ClientIp { get; init; }

    [Description("One of these operations, for example DELETE.")]
    public IReadOnlyList<string>? Operation { get; init; }

    [Description("A table that was read or written.")]
    public StringFilter? Table { get; init; }

    public StringFilter? TableWritten { get; init; }

    [Description("The statement's fingerprint, as 16 hexadecimal digits.")]
    public StringFilter? Fingerprint { get; init; }

    public LongFilter? RowsAffected { get; init; }

    public LongFilter? DurationMicroseconds { get; init; }

    public StringFilter? Entity { get; init; }

    public StringFilter? EntityKey { get; init; }

    [Description("A property that changed.")]
    public StringFilter? Property { get; init; }

    [Description("The console command's name.")]
    public StringFilter? Command { get; init; }

    public StringFilter? TraceId { get; init; }

    public StringFilter? TransactionId { get; init; }

    public StringFilter? RequestId { get; init; }

    [Description("Words in statement, error, command line, entity key or actor; all must occur, in any order.")]
    public string? Search { get; init; }

    [Description("Custom attributes; all must hold.")]
    public IReadOnlyList<AttributeFilter>? Attribute { get; init; }

    [Id]
    [Description("The event that caused it, for example the run of a command.")]
    public string? ParentEventId { get; init; }
}
