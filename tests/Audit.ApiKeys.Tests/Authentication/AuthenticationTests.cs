using System.Net;
using System.Security.Claims;
using Audit.ApiKeys.Managing;
using Audit.ApiKeys.Tests.Hosting;
using Audit.Context;
using Audit.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.ApiKeys.Tests.Authentication;

public sealed class AuthenticationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_by_key_is_its_owners_and_told_by_id_name_and_scopes()
    {
        await using var host = await KeyHost.StartAsync();
        var issued = await host.Keys.CreateAsync(new NewApiKey("reports", "bob", "acme") { Scopes = ["orders:read", "orders:write"] }, Token);

        Assert.Equal(HttpStatusCode.OK, await host.GetAsync("/items/7", ("X-Api-Key", issued.Reveal())));

        var context = Assert.Single(host.Log.Of("item.7")).Context;
        Assert.Equal((ActorType.ApiKey, "bob", "acme", issued.Info.Id), (context.Actor.Type, context.Actor.Id, context.Actor.TenantId, context.ApiKeyId));
        Assert.Equal([new("key.name", "reports"), new AuditAttribute("key.scopes", "orders:read orders:write")], context.Attributes);
    }

    [Fact]
    public async Task Revoking_ends_authentication_and_the_refusal_is_recorded_with_the_keys_id()
    {
        await using var host = await KeyHost.StartAsync();
        var issued = await host.Keys.CreateAsync(new NewApiKey("reports", "bob"), Token);
        Assert.Equal(HttpStatusCode.OK, await host.GetAsync("/items/7", ("X-Api-Key", issued.Reveal())));

        await host.Keys.RevokeAsync(issued.Info.Id, cancellationToken: Token);

        Assert.Equal(HttpStatusCode.Unauthorized, await host.GetAsync("/items/7", ("X-Api-Key", issued.Reveal())));
        var failed = Assert.Single(host.Log.Of("auth.sign_in_failed"));
        Assert.Contains(failed.Attributes, a => a.Name == "reason" && a.Value.Contains(issued.Info.Id, StringComparison.Ordinal));
        Assert.Equal(ActorType.Anonymous, failed.Context.Actor.Type);
    }

    [Fact]
    public async Task Requests_without_a_key_or_with_several_are_not_authenticated()
    {
        await using var host = await KeyHost.StartAsync();
        var key = await host.CreateAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await host.GetAsync("/items/7"));
        Assert.Equal(HttpStatusCode.Unauthorized, await host.GetAsync("/items/7", ("X-Api-Key", key), ("X-Api-Key", key)));
        Assert.Empty(host.Log.Of("item.7"));
    }

    [Fact]
    public async Task A_request_asks_for_its_key_once()
    {
        await using var host = await KeyHost.StartAsync(null, null, null, ("Audit:ApiKeys:RefusalLifetime", "00:00:00"));
        var guess = host.Services.GetRequiredService<Audit.ApiKeys.Keys.ApiKeyFormat>().Create("aaaaaaaaaaaa");

        Assert.Equal(HttpStatusCode.Unauthorized, await host.GetAsync("/items/7", ("X-Api-Key", guess)));

        Assert.Equal(1, host.LookUps.Count);
    }

    [Fact]
    public async Task The_header_can_be_another()
    {
        await using var host = await KeyHost.StartAsync(configure: static builder =>
            builder.Services.Configure<Audit.ApiKeys.Authentication.ApiKeyAuthenticationOptions>("ApiKey", static options => options.HeaderName = "X-Partner-Key"));
        var key = await host.CreateAsync();

        Assert.Equal(HttpStatusCode.OK, await host.GetAsync("/items/7", ("X-Partner-Key", key)));
        Assert.Equal(HttpStatusCode.Unauthorized, await host.GetAsync("/items/7", ("X-Api-Key", key)));
    }

    [Fact]
    public async Task A_key_that_no_scheme_authenticated_is_attributed_unless_someone_is_signed_in_otherwise()
    {
        await using var host = await KeyHost.StartAsync(
            configure: static builder => builder.Services.AddAuthentication("none").AddCookie("none"),
            map: static app => app.MapGet("/open/{name}", (string name, IAuditLog log) => log.Record(new AuditEvent(TimeProvider.System.GetUtcNow()) { Category = EventCategory.System, Action = name })));
        var issued = await host.Keys.CreateAsync(new NewApiKey("reports", "bob"), Token);

        await host.GetAsync("/open/key", ("X-Api-Key", issued.Reveal()));
        await host.GetAsync("/open/nothing");

        var context = Assert.Single(host.Log.Of("key")).Context;
        Assert.Equal((issued.Info.Id, "bob"), (context.ApiKeyId, context.Actor.Id));
        Assert.Equal(AuditActor.Anonymous, Assert.Single(host.Log.Of("nothing")).Context.Actor);

        var attributor = host.Services.GetRequiredService<Audit.AspNetCore.Attribution.IApiKeyAttributor>();
        var request = new Microsoft.AspNetCore.Http.DefaultHttpContext { User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "alice")], "other")) };
        request.Request.Headers["X-Api-Key"] = issued.Reveal();
        Assert.Null(await attributor.AttributeAsync(request));
    }
}
