using System.Collections.Immutable;
using Audit.Context;

namespace Audit.Guarding.Approvals;

/// <summary>A request that a second person let an operation run once, and what became of it.</summary>
public sealed record Approval
{
    /// <summary>The id by which people speak of it.</summary>
    public required Guid Id { get; init; }

    /// <summary>The operation that it lets run.</summary>
    public required ApprovalBinding Binding { get; init; }

    /// <summary>The rule that asked for it.</summary>
    public required string Rule { get; init; }

    /// <summary>The statement, redacted.</summary>
    public required string Statement { get; init; }

    /// <summary>Why the statement is destructive, by the taxonomy's names.</summary>
    public ImmutableArray<string> Reasons { get; init; } = [];

    /// <summary>Who asked for it.</summary>
    public required AuditActor RequestedBy { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When it ends, decided or not, in UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The application that the operation belongs to.</summary>
    public required string Application { get; init; }

    /// <summary>The environment of the application.</summary>
    public required string Environment { get; init; }

    /// <summary>The reason that the requester gave; empty for none.</summary>
    public string RequestNote { get; init; } = "";

    /// <summary>Where it stands.</summary>
    public ApprovalState State { get; init; }

    /// <summary>Who approved or rejected it.</summary>
    public AuditActor? DecidedBy { get; init; }

    /// <summary>When it was approved or rejected, in UTC.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What the approver had to say; empty for nothing.</summary>
    public string DecisionNote { get; init; } = "";
}
