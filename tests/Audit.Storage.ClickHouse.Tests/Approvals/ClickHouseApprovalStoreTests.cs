using Audit.Guarding.Approvals;
using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Storage.ClickHouse.Tests.Approvals;

/// <summary>Approvals in ClickHouse keep the contract, on the engine in process.</summary>
public sealed class EmbeddedApprovalStoreTests(EmbeddedEngineFixture engine) : ApprovalStoreContractTests, IAsyncDisposable
{
    private readonly List<StoreApplication> _instances = [];

    protected override async ValueTask<IReadOnlyList<IApprovalStore>> CreateInstancesAsync(int count)
    {
        var database = StoreApplication.NewDatabaseName();
        for (var i = 0; i < count; i++)
            _instances.Add(await StoreApplication.InitializedAsync(engine, database));
        return [.. _instances.Select(static instance => instance.Services.GetRequiredService<IApprovalStore>())];
    }

    [Fact]
    public async Task Steps_are_rows_that_nobody_changes()
    {
        var store = (await CreateInstancesAsync(1))[0];
        var request = SampleApprovals.Request();
        await store.RequestAsync(request, TestContext.Current.CancellationToken);
        await store.TryChangeAsync(request, request.Approved(), TestContext.Current.CancellationToken);
        await store.TryChangeAsync(request.Approved(), request.Approved().In(ApprovalState.Used), TestContext.Current.CancellationToken);

        Assert.Equal(
            "1 pending , 2 approved bob, 3 used bob",
            await _instances[0].ScalarAsync<string>("SELECT arrayStringConcat(arraySort(groupArray(concat(toString(step), ' ', state, ' ', decided_by_id))), ', ') FROM audit_approvals"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
            await instance.DisposeAsync();
    }
}

/// <summary>The same at a server, over TCP.</summary>
public sealed class RemoteApprovalStoreTests(EmbeddedEngineFixture engine) : ApprovalStoreContractTests, IAsyncDisposable
{
    private readonly List<StoreApplication> _instances = [];
    private ClickHouseServer? _server;

    protected override async ValueTask<IReadOnlyList<IApprovalStore>> CreateInstancesAsync(int count)
    {
        _server = await ClickHouseServer.StartAsync(engine);
        var database = StoreApplication.NewDatabaseName();
        for (var i = 0; i < count; i++)
        {
            _instances.Add(StoreApplication.Create(_server.ConnectionString, database));
            await _instances[i].Store.InitializeAsync(TestContext.Current.CancellationToken);
        }

        return [.. _instances.Select(static instance => instance.Services.GetRequiredService<IApprovalStore>())];
    }

    [Fact]
    public async Task A_long_statement_is_kept_whole()
    {
        var store = (await CreateInstancesAsync(1))[0];
        var request = SampleApprovals.Request() with { Statement = string.Concat(Enumerable.Repeat("DROP TABLE \"Örders\"; ", 2_000)) };

        await store.RequestAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(request.Statement, (await store.FindAsync(request.Id, TestContext.Current.CancellationToken))!.Statement);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
            await instance.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
