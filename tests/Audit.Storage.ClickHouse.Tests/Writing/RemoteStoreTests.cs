using Audit.Querying;
using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Storage.ClickHouse.Tests.Writing;

/// <summary>The same store over TCP, when the configuration names a server.</summary>
public sealed class RemoteStoreTests(EmbeddedEngineFixture engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Store_at_a_server_is_set_up_written_compressed_and_read_by_its_connection_string()
    {
        await using var server = await ClickHouseServer.StartAsync(engine);
        await using var application = StoreApplication.Create(server.ConnectionString);
        await application.Store.InitializeAsync(Token);
        var batch = ContractBatch.Of("remote", [SampleEvents.Full(1), .. Enumerable.Range(2, 5000).Select(number => SampleEvents.Update(number))]);
        for (var i = 0; i < 2; i++)
            await application.Store.WriteAsync(batch, Token);
        await application.Store.PingAsync(Token);

        Assert.Equal(ContractBatch.RowsOf(batch), await application.ReadRowsAsync("remote"));
        Assert.All(server.Requests, request => Assert.Equal(("audit_writer:s3cret", "gzip"), request));
        Assert.Equal(5001, await application.Services.GetRequiredService<IAuditReader>().CountAsync(new AuditFilter(), Token));
        Assert.Equal($"ClickHouse http://127.0.0.1:{server.Port}, database {application.Database.Name}", application.Store.Description);
    }

    [Fact]
    public async Task Store_at_a_server_that_is_away_throws_and_works_once_it_is_back()
    {
        var server = await ClickHouseServer.StartAsync(engine);
        await using var application = StoreApplication.Create(server.ConnectionString);
        await application.Store.InitializeAsync(Token);
        await server.DisposeAsync();

        var batch = ContractBatch.Of("away", [SampleEvents.Update()]);
        await Assert.ThrowsAnyAsync<Exception>(async () => await application.Store.PingAsync(Token));
        await Assert.ThrowsAnyAsync<Exception>(async () => await application.Store.WriteAsync(batch, Token));

        await using var back = await ClickHouseServer.StartAsync(engine, server.Port);
        await application.Store.WriteAsync(batch, Token);
        Assert.Single(await application.ReadRowsAsync("away"));
    }

    [Fact]
    public async Task Write_that_is_cancelled_midway_ends_at_once_and_can_be_repeated()
    {
        await using var server = await ClickHouseServer.StartAsync(engine);
        await using var application = StoreApplication.Create(server.ConnectionString);
        await application.Store.InitializeAsync(Token);
        var batch = ContractBatch.Of("cancelled", [.. Enumerable.Range(1, 5000).Select(number => SampleEvents.Full(number))]);
        using var cancel = new CancellationTokenSource();
        server.BeforeForward = async context =>
        {
            // A part of the body arrives, then the client gives up.
            await context.Request.Body.ReadExactlyAsync(new byte[1000], context.RequestAborted);
            await cancel.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await application.Store.WriteAsync(batch, cancel.Token));

        server.BeforeForward = static _ => Task.CompletedTask;
        await application.Store.WriteAsync(batch, Token);
        Assert.Equal(ContractBatch.RowsOf(batch), await application.ReadRowsAsync("cancelled"));
    }
}
