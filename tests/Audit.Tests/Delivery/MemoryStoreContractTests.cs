using Audit.Storage;
using Audit.Testing;

namespace Audit.Tests.Delivery;

/// <summary>The store that the other tests rely on keeps the contract itself.</summary>
public sealed class MemoryStoreContractTests : StoreContractTests
{
    protected override ValueTask<IAuditStore> CreateStoreAsync() => new(new MemoryStore { Answers = true });

    protected override ValueTask<IReadOnlyList<ContractRow>> ReadAsync(IAuditStore store, string stream) =>
        new(((MemoryStore)store).Rows
            .Where(row => row.Stream == stream)
            .OrderBy(row => row.Sealed.Sequence)
            .Select(row => new ContractRow(row.Sealed.Sequence, row.Sealed.LeafCheck, row.Sealed.ExpiresAt, row.Bytes))
            .ToArray());
}
