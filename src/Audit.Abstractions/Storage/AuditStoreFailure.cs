namespace Audit.Storage;

/// <summary>Why a store did not take a batch, as far as that decides what happens next.</summary>
public enum AuditStoreFailure
{
    /// <summary>The store cannot be reached, or is overloaded: the batch is tried again soon.</summary>
    Unavailable,

    /// <summary>Something in the rows of this batch is refused; other rows may be taken. The batch is divided until it is known which.</summary>
    RowsRejected,

    /// <summary>
    /// The store takes no batch as it is now: a table or column is missing, an account or a certificate is not valid. Delivery is held, and somebody is told.
    /// </summary>
    Refused,
}
