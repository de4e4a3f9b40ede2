using System.Security.Claims;
using Audit.Context;
using Audit.Events;

namespace Audit.AspNetCore.Tests.Attribution;

/// <summary>Who really acts, and under which claims users are known.</summary>
public sealed class ImpersonationTests
{
    [Theory]
    [InlineData("admin-1", "admin-1")]
    [InlineData("""{"sub":"admin-2","iss":"https://id.example"}""", "admin-2")]
    [InlineData("""  {"sub":"admin-3","act":{"sub":"earlier"}}""", "admin-3")]
    [InlineData("""{"act":{"sub":"earlier"}}""", null)]
    [InlineData("""{"sub":7}""", null)]
    [InlineData("{broken", "{broken")]
    [InlineData(" ", null)]
    public async Task The_claim_act_tells_who_really_acts(string claim, string? impersonator)
    {
        var context = await AttributeAsync([new Claim("sub", "alice"), new Claim("act", claim)]);

        Assert.Equal(("alice", impersonator), (context.Actor.Id, context.Actor.ImpersonatorId));
    }

    [Fact]
    public async Task A_claim_act_that_nobody_vouches_for_is_not_believed()
    {
        await using var host = await AttributionHost.StartAsync();
        await host.SendAsync(static context => context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "alice"), new Claim("act", "mallory")])));

        Assert.Equal(AuditActor.Anonymous, host.Log.Single.Context.Actor);
    }

    [Theory]
    [InlineData(ClaimTypes.NameIdentifier)]
    [InlineData("sub")]
    [InlineData("oid")]
    [InlineData("http://schemas.microsoft.com/identity/claims/objectidentifier")]
    public async Task An_id_is_found_under_each_usual_claim(string type) =>
        Assert.Equal("alice", (await AttributeAsync([new Claim(type, "alice")])).Actor.Id);

    [Theory]
    [InlineData("tenant_id")]
    [InlineData("tid")]
    [InlineData("http://schemas.microsoft.com/identity/claims/tenantid")]
    public async Task A_tenant_is_found_under_each_usual_claim(string type) =>
        Assert.Equal("acme", (await AttributeAsync([new Claim("sub", "alice"), new Claim(type, "acme")])).Actor.TenantId);

    [Fact]
    public async Task Configured_claims_replace_the_usual_ones()
    {
        await using var host = await AttributionHost.StartAsync(new()
        {
            ["Audit:AspNetCore:UserIdClaims:0"] = "uid",
            ["Audit:AspNetCore:TenantClaims:0"] = "org",
            ["Audit:AspNetCore:RoleClaims:0"] = "groups",
            ["Audit:AspNetCore:ImpersonatorClaims:0"] = "by",
        });
        await host.SendAsync(static context => context.User = User(
            [new("sub", "no"), new("uid", "u"), new("tid", "no"), new("org", "o"), new("groups", "g1"), new("groups", "g2"), new(ClaimTypes.Role, "no"), new("act", "no"), new("by", "b")]));

        var actor = host.Log.Single.Context.Actor;
        Assert.Equal(("u", "o", "b"), (actor.Id, actor.TenantId, actor.ImpersonatorId));
        Assert.Equal(["g1", "g2"], actor.Roles.AsEnumerable());
    }

    [Fact]
    public void The_application_says_as_whom_someone_acts()
    {
        using var outer = AuditContext.Push(AuditContext.Background with { Actor = new AuditActor(ActorType.User, "staff") });
        using (AuditContext.Impersonate(new AuditActor(ActorType.User, "customer")))
        {
            Assert.Equal(("customer", "staff"), (AuditContext.Current.Actor.Id, AuditContext.Current.Actor.ImpersonatorId));
            using (AuditContext.Impersonate(new AuditActor(ActorType.User, "child")))
                Assert.Equal(("child", "staff"), (AuditContext.Current.Actor.Id, AuditContext.Current.Actor.ImpersonatorId));
            Assert.Equal("customer", AuditContext.Current.Actor.Id);
        }

        Assert.Equal(("staff", null), (AuditContext.Current.Actor.Id, AuditContext.Current.Actor.ImpersonatorId));
    }

    private static async Task<AuditContext> AttributeAsync(Claim[] claims)
    {
        await using var host = await AttributionHost.StartAsync();
        await host.SendAsync(context => context.User = User(claims));
        return host.Log.Single.Context;
    }

    private static ClaimsPrincipal User(Claim[] claims) => new(new ClaimsIdentity(claims, "test"));
}
