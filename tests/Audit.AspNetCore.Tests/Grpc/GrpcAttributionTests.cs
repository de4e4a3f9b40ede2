using System.Security.Cryptography;
using Audit.AspNetCore.Propagation;
using Audit.AspNetCore.Tests.Attribution;
using Audit.Context;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.AspNetCore.Tests.Grpc;

/// <summary>Calls of gRPC over HTTP/2, from one application to another that shares its key.</summary>
public sealed class GrpcAttributionTests
{
    private static readonly string Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_the_callers_under_the_method_as_route()
    {
        await using var back = await StartBackAsync();
        await using var front = await StartFrontAsync(back.Address, static async (items, id) => await items.TouchAsync(new Item { Id = id }, cancellationToken: Token));

        await AskAsync(front, 7);

        var context = back.Log.Single.Context;
        Assert.Equal(("bob", "key-bob-1"), (context.Actor.Id, context.ApiKeyId));
        Assert.Equal(("POST", "/items.Items/Touch"), (context.HttpMethod, context.HttpRoute));
        Assert.Contains(context.Attributes, static attribute => attribute.Name == "via.application");
        Assert.Equal("item.7", back.Log.Single.Action);
    }

    [Fact]
    public async Task Every_item_of_a_stream_is_the_callers()
    {
        await using var back = await StartBackAsync();
        await using var front = await StartFrontAsync(back.Address, static async (items, id) =>
        {
            using var list = items.List(new Item { Id = id }, cancellationToken: Token);
            await foreach (var item in list.ResponseStream.ReadAllAsync(Token))
                Assert.InRange(item.Id, 1, id);

            using var collect = items.Collect(cancellationToken: Token);
            using var exchange = items.Exchange(cancellationToken: Token);
            for (var i = 1; i <= id; i++)
            {
                await collect.RequestStream.WriteAsync(new Item { Id = i }, Token);
                await exchange.RequestStream.WriteAsync(new Item { Id = i }, Token);
                Assert.True(await exchange.ResponseStream.MoveNext(Token));
            }

            await collect.RequestStream.CompleteAsync();
            await exchange.RequestStream.CompleteAsync();
            Assert.Equal(6, (await collect).Id);
            Assert.False(await exchange.ResponseStream.MoveNext(Token));
        });

        await AskAsync(front, 3);

        Assert.All(back.Log.Events, static one => Assert.Equal("bob", one.Context.Actor.Id));
        Assert.Equal(
            [("/items.Items/Collect", 3), ("/items.Items/Exchange", 3), ("/items.Items/List", 3)],
            back.Log.Events.GroupBy(static one => one.Context.HttpRoute!).Select(static route => (route.Key, route.Count())).Order());
    }

    [Fact]
    public async Task A_call_that_fails_leaves_what_it_recorded()
    {
        await using var back = await StartBackAsync();
        await using var front = await StartFrontAsync(back.Address, static async (items, id) =>
        {
            var failure = await Assert.ThrowsAsync<RpcException>(async () => await items.TouchAsync(new Item { Id = id }, cancellationToken: Token));
            Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
        });

        await AskAsync(front, ItemService.Failing);

        Assert.Equal(("bob", "/items.Items/Touch"), (back.Log.Single.Context.Actor.Id, back.Log.Single.Context.HttpRoute));
    }

    [Fact]
    public async Task Who_does_not_know_the_key_is_anonymous_whatever_the_call_says()
    {
        await using var back = await StartBackAsync();
        using var channel = GrpcChannel.ForAddress(back.Address);
        var metadata = new Metadata { { "baggage", "audit=v1.k1.bm9ib2R5.c2lnbmVk" } };

        await new Items.ItemsClient(channel).TouchAsync(new Item { Id = 7 }, metadata, cancellationToken: Token);

        Assert.Equal(AuditActor.Anonymous, back.Log.Single.Context.Actor);
        Assert.Contains(back.Log.Single.Context.Attributes, static attribute => attribute.Name == "propagation.refused");
    }

    private static async Task AskAsync(AttributionHost front, int id)
    {
        using var client = new HttpClient { BaseAddress = front.Address };
        await AttributionHost.GetAsync(client, $"/ask/{id}", ("X-Api-Key", AttributionHost.RawKey));
    }

    private static Task<AttributionHost> StartBackAsync() => AttributionHost.StartAsync(
        Settings(),
        static builder =>
        {
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http2));
            builder.Services.AddGrpc();
            builder.AddAudit().AddPropagation();
        },
        static app => app.MapGrpcService<ItemService>(),
        onKestrel: true);

    /// <summary>An application whose requests call the other's.</summary>
    private static Task<AttributionHost> StartFrontAsync(Uri back, Func<Items.ItemsClient, int, Task> call) => AttributionHost.StartAsync(
        Settings(),
        builder =>
        {
            builder.AddAudit().AddPropagation();
            builder.Services.AddGrpcClient<Items.ItemsClient>(options => options.Address = back).AddAuditPropagation();
        },
        app => app.MapGet("/ask/{id:int}", (int id, Items.ItemsClient items) => call(items, id)),
        onKestrel: true);

    private static Dictionary<string, string?> Settings() => new()
    {
        [$"{AuditPropagationOptions.SectionName}:Keys:0:Id"] = "k1",
        [$"{AuditPropagationOptions.SectionName}:Keys:0:Key"] = Key,
    };
}
