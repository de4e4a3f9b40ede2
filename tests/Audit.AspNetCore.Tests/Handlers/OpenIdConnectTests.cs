using System.Net;
using Audit.Context;
using Audit.Events;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.AspNetCore.Tests.Handlers;

/// <summary>The code flow of OpenID Connect, with the handlers of ASP.NET Core and a provider in the process.</summary>
public sealed class OpenIdConnectTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_signed_in_at_a_provider_acts_under_id_name_tenant_and_session()
    {
        await using var provider = await OpenIdProvider.StartAsync();
        await using var host = await StartAsync(provider);
        using var browser = host.CreateClient();

        await SignInAsync(browser, provider);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/mine", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/mine", Token)).StatusCode);

        Assert.Equal(2, host.Items.Count);
        Assert.All(host.Items, static one => Assert.Equal(new AuditActor(ActorType.User, "alice-1", "Alice A.", "acme"), one.Context.Actor));
        var session = host.Items[0].Context.SessionId;
        Assert.NotNull(session);
        Assert.NotEqual("provider-session-1", session);
        Assert.Equal(session, host.Items[1].Context.SessionId);
    }

    [Fact]
    public async Task Signing_in_and_out_are_one_event_each_although_two_handlers_take_part()
    {
        await using var provider = await OpenIdProvider.StartAsync();
        await using var host = await StartAsync(provider);
        using var browser = host.CreateClient();

        await SignInAsync(browser, provider);
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync("/sign-out", null, Token)).StatusCode);

        var access = host.Log.Events.Where(static one => one.Category == EventCategory.Access).ToArray();
        Assert.Equal("alice-1", Assert.Single(access, static one => one.Action == "auth.sign_in").Context.Actor.Id);
        Assert.Equal("alice-1", Assert.Single(access, static one => one.Action == "auth.sign_out").Context.Actor.Id);
    }

    [Fact]
    public async Task An_answer_that_was_not_asked_for_signs_nobody_in()
    {
        await using var provider = await OpenIdProvider.StartAsync();
        await using var host = await StartAsync(provider);
        using var browser = host.CreateClient();

        await Assert.ThrowsAnyAsync<Exception>(() => browser.GetAsync("/signin-oidc?code=made-up&state=made-up", Token));

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/item", Token)).StatusCode);
        Assert.Equal(AuditActor.Anonymous, Assert.Single(host.Items).Context.Actor);
        Assert.DoesNotContain(host.Log.Events, static one => one.Action == "auth.sign_in");
    }

    private static async Task SignInAsync(HttpClient browser, OpenIdProvider provider)
    {
        using var challenged = await browser.GetAsync("/mine", Token);
        Assert.Equal(HttpStatusCode.Redirect, challenged.StatusCode);
        using var outside = new HttpClient(provider.CreateHandler());
        using var answered = await outside.GetAsync(challenged.Headers.Location, Token);
        using var signedIn = await browser.GetAsync(answered.Headers.Location, Token);
        Assert.Equal((HttpStatusCode.Redirect, "/mine"), (signedIn.StatusCode, new Uri(browser.BaseAddress!, signedIn.Headers.Location!).AbsolutePath));
    }

    private static Task<HandlerHost> StartAsync(OpenIdProvider provider) => HandlerHost.StartAsync(
        authentication =>
        {
            authentication.AddCookie().AddOpenIdConnect(options =>
            {
                options.Authority = OpenIdProvider.Address;
                options.ClientId = "shop";
                options.ClientSecret = "secret-of-the-shop";
                options.ResponseType = "code";
                options.ResponseMode = "query";
                options.BackchannelHttpHandler = provider.CreateHandler();
            });
            authentication.Services.Configure<Microsoft.AspNetCore.Authentication.AuthenticationOptions>(
                static options => options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme);
        },
        CookieAuthenticationDefaults.AuthenticationScheme);
}
