using Audit.Exporting;
using Audit.Testing;

namespace Audit.Tests.Exporting;

/// <summary>The store that other tests use keeps the contract, too.</summary>
public sealed class MemoryExportStoreTests : ExportStoreContractTests
{
    protected override ValueTask<IReadOnlyList<IExportStore>> CreateInstancesAsync(int count)
    {
        var store = new MemoryExportStore();
        return ValueTask.FromResult<IReadOnlyList<IExportStore>>([.. Enumerable.Repeat(store, count)]);
    }
}
