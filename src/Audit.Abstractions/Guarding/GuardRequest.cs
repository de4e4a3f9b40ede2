using System.Collections.Immutable;
using Audit.Events;
using Audit.Statements;

namespace Audit.Guarding;

/// <summary>An operation that is about to run. Who asks for it is told by the ambient <see cref="Context.AuditContext"/>.</summary>
public sealed record GuardRequest
{
    /// <summary>What the statement does.</summary>
    public required StatementInfo Statement { get; init; }

    /// <summary>The database; <see langword="null"/> when not known.</summary>
    public DatabaseTarget? Database { get; init; }

    /// <summary>What issues it.</summary>
    public CommandSource Source { get; init; }

    /// <summary>Its parameters as they may be recorded.</summary>
    public ImmutableArray<AuditParameter> Parameters { get; init; } = [];

    /// <summary>The transaction it is part of; <see cref="Guid.Empty"/> for none.</summary>
    public Guid TransactionId { get; init; }

    /// <summary>
    /// SHA-256 over the statement's text as sent and its parameters' values, in hexadecimal digits: what an approval is bound to.
    /// Only asked for when it is needed.
    /// </summary>
    public required Func<string> ContentHash { get; init; }
}
