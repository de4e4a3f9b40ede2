using System.Collections.Immutable;
using Audit.AdoNet.Transactions;
using Audit.Events;

namespace Audit.AdoNet.Recording;

/// <summary>How a command ended, as its capture saw it.</summary>
internal readonly struct CommandEnd
{
    public CommandEnd()
    {
    }

    /// <summary>When the command was sent.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>From sending it to having read its result.</summary>
    public required TimeSpan Duration { get; init; }

    public CommandSource Source { get; init; } = CommandSource.AdoNet;

    /// <summary>The transaction that it ran in, which then counts it.</summary>
    public TransactionRecord? Transaction { get; init; }

    /// <summary>What part of an attempt, or other work, it belongs to.</summary>
    public ImmutableArray<AuditAttribute> Attributes { get; init; } = [];

    /// <summary>-1 when not known.</summary>
    public long RowsAffected { get; init; } = -1;

    /// <summary>-1 when not known.</summary>
    public long RowsRead { get; init; } = -1;

    /// <summary>What was thrown; <see langword="null"/> when nothing was, or nobody knows.</summary>
    public Exception? Exception { get; init; }

    /// <summary>Whether it was cancelled, when there is no exception that tells.</summary>
    public bool IsCancelled { get; init; }
}
