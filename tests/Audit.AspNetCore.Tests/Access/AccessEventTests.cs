using System.Net;
using Audit.AspNetCore.AccessEvents;
using Audit.AspNetCore.Tests.Attribution;
using Audit.Events;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.AspNetCore.Tests.Access;

/// <summary>Who gets in, who leaves, and who is refused.</summary>
public sealed class AccessEventTests
{
    [Fact]
    public async Task Signing_in_and_out_are_events_of_the_user_in_one_session()
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();

        var cookie = await AttributionHost.SignInAsync(client, "alice");
        await AttributionHost.GetAsync(client, "/sign-out", ("Cookie", cookie));

        Assert.Equal(["auth.sign_in", "auth.sign_out"], host.Log.Events.Select(e => e.Action));
        Assert.All(host.Log.Events, e => Assert.Equal((EventCategory.Access, "alice", Outcome.Succeeded), (e.Category, e.Context.Actor.Id, e.Outcome)));
        Assert.NotNull(host.Log.Events[0].Context.SessionId);
        Assert.Equal(host.Log.Events[0].Context.SessionId, host.Log.Events[1].Context.SessionId);
    }

    [Fact]
    public async Task Signing_out_without_being_signed_in_is_no_event()
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();

        await AttributionHost.GetAsync(client, "/sign-out");

        Assert.Empty(host.Log.Events);
    }

    [Fact]
    public async Task Signing_out_of_two_schemes_is_one_event()
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();
        var cookie = await AttributionHost.SignInAsync(client, "alice");

        await AttributionHost.GetAsync(client, "/sign-out-twice", ("Cookie", cookie));

        Assert.Single(host.Log.Events, static e => e.Action == "auth.sign_out");
    }

    [Fact]
    public async Task Wrong_credentials_are_one_failed_sign_in()
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();

        await AttributionHost.GetAsync(client, "/nothing", ("X-Api-Key", "a guess"));

        Assert.Equal(("auth.sign_in_failed", Outcome.Failed), (host.Log.Single.Action, host.Log.Single.Outcome));
        Assert.Contains(new AuditAttribute("reason", "unknown key"), host.Log.Single.Attributes);
    }

    [Fact]
    public async Task The_application_tells_of_a_wrong_password()
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();

        await AttributionHost.GetAsync(client, "/wrong-password");

        Assert.Equal("auth.sign_in_failed", host.Log.Single.Action);
        Assert.Equal([new("reason", "wrong password"), new AuditAttribute("user", "alice")], host.Log.Single.Attributes);
        Assert.Equal("/wrong-password", host.Log.Single.Context.HttpRoute);
    }

    [Theory]
    [InlineData("/answers/401", HttpStatusCode.Unauthorized, "401")]
    [InlineData("/answers/403", HttpStatusCode.Forbidden, "403")]
    [InlineData("/dba", HttpStatusCode.Redirect, "403")]
    public async Task What_is_denied_is_one_event(string path, HttpStatusCode answer, string status)
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();
        var cookie = await AttributionHost.SignInAsync(client, "alice");

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookie);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(answer, response.StatusCode);
        var denied = Assert.Single(host.Log.Events, e => e.Action == "auth.denied");
        Assert.Equal((Outcome.Blocked, "alice"), (denied.Outcome, denied.Context.Actor.Id));
        Assert.Contains(new AuditAttribute("status", status), denied.Attributes);
        Assert.Equal(path == "/dba", denied.Attributes.Contains(new AuditAttribute("policy", "dba")));
    }

    [Fact]
    public async Task Nobody_is_denied_as_nobody()
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();

        using var response = await client.GetAsync(new Uri("/dba", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(("auth.denied", ActorType.Anonymous), (host.Log.Single.Action, host.Log.Single.Context.Actor.Type));
        Assert.Contains(new AuditAttribute("status", "401"), host.Log.Single.Attributes);
    }

    private static Task<AttributionHost> StartAsync() => AttributionHost.StartAsync(
        configure: static builder =>
        {
            builder.Services.AddAudit().AddAccessEvents().AddAccessEvents();
            builder.Services.AddAuthorizationBuilder().AddPolicy("dba", static policy => policy.RequireRole("Dba"));
        },
        before: static app =>
        {
            app.MapGet("/sign-out", static (HttpContext context) => context.SignOutAsync());
            app.MapGet("/sign-out-twice", static async (HttpContext context) =>
            {
                await context.SignOutAsync();
                await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            });
            app.MapGet("/nothing", static () => { });
            app.MapGet("/wrong-password", static (IAccessEvents access) => access.SignInFailedAsync("alice", "wrong password").AsTask());
            app.MapGet("/answers/{status:int}", static (int status) => Results.StatusCode(status));
            app.MapGet("/dba", static () => { }).RequireAuthorization("dba");
        });
}
