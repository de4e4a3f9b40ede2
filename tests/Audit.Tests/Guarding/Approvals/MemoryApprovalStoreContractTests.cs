using Audit.Guarding.Approvals;
using Audit.Testing;

namespace Audit.Tests.Guarding.Approvals;

/// <summary>The store that tests use keeps the contract too.</summary>
public sealed class MemoryApprovalStoreContractTests : ApprovalStoreContractTests
{
    protected override ValueTask<IReadOnlyList<IApprovalStore>> CreateInstancesAsync(int count)
    {
        var store = new MemoryApprovalStore();
        return new([.. Enumerable.Repeat(store, count)]);
    }
}
