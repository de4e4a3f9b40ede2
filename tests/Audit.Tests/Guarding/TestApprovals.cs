using Audit.Guarding.Approvals;

namespace Audit.Tests.Guarding;

/// <summary>Approvals as the seam describes them: one operation, asked for, approved by a switch, used once.</summary>
internal sealed class TestApprovals : IApprovals, IApprovalStore
{
    public Approval? Pending { get; private set; }

    public bool IsApproved { get; set; }

    public bool Throws { get; init; }

    public bool IsSilent { get; init; }

    public async ValueTask<Approval> RedeemOrRequestAsync(Approval request, CancellationToken cancellationToken)
    {
        if (Throws)
            throw new IOException("The approvals cannot be reached.");
        if (IsSilent)
            await Task.Delay(Timeout.Infinite, cancellationToken);
        Pending ??= request;
        var isUsed = IsApproved;
        IsApproved = false;
        return isUsed ? Pending with { State = ApprovalState.Used } : Pending;
    }

    public ValueTask<IReadOnlyList<Approval>> ListPendingAsync(CancellationToken cancellationToken) => new([Pending!]);

    public ValueTask<Approval> DecideAsync(Guid id, bool isApproved, string note, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Approval> RequestAsync(Approval approval, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Approval?> FindAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Approval?> FindAsync(ApprovalBinding binding, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> TryChangeAsync(Approval current, Approval next, CancellationToken cancellationToken) => throw new NotSupportedException();
}
