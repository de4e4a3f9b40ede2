namespace Audit.Guarding.Approvals;

/// <summary>Asks for approvals, gives them and spends them, by the rules: four eyes, in time, once. Every step is recorded as an event. Thread-safe.</summary>
public interface IApprovals
{
    /// <summary>
    /// Spends the approval of an operation if there is one; otherwise asks for it, or returns the request that is waiting already.
    /// </summary>
    /// <param name="request">The operation, as a pending approval.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>An approval in the state <see cref="ApprovalState.Used"/> when the operation may run now, exactly once; otherwise <see cref="ApprovalState.Pending"/>.</returns>
    ValueTask<Approval> RedeemOrRequestAsync(Approval request, CancellationToken cancellationToken);

    /// <summary>The approvals that wait for a decision, the oldest first.</summary>
    ValueTask<IReadOnlyList<Approval>> ListPendingAsync(CancellationToken cancellationToken);

    /// <summary>Approves or rejects an operation in the name of the ambient <see cref="Context.AuditContext"/>'s actor.</summary>
    /// <param name="id">The approval's id.</param>
    /// <param name="isApproved">Approve or reject.</param>
    /// <param name="note">Why; recorded with the decision.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ApprovalException">There is no such approval, it is not pending any more, or who decides is who asked.</exception>
    ValueTask<Approval> DecideAsync(Guid id, bool isApproved, string note, CancellationToken cancellationToken);
}
