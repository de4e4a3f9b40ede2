using System.Security.Claims;
using System.Security.Principal;
using System.Text.Encodings.Web;
using Audit.Context;
using Audit.Events;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Tests.Handlers;

/// <summary>
/// Principals as the Negotiate handler and IIS leave them. They are made by hand: a real exchange needs a Kerberos domain, and a WindowsIdentity needs Windows.
/// </summary>
public sealed class WindowsTests
{
    private const string Scheme = "Negotiate";

    [Fact]
    public async Task A_Windows_user_acts_under_SID_and_account_name()
    {
        // The claims that a WindowsIdentity has.
        await using var host = await StartAsync(static () => new ClaimsIdentity(
            [
                new Claim(ClaimTypes.Name, @"ACME\alice"),
                new Claim(ClaimTypes.PrimarySid, "S-1-5-21-1-2-3-1104"),
                new Claim(ClaimTypes.PrimaryGroupSid, "S-1-5-21-1-2-3-513"),
                new Claim(ClaimTypes.GroupSid, "S-1-5-32-545"),
            ],
            Scheme,
            ClaimTypes.Name,
            ClaimTypes.GroupSid));
        using var client = host.CreateClient();

        (await client.GetAsync("/mine", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        var context = Assert.Single(host.Items).Context;
        Assert.Equal(new AuditActor(ActorType.User, "S-1-5-21-1-2-3-1104", @"ACME\alice", "acme") { Roles = context.Actor.Roles }, context.Actor);
        Assert.Equal(["S-1-5-32-545"], context.Actor.Roles.AsEnumerable());
        Assert.Null(context.SessionId);
    }

    [Fact]
    public async Task A_Kerberos_user_of_a_server_on_Linux_acts_under_the_principals_name()
    {
        await using var host = await StartAsync(static () => new ClaimsIdentity(new GenericIdentity("alice@ACME.EXAMPLE", "Kerberos")));
        using var client = host.CreateClient();

        (await client.GetAsync("/mine", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        Assert.Equal(new AuditActor(ActorType.User, "alice@ACME.EXAMPLE", "alice@ACME.EXAMPLE", "acme"), Assert.Single(host.Items).Context.Actor);
    }

    private static Task<HandlerHost> StartAsync(Func<ClaimsIdentity> identity) => HandlerHost.StartAsync(
        authentication =>
        {
            authentication.Services.AddSingleton(identity);
            // Windows knows no tenants; an application that has some adds the claim.
            authentication.Services.AddSingleton<IClaimsTransformation, Tenants>();
            authentication.AddScheme<AuthenticationSchemeOptions, HandMadeHandler>(Scheme, null);
        },
        Scheme);

    private sealed class HandMadeHandler(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Func<ClaimsIdentity> identity)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder), IAuthenticationSignOutHandler
    {
        public Task SignOutAsync(AuthenticationProperties? properties) => Task.CompletedTask;

        protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
            Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity()), Scheme.Name)));
    }

    private sealed class Tenants : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            if (!principal.HasClaim(static claim => claim.Type == "tenant_id"))
                principal.AddIdentity(new ClaimsIdentity([new Claim("tenant_id", "acme")], "Tenants"));
            return Task.FromResult(principal);
        }
    }
}
