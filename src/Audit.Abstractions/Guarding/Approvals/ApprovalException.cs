namespace Audit.Guarding.Approvals;

/// <summary>A decision on an approval that cannot be taken; the message says why.</summary>
public sealed class ApprovalException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why it cannot be taken.</param>
    public ApprovalException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">Why it cannot be taken.</param>
    /// <param name="innerException">What happened.</param>
    public ApprovalException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What kind of reason it is.</summary>
    public ApprovalFailure Failure { get; init; }
}
