using System.Net;
using Audit.AspNetCore.Access;
using Audit.GraphQL.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Access;

/// <summary>What browsers send by themselves, and what they may do with the answers.</summary>
public sealed class BrowserTests
{
    private const string Query = "{auditEvents{nodes{id}}}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cookie_counts_only_together_with_a_header_that_no_other_site_can_send()
    {
        var reader = new MemoryReader(StoredEvents.At(1));
        await using var host = await GraphHost.StartAsync(reader);
        var cookie = await SignInAsync(host);

        foreach (var (header, status) in new[] { (false, HttpStatusCode.Forbidden), (true, HttpStatusCode.OK) })
        {
            using var client = host.CreateClient(null);
            client.DefaultRequestHeaders.Add("Cookie", cookie);
            if (header)
                client.DefaultRequestHeaders.Add("X-Audit-Csrf", "1");
            using var byPost = await client.PostAsync(new Uri("graphql", UriKind.Relative), GraphHost.Body(Query), Token);
            using var byGet = await client.GetAsync(new Uri($"graphql?query={Query}", UriKind.Relative), Token);
            Assert.Equal((status, status), (byPost.StatusCode, byGet.StatusCode));
            var text = await byPost.Content.ReadAsStringAsync(Token);
            Assert.Equal(!header, text.Contains("must carry the header X-Audit-Csrf", StringComparison.Ordinal));
            Assert.Equal(!header, text.Contains("FORBIDDEN", StringComparison.Ordinal));
        }

        Assert.Equal(2, reader.Queries.Count);
    }

    [Fact]
    public async Task Token_needs_no_such_header_even_beside_a_cookie()
    {
        await using var host = await GraphHost.StartAsync(new MemoryReader());
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", await SignInAsync(host));
        using var response = await client.PostAsync(new Uri("graphql", UriKind.Relative), GraphHost.Body("{me{id}}"), Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Signing_out_takes_the_cookie_back()
    {
        await using var host = await GraphHost.StartAsync(new MemoryReader());
        using var client = host.CreateClient(null);
        using var stranger = await client.PostAsync(new Uri("logout", UriKind.Relative), null, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);

        client.DefaultRequestHeaders.Add("Cookie", await SignInAsync(host));
        using var response = await client.PostAsync(new Uri("logout", UriKind.Relative), null, Token);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.StartsWith("audit=; expires=Thu, 01 Jan 1970", response.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GraphHost.Token, Query, HttpStatusCode.OK)]
    [InlineData(GraphHost.Token, "{", HttpStatusCode.OK)]
    [InlineData("wrong", Query, HttpStatusCode.Unauthorized)]
    [InlineData(null, Query, HttpStatusCode.Unauthorized)]
    public async Task Every_answer_tells_browsers_what_not_to_do(string? token, string query, HttpStatusCode status)
    {
        await using var host = await GraphHost.StartAsync(new MemoryReader());
        using var client = host.CreateClient(token);
        using var response = await client.PostAsync(new Uri("graphql", UriKind.Relative), GraphHost.Body(query), Token);
        Assert.Equal(status, response.StatusCode);
        foreach (var (name, value) in new[]
        {
            ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        })
        {
            Assert.Equal(value, response.Headers.GetValues(name).Single());
        }
    }

    [Theory]
    [InlineData("https://tools.example", true)]
    [InlineData("https://tools.example.evil", false)]
    [InlineData("http://tools.example", false)]
    [InlineData("null", false)]
    public async Task Other_origins_are_closed_out_unless_they_are_named(string origin, bool isAllowed)
    {
        await using var host = await GraphHost.StartAsync(new MemoryReader(), new() { ["Audit:GraphQL:AllowedOrigins:0"] = "https://tools.example" });
        await using var closed = await GraphHost.StartAsync(new MemoryReader());
        foreach (var (server, opens) in new[] { (host, isAllowed), (closed, false) })
        {
            foreach (var token in new[] { GraphHost.Token, "wrong" })
            {
                using var client = server.CreateClient(token);
                client.DefaultRequestHeaders.Add("Origin", origin);
                using var answer = await client.PostAsync(new Uri("graphql", UriKind.Relative), GraphHost.Body("{me{id}}"), Token);
                Assert.Equal(opens ? origin : null, Header(answer, "Access-Control-Allow-Origin"));
            }

            using var browser = server.CreateClient(null);
            using var request = new HttpRequestMessage(HttpMethod.Options, "graphql");
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "content-type,x-audit-csrf");
            using var preflight = await browser.SendAsync(request, Token);
            Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
            Assert.Equal(opens ? origin : null, Header(preflight, "Access-Control-Allow-Origin"));
            Assert.Equal(opens, Header(preflight, "Access-Control-Allow-Headers")?.Contains("X-Audit-Csrf", StringComparison.OrdinalIgnoreCase) == true);
        }
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    private static async Task<string> SignInAsync(GraphHost host)
    {
        using var client = host.CreateClient(null);
        using var response = await client.GetAsync(new Uri($"login?t={host.Services.GetRequiredService<SignInLinks>().Create()}", UriKind.Relative), Token);
        Assert.Equal("/", response.Headers.Location!.OriginalString);
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }
}
