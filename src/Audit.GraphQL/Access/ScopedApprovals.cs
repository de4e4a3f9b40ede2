using Audit.Context;
using Audit.Guarding.Approvals;
using Audit.Querying;

namespace Audit.GraphQL.Access;

/// <summary>The approvals that somebody may see and decide on: those that their tenant asked for. Another's is answered like one that does not exist.</summary>
internal sealed class ScopedApprovals(AuditReadScope sight, IApprovals inner, IApprovalStore store) : IApprovals
{
    public ValueTask<Approval> RedeemOrRequestAsync(Approval request, CancellationToken cancellationToken) =>
        inner.RedeemOrRequestAsync(request, cancellationToken);

    public async ValueTask<IReadOnlyList<Approval>> ListPendingAsync(CancellationToken cancellationToken)
    {
        var pending = await inner.ListPendingAsync(cancellationToken).ConfigureAwait(false);
        return [.. pending.Where(Admits).Select(Show)];
    }

    public async ValueTask<Approval> DecideAsync(Guid id, bool isApproved, string note, CancellationToken cancellationToken)
    {
        if (sight.TenantId is not null && (await store.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } found || !Admits(found)))
            throw new ApprovalException($"There is no approval {id}.") { Failure = ApprovalFailure.NotPending };

        return Show(await inner.DecideAsync(id, isApproved, note, cancellationToken).ConfigureAwait(false));
    }

    private bool Admits(Approval approval) => sight.TenantId is null || (approval.RequestedBy.TenantId ?? "") == sight.TenantId;

    /// <summary>Notes are what people write, about whomever.</summary>
    private Approval Show(Approval approval) => sight.ShowsPersonalData ? approval : approval with
    {
        RequestedBy = Nameless(approval.RequestedBy),
        DecidedBy = approval.DecidedBy is { } actor ? Nameless(actor) : null,
        RequestNote = "",
        DecisionNote = "",
    };

    private static AuditActor Nameless(AuditActor actor) => actor with { Name = null };
}
