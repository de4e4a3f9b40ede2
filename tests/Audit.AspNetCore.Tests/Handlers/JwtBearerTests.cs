using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Audit.Context;
using Audit.Events;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Audit.AspNetCore.Tests.Handlers;

/// <summary>Tokens that are really signed, and validated by the handler of ASP.NET Core.</summary>
public sealed class JwtBearerTests : IDisposable
{
    private const string Issuer = "https://issuer.example";
    private const string Audience = "shop";

    private readonly RSA _key = RSA.Create(2048);

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_bearer_of_a_token_acts_under_id_name_tenant_and_session(bool mapInboundClaims)
    {
        await using var host = await StartAsync(mapInboundClaims);
        using var client = host.CreateClient();

        Assert.Equal(HttpStatusCode.OK, await GetAsync(client, "/mine", Token(_key, ("sub", "u-7"), ("name", "Alice A."), ("tid", "acme"), ("sid", "s-1"))));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(client, "/mine", Token(_key, ("sub", "u-7"), ("name", "Alice A."), ("tid", "acme"), ("sid", "s-1"))));

        Assert.All(host.Items, static one => Assert.Equal(new AuditActor(ActorType.User, "u-7", "Alice A.", "acme"), one.Context.Actor));
        Assert.NotNull(host.Items[0].Context.SessionId);
        Assert.NotEqual("s-1", host.Items[0].Context.SessionId);
        Assert.Equal(host.Items[0].Context.SessionId, host.Items[1].Context.SessionId);
    }

    [Fact]
    public async Task A_token_of_somebody_who_acts_for_another_names_both()
    {
        await using var host = await StartAsync(mapInboundClaims: true);
        using var client = host.CreateClient();
        var token = Token(_key, ("sub", "customer-7"), ("act", new Dictionary<string, object> { ["sub"] = "helpdesk-2" }));

        Assert.Equal(HttpStatusCode.OK, await GetAsync(client, "/mine", token));

        Assert.Equal(("customer-7", "helpdesk-2"), (host.Items[0].Context.Actor.Id, host.Items[0].Context.Actor.ImpersonatorId));
    }

    [Fact]
    public async Task A_token_that_another_signed_is_nobodys_and_leaves_a_failed_sign_in()
    {
        await using var host = await StartAsync(mapInboundClaims: true);
        using var client = host.CreateClient();
        using var other = RSA.Create(2048);

        Assert.Equal(HttpStatusCode.OK, await GetAsync(client, "/item", Token(other, ("sub", "u-7"))));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(client, "/mine", Token(other, ("sub", "u-7"))));

        Assert.Equal(AuditActor.Anonymous, Assert.Single(host.Items).Context.Actor);
        Assert.Contains(host.Log.Events, static one => one is { Category: EventCategory.Access, Action: "auth.sign_in_failed" });
        Assert.DoesNotContain(host.Log.Events, static one => one.Context.Actor.Id == "u-7");
    }

    private Task<HandlerHost> StartAsync(bool mapInboundClaims) => HandlerHost.StartAsync(
        authentication => authentication.AddJwtBearer(options =>
        {
            options.MapInboundClaims = mapInboundClaims;
            options.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuer = Issuer,
                ValidAudience = Audience,
                IssuerSigningKey = new RsaSecurityKey(_key),
            };
        }),
        JwtBearerDefaults.AuthenticationScheme);

    private static string Token(RSA key, params (string Name, object Value)[] claims) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer,
        Audience = Audience,
        Claims = claims.ToDictionary(static claim => claim.Name, static claim => claim.Value),
        SigningCredentials = new SigningCredentials(new RsaSecurityKey(key), SecurityAlgorithms.RsaSha256),
    });

    private static async Task<HttpStatusCode> GetAsync(HttpClient client, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
