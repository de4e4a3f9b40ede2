using Audit.AspNetCore.Access;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using ReferenceHost.Features.Welcome;

namespace ReferenceHost.Tests.Hosting;

public sealed class DevelopmentTokenTests
{
    [Fact]
    public void Each_start_has_another_token_and_only_its_hash_is_an_option()
    {
        var (one, options) = Configure("Development");
        var (other, _) = Configure("Development");

        Assert.NotEqual(one.Value, other.Value);
        var token = Assert.Single(options.Tokens);
        Assert.Equal(("dev", AuditRoles.Admin), (token.Name, Assert.Single(token.Roles)));
        Assert.DoesNotContain(one.Value!, token.Sha256, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Production", false)]
    [InlineData("Staging", false)]
    [InlineData("Development", true)]
    public void There_is_none_where_others_reach_the_host_or_a_token_is_configured(string environment, bool configured)
    {
        var (token, options) = Configure(environment, configured);

        Assert.Null(token.Value);
        Assert.Equal(configured ? 1 : 0, options.Tokens.Count);
    }

    private static (DevelopmentToken Token, AuditAccessOptions Options) Configure(string environment, bool configured = false)
    {
        var options = new AuditAccessOptions();
        if (configured)
            options.Tokens.Add(new AuditAccessToken { Name = "ana" });
        var token = new DevelopmentToken(new Environment { EnvironmentName = environment });
        token.PostConfigure(null, options);
        return (token, options);
    }

    private sealed class Environment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "";

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
