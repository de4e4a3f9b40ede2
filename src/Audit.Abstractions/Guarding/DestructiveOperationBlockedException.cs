using System.Collections.Immutable;

namespace Audit.Guarding;

/// <summary>The guard refused an operation: it never reached the database, or, where rows had to be counted first, was rolled back.</summary>
public sealed class DestructiveOperationBlockedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was refused, why, and what can be done.</param>
    public DestructiveOperationBlockedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What was refused, why, and what can be done.</param>
    /// <param name="innerException">What happened.</param>
    public DestructiveOperationBlockedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The name of the rule that refused it.</summary>
    public string Rule { get; init; } = "";

    /// <summary>The action of the rule.</summary>
    public GuardAction Action { get; init; } = GuardAction.Block;

    /// <summary>Why the operation is destructive, by the taxonomy's names.</summary>
    public ImmutableArray<string> Reasons { get; init; } = [];

    /// <summary>The event that recorded the attempt.</summary>
    public Guid EventId { get; init; }

    /// <summary>The approval that would let it run; <see langword="null"/> when none would.</summary>
    public Guid? ApprovalId { get; init; }

    /// <summary>Whether it ran and was rolled back, since it changed more rows than it may.</summary>
    public bool IsRolledBack { get; init; }
}
