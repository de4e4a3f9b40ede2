using System.Text.Json.Nodes;
using Audit.Exporting;
using Audit.GraphQL.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Subscriptions;

/// <summary>Following an export.</summary>
public sealed class ExportChangedTests : IAsyncLifetime
{
    private const string Follow = "subscription($id:ID!){exportChanged(id:$id){state progress}}";
    private static readonly Guid Id = StoredEvents.Id(1);
    private readonly MemoryExports _exports = new(Id);
    private GraphHost _host = null!;

    public async ValueTask InitializeAsync() =>
        _host = await GraphHost.StartAsync(new MemoryReader(), configure: audit => audit.Services.AddSingleton<IExportJobs>(_exports));

    [Fact]
    public async Task Export_is_told_as_it_is_and_as_it_changes_until_it_has_ended()
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", Follow, new JsonObject { ["id"] = Id.ToString() });
        Assert.Equal("""{"data":{"exportChanged":{"state":"RUNNING","progress":0.5}}}""", (await socket.ReceiveAsync())["payload"]!.ToJsonString());
        _exports.Change(MemoryExports.Running(Id) with { RowsWritten = 9 });
        Assert.Equal("""{"data":{"exportChanged":{"state":"RUNNING","progress":0.9}}}""", (await socket.ReceiveAsync())["payload"]!.ToJsonString());
        _exports.Change(MemoryExports.Running(Id) with { State = ExportState.Completed });
        Assert.Equal("""{"data":{"exportChanged":{"state":"COMPLETED","progress":1}}}""", (await socket.ReceiveAsync())["payload"]!.ToJsonString());
        Assert.Equal("complete", (await socket.ReceiveAsync())["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Client_that_has_enough_lets_the_export_go()
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", Follow, new JsonObject { ["id"] = Id.ToString() });
        await socket.ReceiveAsync();
        Assert.Equal(1, _exports.Watching);
        await socket.CompleteAsync("1");
        while (_exports.Watching > 0)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Theory]
    [InlineData("019cac1a-2b80-71f9-8000-0000000000ff")]
    [InlineData("nothing")]
    public async Task Export_that_is_not_there_is_refused(string id)
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", Follow, new JsonObject { ["id"] = id });
        var error = await socket.ReceiveAsync();
        Assert.Equal(("error", "BAD_USER_INPUT"), (error["type"]!.GetValue<string>(), error["payload"]![0]!["extensions"]!["code"]!.GetValue<string>()));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
