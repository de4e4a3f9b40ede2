using System.Net;
using System.Text.RegularExpressions;
using Audit.AspNetCore.Access;
using Audit.GraphQL.Tests.Access;
using Audit.GraphQL.Tests.Hosting;

namespace Audit.GraphQL.Tests.GraphiQL;

/// <summary>Who gets GraphiQL, and what is sent to them.</summary>
public sealed partial class GraphiQLServingTests
{
    private const string Page = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AuditRoles.Analyst, HttpStatusCode.OK)]
    [InlineData(AuditRoles.Admin, HttpStatusCode.OK)]
    [InlineData(AuditRoles.Viewer, HttpStatusCode.Forbidden)]
    [InlineData(AuditRoles.Operator, HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task Page_and_files_are_for_analysts_and_administrators(string? role, HttpStatusCode status)
    {
        await using var host = await StartAsync(AuditRoles.Admin);
        using var admin = host.CreateClient(OtherToken);
        var file = File().Match(await admin.GetStringAsync(new Uri("graphql/ui", UriKind.Relative), Token)).Value;

        await using var asked = await StartAsync(role ?? AuditRoles.Viewer);
        using var client = asked.CreateClient(role is null ? null : OtherToken);
        foreach (var path in new[] { "graphql/ui", $"graphql/ui/{file}", "open/ui", $"open/ui/{file}" })
        {
            // What was mapped without a policy has nobody signed in.
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Token);
            Assert.Equal(path.StartsWith("open", StringComparison.Ordinal) ? HttpStatusCode.Unauthorized : status, response.StatusCode);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        }
    }

    [Fact]
    public async Task Page_has_a_policy_of_a_nonce_of_its_own_and_names_where_the_API_is()
    {
        await using var host = await StartAsync(AuditRoles.Analyst);
        using var client = host.CreateClient(OtherToken);
        var nonces = new HashSet<string>();
        for (var i = 0; i < 2; i++)
        {
            using var response = await client.GetAsync(new Uri("graphql/ui", UriKind.Relative), Token);
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            var nonce = Nonce().Match(policy).Groups[1].Value;
            var html = await response.Content.ReadAsStringAsync(Token);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
            Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
            Assert.Contains("""<base href="/graphql/ui/" """.TrimEnd(), html, StringComparison.Ordinal);
            Assert.Contains("""name="audit-graphql" content="/graphql" """.TrimEnd(), html, StringComparison.Ordinal);
            Assert.Contains($"nonce=\"{nonce}\"", html, StringComparison.Ordinal);
            Assert.DoesNotContain("__", html, StringComparison.Ordinal);
            Assert.DoesNotContain("//", html, StringComparison.Ordinal);
            Assert.True(nonces.Add(nonce));
        }
    }

    [Fact]
    public async Task Files_are_kept_by_the_browser_and_others_do_not_exist()
    {
        await using var host = await StartAsync(AuditRoles.Analyst);
        using var client = host.CreateClient(OtherToken);
        var file = File().Match(await client.GetStringAsync(new Uri("graphql/ui", UriKind.Relative), Token)).Value;
        using var script = await client.GetAsync(new Uri($"graphql/ui/{file}", UriKind.Relative), Token);
        Assert.Equal(("text/javascript", "private, max-age=31536000, immutable"), (script.Content.Headers.ContentType!.MediaType, script.Headers.CacheControl!.ToString().Replace("max-age=31536000, private, immutable", "private, max-age=31536000, immutable", StringComparison.Ordinal)));
        foreach (var name in new[] { "index.html", "nothing.js", "..%2Findex.html" })
        {
            using var missing = await client.GetAsync(new Uri($"graphql/ui/{name}", UriKind.Relative), Token);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        }
    }

    [Theory]
    [InlineData(AuditRoles.Analyst, "graphql", Page, HttpStatusCode.Redirect)]
    [InlineData(AuditRoles.Analyst, "graphql", "*/*", HttpStatusCode.BadRequest)]
    [InlineData(AuditRoles.Analyst, "graphql", "application/json", HttpStatusCode.BadRequest)]
    [InlineData(AuditRoles.Analyst, "graphql?query={me{id}}", Page, HttpStatusCode.OK)]
    [InlineData(AuditRoles.Viewer, "graphql", Page, HttpStatusCode.BadRequest)]
    [InlineData(null, "graphql", Page, HttpStatusCode.Unauthorized)]
    public async Task Browser_that_is_sent_to_the_API_itself_lands_on_the_page(string? role, string path, string accept, HttpStatusCode status)
    {
        await using var host = await StartAsync(role ?? AuditRoles.Viewer);
        using var client = host.CreateClient(role is null ? null : OtherToken);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Token);
        Assert.Equal(status, response.StatusCode);
        if (status == HttpStatusCode.Redirect)
            Assert.Equal(("/graphql/ui", "no-store"), (response.Headers.Location!.ToString(), response.Headers.CacheControl!.ToString()));
    }

    [Theory]
    [InlineData("Audit:GraphQL:AllowGraphiQL", "false", HttpStatusCode.NotFound)]
    [InlineData("Audit:GraphQL:AllowIntrospection", "false", HttpStatusCode.NotFound)]
    [InlineData("Audit:GraphQL:IntrospectionRoles:0", "Admin", HttpStatusCode.Forbidden)]
    [InlineData("Audit:GraphQL:GraphiQLRoles:0", "Admin", HttpStatusCode.Forbidden)]
    public async Task It_is_not_there_where_it_is_switched_off_or_the_schema_is_hidden(string key, string value, HttpStatusCode status)
    {
        await using var host = await StartAsync(AuditRoles.Analyst, new() { [key] = value });
        using var client = host.CreateClient(OtherToken);
        using var response = await client.GetAsync(new Uri("graphql/ui", UriKind.Relative), Token);
        Assert.Equal(status, response.StatusCode);
    }

    private const string OtherToken = "token-of-one-role";

    /// <summary>A host with a token of one role.</summary>
    private static Task<GraphHost> StartAsync(string role, Dictionary<string, string?>? settings = null)
    {
        var all = settings ?? [];
        AccessHost.AddToken(all, 1, "olga", OtherToken, role, null);
        return GraphHost.StartAsync(new MemoryReader(), all);
    }

    [GeneratedRegex(@"[\w-]+\.js(?="")")]
    private static partial Regex File();

    [GeneratedRegex("script-src 'nonce-([^']+)' 'strict-dynamic';")]
    private static partial Regex Nonce();
}
