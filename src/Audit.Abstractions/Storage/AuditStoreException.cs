namespace Audit.Storage;

/// <summary>A store did not take a batch, and can tell why. Any other exception of a store means <see cref="AuditStoreFailure.Unavailable"/>.</summary>
public sealed class AuditStoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="code">The store's own code, short and without data of the rows, for example <c>VIOLATED_CONSTRAINT</c>.</param>
    /// <param name="innerException">What the store's client threw.</param>
    public AuditStoreException(AuditStoreFailure failure, string code, Exception? innerException = null)
        : base($"The audit store did not take a batch: {code}.", innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        Failure = failure;
        Code = code;
    }

    /// <summary>Why.</summary>
    public AuditStoreFailure Failure { get; }

    /// <summary>The store's own code, without data of the rows.</summary>
    public string Code { get; }

    /// <summary>What an operator has to do about it, when the store knows; a sentence or two.</summary>
    public string? Remedy { get; init; }
}
