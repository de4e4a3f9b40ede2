using Audit.Exporting;
using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Storage.ClickHouse.Tests.Exporting;

/// <summary>Records of exports in ClickHouse keep the contract, on the engine in process.</summary>
public sealed class EmbeddedExportStoreTests(EmbeddedEngineFixture engine) : ExportStoreContractTests, IAsyncDisposable
{
    private readonly List<StoreApplication> _instances = [];

    protected override async ValueTask<IReadOnlyList<IExportStore>> CreateInstancesAsync(int count)
    {
        var database = StoreApplication.NewDatabaseName();
        for (var i = 0; i < count; i++)
            _instances.Add(await StoreApplication.InitializedAsync(engine, database));
        return [.. _instances.Select(static instance => instance.Services.GetRequiredService<IExportStore>())];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
            await instance.DisposeAsync();
    }
}

/// <summary>The same at a server, over TCP.</summary>
public sealed class RemoteExportStoreTests(EmbeddedEngineFixture engine) : ExportStoreContractTests, IAsyncDisposable
{
    private readonly List<StoreApplication> _instances = [];
    private ClickHouseServer? _server;

    protected override async ValueTask<IReadOnlyList<IExportStore>> CreateInstancesAsync(int count)
    {
        _server = await ClickHouseServer.StartAsync(engine);
        var database = StoreApplication.NewDatabaseName();
        for (var i = 0; i < count; i++)
        {
            _instances.Add(StoreApplication.Create(_server.ConnectionString, database));
            await _instances[i].Store.InitializeAsync(TestContext.Current.CancellationToken);
        }

        return [.. _instances.Select(static instance => instance.Services.GetRequiredService<IExportStore>())];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
            await instance.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
