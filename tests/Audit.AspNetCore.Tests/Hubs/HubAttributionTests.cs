using Audit.AspNetCore.Tests.Attribution;
using Audit.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.AspNetCore.Tests.Hubs;

/// <summary>Calls of hubs over real connections.</summary>
public sealed class HubAttributionTests
{
    [Fact]
    public async Task Each_call_is_the_callers()
    {
        await using var host = await AttributionHost.StartAsync(
            configure: static builder => builder.Services.AddSignalR().AddAudit().AddAudit(),
            before: static app => app.MapHub<ItemHub>("/hub"),
            onKestrel: true);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = host.Address };
        var cookie = await AttributionHost.SignInAsync(client, "alice", "session-1");

        await using var alice = await ConnectAsync(host.Address, "Cookie", cookie);
        await using var bob = await ConnectAsync(host.Address, "X-Api-Key", AttributionHost.RawKey);
        await alice.InvokeAsync("Touch", 1, TestContext.Current.CancellationToken);
        await bob.InvokeAsync("Touch", 2, TestContext.Current.CancellationToken);
        await alice.InvokeAsync("Touch", 3, TestContext.Current.CancellationToken);

        var contexts = host.Log.Events.Where(static e => e.Action != "item.0").Select(static e => e.Context).ToArray();
        Assert.Equal(["alice", "bob", "alice"], contexts.Select(c => c.Actor.Id));
        Assert.Equal([null, "key-bob-1", null], contexts.Select(c => c.ApiKeyId));
        Assert.All(contexts, context => Assert.Equal("/hub/Touch", context.HttpRoute));
        Assert.NotNull(contexts[0].SessionId);
        Assert.Equal(contexts[0].SessionId, contexts[2].SessionId);
        Assert.Equal([alice.ConnectionId, bob.ConnectionId, alice.ConnectionId], contexts.Select(c => c.RequestId));
        Assert.Equal(["alice", "bob"], host.Log.Events.Where(static e => e.Action == "item.0").Select(static e => e.Context.Actor.Id));
    }

    private static async Task<HubConnection> ConnectAsync(Uri address, string header, string value)
    {
        var connection = new HubConnectionBuilder().WithUrl(new Uri(address, "/hub"), options => options.Headers[header] = value).Build();
        await connection.StartAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    internal sealed class ItemHub(IAuditLog log) : Hub
    {
        public void Touch(int id) => log.Record(AttributionHost.Touched(id));

        public override Task OnConnectedAsync()
        {
            log.Record(AttributionHost.Touched(0));
            return Task.CompletedTask;
        }
    }
}
