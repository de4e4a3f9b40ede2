namespace Audit.Guarding.Approvals;

/// <summary>
/// Keeps approvals where all instances of all applications see them. Thread-safe. Knows states and no rules: who may decide is told elsewhere.
/// </summary>
public interface IApprovalStore
{
    /// <summary>Adds a pending approval. When one with the same binding is pending or approved already, that one is returned and nothing is added.</summary>
    ValueTask<Approval> RequestAsync(Approval approval, CancellationToken cancellationToken);

    /// <summary>The approval with an id; <see langword="null"/> when there is none.</summary>
    ValueTask<Approval?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The newest approval of an operation, whatever its state; <see langword="null"/> when there is none.</summary>
    ValueTask<Approval?> FindAsync(ApprovalBinding binding, CancellationToken cancellationToken);

    /// <summary>The approvals that wait for a decision, the oldest first; at most 1,000.</summary>
    ValueTask<IReadOnlyList<Approval>> ListPendingAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Brings an approval from one state to another, once: of several callers at the same moment, on whatever instances, exactly one succeeds.
    /// </summary>
    /// <param name="current">The approval as it was found.</param>
    /// <param name="next">The same with its new state, and who decided.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns><see langword="false"/> when it is not in the state of <paramref name="current"/> any more.</returns>
    ValueTask<bool> TryChangeAsync(Approval current, Approval next, CancellationToken cancellationToken);
}
