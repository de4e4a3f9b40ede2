namespace Audit.Querying;

/// <summary>Why a query has no answer.</summary>
public enum AuditQueryFailure : byte
{
    /// <summary>The query itself is wrong; the message names the field and what is allowed.</summary>
    Invalid,

    /// <summary>It went over a limit of time, rows or memory.</summary>
    LimitExceeded,

    /// <summary>The store does not answer.</summary>
    Unavailable,

    /// <summary>Who asks may not see what they ask for; the message names the field.</summary>
    Forbidden,
}

/// <summary>A query has no answer. The message is meant for the one who asked.</summary>
/// <param name="failure">Why.</param>
/// <param name="message">What to change; without internals of the store.</param>
/// <param name="innerException">What the store said.</param>
public sealed class AuditQueryException(AuditQueryFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Why.</summary>
    public AuditQueryFailure Failure { get; } = failure;
}
