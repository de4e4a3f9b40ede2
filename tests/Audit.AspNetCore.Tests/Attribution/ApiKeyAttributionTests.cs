using System.Net;
using System.Text.Json;
using Audit.AspNetCore.Attribution;
using Audit.Context;
using Audit.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.AspNetCore.Tests.Attribution;

public sealed class ApiKeyAttributionTests
{
    [Fact]
    public async Task A_request_by_key_is_told_by_the_id_of_the_key_and_its_owner()
    {
        await using var host = await AttributionHost.StartAsync();
        using var client = host.CreateClient();

        await AttributionHost.GetAsync(client, "/items/7", ("X-Api-Key", AttributionHost.RawKey));

        var context = host.Log.Single.Context;
        Assert.Equal("key-bob-1", context.ApiKeyId);
        Assert.Equal(new AuditActor(ActorType.ApiKey, "bob"), context.Actor);
    }

    [Fact]
    public async Task A_key_that_authenticated_nobody_is_no_key()
    {
        await using var host = await AttributionHost.StartAsync();
        using var client = host.CreateClient();

        await AttributionHost.GetAsync(client, "/items/7", ("X-Api-Key", "a guess"));

        Assert.Equal(AuditActor.Anonymous, host.Log.Single.Context.Actor);
        Assert.Null(host.Log.Single.Context.ApiKeyId);
    }

    [Fact]
    public async Task The_key_itself_is_nowhere_in_an_event()
    {
        await using var host = await AttributionHost.StartAsync();
        using var client = host.CreateClient();

        await AttributionHost.GetAsync(client, $"/items/7?key={AttributionHost.RawKey}", ("X-Api-Key", AttributionHost.RawKey), ("Cookie", "k=" + AttributionHost.RawKey));

        var context = host.Log.Single.Context;
        var text = JsonSerializer.Serialize(new { context.Actor, context.SessionId, context.ApiKeyId, context.UserAgent, context.HttpRoute, context.RequestId, context.Attributes });
        Assert.Contains("key-bob-1", text, StringComparison.Ordinal);
        Assert.DoesNotContain(AttributionHost.RawKey, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attributor_tells_the_key_when_no_claim_does()
    {
        await using var host = await AttributionHost.StartAsync(
            new() { ["Audit:AspNetCore:ApiKeyClaims:0"] = "none" },
            static builder => builder.Services.AddScoped<IApiKeyAttributor, PartnerKeys>());
        using var client = host.CreateClient();

        await AttributionHost.GetAsync(client, "/items/7", ("X-Partner", "p1"));
        await AttributionHost.GetAsync(client, "/items/7", ("X-Api-Key", AttributionHost.RawKey), ("X-Partner", "p2"));
        await AttributionHost.GetAsync(client, "/items/7", ("X-Api-Key", AttributionHost.RawKey));

        Assert.Equal(
            [new AuditActor(ActorType.ApiKey, "partner-p1"), new AuditActor(ActorType.ApiKey, "bob"), new AuditActor(ActorType.User, "bob")],
            host.Log.Events.Select(e => e.Context.Actor));
        Assert.Equal(["partner-p1", "partner-p2", null], host.Log.Events.Select(e => e.Context.ApiKeyId));
    }

    [Fact]
    public async Task A_scheme_that_only_an_endpoint_names_is_seen_by_the_second_call()
    {
        await using var host = await AttributionHost.StartAsync();
        using var client = host.CreateClient();
        var cookie = await AttributionHost.SignInAsync(client, "alice");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/other/1");
        request.Headers.Add("X-Api-Key", AttributionHost.RawKey);
        request.Headers.Add("Cookie", cookie);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("key-bob-1", host.Log.Single.Context.ApiKeyId);
        Assert.Equal("/other/{id:int}", host.Log.Single.Context.HttpRoute);
    }

    private sealed class PartnerKeys : IApiKeyAttributor
    {
        public ValueTask<ApiKeyIdentity?> AttributeAsync(HttpContext context) =>
            new(context.Request.Headers["X-Partner"] is { Count: 1 } partner ? new ApiKeyIdentity("partner-" + partner) : null);
    }
}
