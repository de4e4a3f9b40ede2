using System.Net;
using Audit.AspNetCore.Access;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Tests.Access;

public sealed class TokenAccessTests
{
    private const string Token = "a token";

    [Theory]
    [InlineData(AuditRoles.Viewer, AuditPolicies.Viewer)]
    [InlineData(AuditRoles.Analyst, AuditPolicies.Viewer, AuditPolicies.Analyst)]
    [InlineData(AuditRoles.Operator, AuditPolicies.Viewer, AuditPolicies.Operator)]
    [InlineData(AuditRoles.Admin, AuditPolicies.Viewer, AuditPolicies.Analyst, AuditPolicies.Operator, AuditPolicies.Admin)]
    public async Task A_role_opens_what_it_is_for_and_nothing_else(string role, params string[] open)
    {
        await using var host = await AccessHost.StartAsync(TokenWith(role));
        using var client = host.CreateClient(Token);

        foreach (var policy in new[] { AuditPolicies.Viewer, AuditPolicies.Analyst, AuditPolicies.Operator, AuditPolicies.Admin })
        {
            using var response = await client.GetAsync("/" + policy, TestContext.Current.CancellationToken);
            Assert.Equal(open.Contains(policy) ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a toke")]
    [InlineData("a token ")]
    [InlineData("A token")]
    public async Task Without_a_known_token_nobody_gets_in(string? token)
    {
        await using var host = await AccessHost.StartAsync(TokenWith(AuditRoles.Admin));
        var verifier = host.Services.GetRequiredService<AuditTokenVerifier>();
        using var client = host.CreateClient(token);

        using var response = await client.GetAsync("/" + AuditPolicies.Viewer, TestContext.Current.CancellationToken);

        // Optional white space around a header's value is no part of it (RFC 9110, 5.5).
        Assert.Equal(token?.Trim() == Token ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Null(verifier.Verify(token ?? ""));
    }

    [Fact]
    public async Task A_refusal_says_which_scheme_is_wanted()
    {
        await using var host = await AccessHost.StartAsync(TokenWith(AuditRoles.Viewer));
        using var client = host.CreateClient();

        using var response = await client.GetAsync("/" + AuditPolicies.Viewer, TestContext.Current.CancellationToken);

        Assert.Contains(response.Headers.WwwAuthenticate, header => header.Scheme == "Bearer");
    }

    [Fact]
    public async Task A_token_belongs_to_its_name()
    {
        await using var host = await AccessHost.StartAsync(TokenWith(AuditRoles.Analyst));
        var verifier = host.Services.GetRequiredService<AuditTokenVerifier>();

        Assert.Equal("ana", verifier.Verify("ana", Token)!.Name);
        Assert.Null(verifier.Verify("Ana", Token));
        Assert.Null(verifier.Verify("default", Token));
        Assert.Null(verifier.Verify("ana", ""));
    }

    [Theory]
    [InlineData("Name", "", "Audit:Access:Tokens:0:Name is ''")]
    [InlineData("Name", "a b", "Audit:Access:Tokens:0:Name is 'a b'")]
    [InlineData("Sha256", "1234", "Audit:Access:Tokens:0:Sha256 must be the SHA-256")]
    [InlineData("Roles:0", "Root", "Audit:Access:Tokens:0:Roles has 'Root'; allowed are Viewer, Analyst, Operator, Admin")]
    [InlineData("Roles:0", null, "Audit:Access:Tokens:0:Roles is empty")]
    public async Task A_wrong_token_fails_the_start_and_names_the_key(string key, string? value, string message)
    {
        var settings = TokenWith(AuditRoles.Viewer);
        settings["Audit:Access:Tokens:0:" + key] = value;
        if (value is null)
            settings.Remove("Audit:Access:Tokens:0:" + key);

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => AccessHost.StartAsync(settings));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sha256", null, "Audit:Access:Tokens:1:Sha256 is that of an earlier token")]
    [InlineData("Roles:0", AuditRoles.Admin, "Audit:Access:Tokens:1 has the name 'ana' of an earlier token, but other roles or another tenant")]
    [InlineData("Tenant", "acme", "Audit:Access:Tokens:1 has the name 'ana' of an earlier token, but other roles or another tenant")]
    [InlineData("Tenant", "", "Audit:Access:Tokens:1:Tenant must have 1 to 256 characters")]
    [InlineData("ExpiresAt", "2020-01-01T00:00:00Z", "Audit:Access:Tokens:1:ExpiresAt must be later than NotBefore")]
    public async Task A_second_token_that_contradicts_the_first_fails_the_start(string key, string? value, string message)
    {
        var settings = TokenWith(AuditRoles.Viewer);
        settings["Audit:Access:Tokens:1:Name"] = "ana";
        settings["Audit:Access:Tokens:1:Sha256"] = AccessHost.HashOf("another");
        settings["Audit:Access:Tokens:1:Roles:0"] = AuditRoles.Viewer;
        settings["Audit:Access:Tokens:1:NotBefore"] = "2026-01-01T00:00:00Z";
        settings["Audit:Access:Tokens:1:" + key] = value ?? AccessHost.HashOf(Token);

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => AccessHost.StartAsync(settings));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_replaced_by_another_of_the_same_name_while_both_are_good()
    {
        var settings = TokenWith(AuditRoles.Viewer);
        settings["Audit:Access:Tokens:0:ExpiresAt"] = "2026-01-03T00:00:00Z";
        settings["Audit:Access:Tokens:1:Name"] = "ana";
        settings["Audit:Access:Tokens:1:Sha256"] = AccessHost.HashOf("new token");
        settings["Audit:Access:Tokens:1:Roles:0"] = AuditRoles.Viewer;
        settings["Audit:Access:Tokens:1:NotBefore"] = "2026-01-02T12:00:00Z";
        await using var host = await AccessHost.StartAsync(settings);
        var verifier = host.Services.GetRequiredService<AuditTokenVerifier>();
        (string?, string?) Names() => (verifier.Verify(Token)?.Name, verifier.Verify("ana", "new token")?.Name);

        Assert.Equal(("ana", null), Names());
        host.Time.SetUtcNow(new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero));
        Assert.Equal(("ana", "ana"), Names());
        host.Time.SetUtcNow(new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal((null, "ana"), Names());
    }

    [Fact]
    public async Task Tokens_change_without_a_restart()
    {
        await using var host = await AccessHost.StartAsync(TokenWith(AuditRoles.Viewer));
        using var old = host.CreateClient(Token);
        using var fresh = host.CreateClient("new token");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await StatusAsync(old), await StatusAsync(fresh)));

        var configuration = (IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>();
        configuration["Audit:Access:Tokens:0:Sha256"] = AccessHost.HashOf("new token");
        configuration.Reload();

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await StatusAsync(old), await StatusAsync(fresh)));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/" + AuditPolicies.Viewer, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static Dictionary<string, string?> TokenWith(string role) => new()
    {
        ["Audit:Access:Tokens:0:Name"] = "ana",
        ["Audit:Access:Tokens:0:Sha256"] = AccessHost.HashOf(Token),
        ["Audit:Access:Tokens:0:Roles:0"] = role,
    };
}
