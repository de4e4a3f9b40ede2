using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Audit.Testing.OpenIdProvider;
using Microsoft.IdentityModel.Tokens;
using ReferenceHost.Features.Welcome;
using ReferenceHost.Tests.Hosting;

namespace ReferenceHost.Tests.Access;

/// <summary>Signed tokens of the organisation's own sign-in.</summary>
public sealed class JwtAccessTests(HostFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Groups_of_the_issuer_become_roles_and_the_tenant_binds()
    {
        var (status, answer) = await AskAsync(fixture.Host, SignedToken.Of(["analysts", "cooks", "Admin"], tenant: "acme"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"id":"u-7","name":"Una","roles":["Analyst"],"tenantId":"acme","showsPersonalData":true}""", answer["data"]!["me"]!.ToJsonString());
    }

    [Fact]
    public async Task Token_that_anything_is_wrong_with_opens_nothing()
    {
        string[] admins = ["admins"];
        foreach (var token in new[]
        {
            SignedToken.Of(admins, audience: "shop"),
            SignedToken.Of(admins, issuer: "https://other.example"),
            SignedToken.Of(admins, key: new SymmetricSecurityKey(new byte[32])),
            SignedToken.Of(admins, age: TimeSpan.FromHours(2)),
            SignedToken.Of(admins, subject: ""),
            SignedToken.Of(admins)[..^4] + "AAAA",
            "eyJhbGciOiJub25lIn0." + SignedToken.Of(admins).Split('.')[1] + ".",
        })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(fixture.Host, token)).Status);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(fixture.Host, SignedToken.Of(["cooks"]))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(fixture.Host, SignedToken.Of(["Admin"]))).Status);
    }

    [Fact]
    public async Task New_key_of_the_provider_is_taken_without_a_restart_and_the_old_one_is_refused()
    {
        await using var authority = await Authority.StartAsync();
        await using var host = await StartAsync("--Audit:Access:Jwt:Authority", authority.Address, "--Audit:Access:Jwt:Audience", SignedToken.Audience);
        string TokenNow() => SignedToken.Of(["Viewer"], issuer: authority.Address, key: authority.Key);
        var old = TokenNow();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, old)).Status);

        authority.Rotate();
        var fresh = TokenNow();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);

        // The first token with an unknown key makes the host read the keys again, beside that request.
        while ((await AskAsync(host, fresh)).Status != HttpStatusCode.OK)
            patience.Token.ThrowIfCancellationRequested();
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(host, old)).Status);
    }

    [Fact]
    public async Task Token_without_a_tenant_can_be_refused()
    {
        await using var host = await StartAsync([.. SignedToken.Settings, "--Audit:Access:Jwt:RequireTenant", "true"]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(host, SignedToken.Of(["readers"]))).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(host, SignedToken.Of(["readers"], tenant: "acme"))).Status);
    }

    [Theory]
    [InlineData("Audit:Access:Jwt:Audience is missing", "Authority", "https://provider.example")]
    [InlineData("Audit:Access:Jwt:Authority is 'http://provider.example'. Allowed: an address with https", "Authority", "http://provider.example", "Audience", "audit")]
    [InlineData("Audit:Access:Jwt:SigningKey must be the base64 of 32 bytes", "SigningKey", "c2hvcnQ=", "Audience", "audit", "Issuer", "i")]
    [InlineData("Audit:Access:Jwt:Issuer is missing", "SigningKey", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "Audience", "audit")]
    [InlineData("Audit:Access:Jwt:RoleMap:x is 'Root'. Allowed: Viewer, Analyst, Operator, Admin", "Authority", "https://provider.example", "Audience", "audit", "RoleMap:x", "Root")]
    [InlineData("Audit:Access:Jwt:KeyLifetime is 00:00:01. Allowed: 00:05:00 to 1.00:00:00", "Authority", "https://provider.example", "Audience", "audit", "KeyLifetime", "00:00:01")]
    public async Task Wrong_configuration_is_told_by_its_key(string message, params string[] settings)
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync([.. settings.Select(static (text, i) => i % 2 == 0 ? "--Audit:Access:Jwt:" + text : text)]));

        Assert.Contains(StartFailure.MessagesOf(exception), line => line.StartsWith(message, StringComparison.Ordinal));
    }

    /// <summary>A host that needs no engine for who one is.</summary>
    private static Task<RunningHost> StartAsync(params string[] settings) =>
        RunningHost.StartAsync(["--Audit:Enabled", "false", "--Audit:Storage:ConnectionString", "Host=localhost", .. settings]);

    private static async Task<(HttpStatusCode Status, JsonNode Answer)> AskAsync(RunningHost host, string token)
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.GetAsync(new Uri("/graphql?query={me{id name roles tenantId showsPersonalData}}", UriKind.Relative), Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return (response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)! : new JsonObject());
    }
}
