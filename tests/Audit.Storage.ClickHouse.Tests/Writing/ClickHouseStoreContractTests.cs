using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;

namespace Audit.Storage.ClickHouse.Tests.Writing;

/// <summary>The ClickHouse store on the real engine keeps the contract of stores.</summary>
public sealed class ClickHouseStoreContractTests(EmbeddedEngineFixture engine) : StoreContractTests, IAsyncDisposable
{
    private readonly StoreApplication _application = StoreApplication.Create(engine);

    protected override ValueTask<IAuditStore> CreateStoreAsync() => new(_application.Store);

    protected override async ValueTask<IReadOnlyList<ContractRow>> ReadAsync(IAuditStore store, string stream) => await _application.ReadRowsAsync(stream);

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
