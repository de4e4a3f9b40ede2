using System.Net;
using Audit.AspNetCore.Access;
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

    [Fact]
    public async Task Two_tokens_of_one_name_fail_the_start()
    {
        var settings = TokenWith(AuditRoles.Viewer);
        settings["Audit:Access:Tokens:1:Name"] = "ana";
        settings["Audit:Access:Tokens:1:Sha256"] = AccessHost.HashOf("another");
        settings["Audit:Access:Tokens:1:Roles:0"] = AuditRoles.Admin;

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => AccessHost.StartAsync(settings));

        Assert.Contains("Audit:Access:Tokens:1:Name is 'ana', as is that of an earlier token", exception.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> TokenWith(string role) => new()
    {
        ["Audit:Access:Tokens:0:Name"] = "ana",
        ["Audit:Access:Tokens:0:Sha256"] = AccessHost.HashOf(Token),
        ["Audit:Access:Tokens:0:Roles:0"] = role,
    };
}
