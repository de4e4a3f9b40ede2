using Audit.Guarding.Approvals;

namespace Audit.Testing;

/// <summary>Keeps approvals in memory.</summary>
internal sealed class MemoryApprovalStore : IApprovalStore
{
    private readonly Lock _lock = new();
    private readonly List<Approval> _approvals = [];

    public ValueTask<Approval> RequestAsync(Approval approval, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var active = _approvals.Find(other => other.Binding == approval.Binding && other.State is (ApprovalState.Pending or ApprovalState.Approved));
            if (active is not null)
                return new(active);
            _approvals.Add(approval);
            return new(approval);
        }
    }

    public ValueTask<Approval?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        lock (_lock)
            return new(_approvals.Find(approval => approval.Id == id));
    }

    public ValueTask<Approval?> FindAsync(ApprovalBinding binding, CancellationToken cancellationToken)
    {
        lock (_lock)
            return new(_approvals.FindLast(approval => approval.Binding == binding));
    }

    public ValueTask<IReadOnlyList<Approval>> ListPendingAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return new([.. _approvals.Where(static approval => approval.State == ApprovalState.Pending).OrderBy(static approval => approval.RequestedAt)]);
    }

    public ValueTask<bool> TryChangeAsync(Approval current, Approval next, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var index = _approvals.FindIndex(approval => approval.Id == current.Id && approval.State == current.State);
            if (index >= 0)
                _approvals[index] = next;
            return new(index >= 0);
        }
    }
}
