using System.Net;
using System.Net.Http.Headers;
using Audit.Events;
using Audit.Testing.OpenIdProvider;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using ReferenceHost.Features.Welcome;
using ReferenceHost.Tests.Hosting;

namespace ReferenceHost.Tests.Access;

/// <summary>Signing in with a browser at the organisation's own provider.</summary>
public sealed class OidcTests(HostFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static string[] Settings(Authority authority) =>
    [
        "--Audit:Access:Oidc:Authority", authority.Address, "--Audit:Access:Oidc:ClientId", Authority.ClientId, "--Audit:Access:Oidc:ClientSecret", Authority.ClientSecret,
        "--Audit:Access:Oidc:Name", "Work & Co", "--Audit:Access:Oidc:RoleClaim", "groups", "--Audit:Access:Oidc:TenantClaim", "org",
        "--Audit:Access:Oidc:RoleMap:readers", "Viewer", "--Audit:Access:Oidc:RoleMap:dba", "Analyst",
    ];

    [Fact]
    public async Task Who_signs_in_at_the_provider_gets_the_cookie_with_their_roles_and_their_tenant()
    {
        using var browser = BrowserOf(["dba", "cooks", "Admin"], org: "acme");
        var provider = await browser.BeginAsync();
        var asked = QueryHelpers.ParseQuery(provider.Query);
        Assert.Equal((fixture.Authority.Address, "/authorize"), (provider.GetLeftPart(UriPartial.Authority), provider.AbsolutePath));
        Assert.Equal((Authority.ClientId, "code", "S256"), (asked["client_id"].ToString(), asked["response_type"].ToString(), asked["code_challenge_method"].ToString()));
        Assert.Equal(new Uri(browser.Host, "/login/oidc/callback").AbsoluteUri, asked["redirect_uri"].ToString());

        var callback = await browser.ReturnAsync(provider);
        using var returned = await browser.GetAsync(callback);
        Assert.Equal("/login/oidc/done?returnUrl=%2Faudit%2Fevents%3Fq%3D1", returned.Headers.Location!.OriginalString);
        var cookie = Assert.Single(returned.Headers.GetValues("Set-Cookie"), static one => one.StartsWith("audit=", StringComparison.Ordinal));
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);

        // A page of the host leads on, so that the browser sends the cookie along.
        using var arrived = await browser.GetAsync(returned.Headers.Location.OriginalString);
        Assert.Equal(HttpStatusCode.OK, arrived.StatusCode);
        Assert.Contains("content=\"0;url=/audit/events?q=1\"", await arrived.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", arrived.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var dashboard = await browser.GetAsync("/audit/events?q=1");
        Assert.Equal(HttpStatusCode.OK, dashboard.StatusCode);

        using var me = await browser.SendAsync(HttpMethod.Get, "/graphql?query={me{id name roles tenantId}}");
        Assert.Equal("""{"data":{"me":{"id":"u-1","name":"Una","roles":["Analyst"],"tenantId":"acme"}}}""", await me.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task The_cookie_needs_the_header_and_can_be_given_back()
    {
        using var browser = BrowserOf(["readers"]);
        Assert.Equal(HttpStatusCode.OK, (await browser.SignInAsync()).Status);
        using var without = await browser.SendAsync(HttpMethod.Get, "/graphql?query={me{id}}", csrf: false);
        Assert.Equal(HttpStatusCode.Forbidden, without.StatusCode);

        using var signedOut = await browser.SendAsync(HttpMethod.Post, "/logout");
        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
        Assert.False(browser.IsSignedIn);
        using var after = await browser.SendAsync(HttpMethod.Get, "/graphql?query={me{id}}");
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Theory]
    [InlineData("cooks")]
    [InlineData("Admin")]
    public async Task Who_has_no_role_here_is_told_so_and_not_signed_in(string group)
    {
        using var browser = BrowserOf([group]);
        var (status, page) = await browser.SignInAsync();

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("Work &amp; Co knows you, but you have no role that opens the audit log here", page, StringComparison.Ordinal);
        Assert.False(browser.IsSignedIn);
    }

    [Fact]
    public async Task Token_with_the_nonce_of_another_sign_in_is_refused()
    {
        await using var authority = await Authority.StartAsync();
        await using var host = await StartAsync(authority);
        authority.User = UserOf(["readers"]);
        authority.WrongNonce = "of another sign-in";
        using var browser = new Browser(host);

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SignInAsync()).Status);
        Assert.False(browser.IsSignedIn);
    }

    [Fact]
    public async Task Answer_that_was_not_asked_for_signs_nobody_in()
    {
        using var browser = BrowserOf(["readers"]);
        var callback = await browser.ReturnAsync(await browser.BeginAsync());
        var answer = QueryHelpers.ParseQuery(callback.Query);

        // Made up; of another browser; with a code of another sign-in.
        using var stranger = new Browser(fixture.Host);
        foreach (var (who, address) in new[]
        {
            (browser, callback.AbsoluteUri.Replace(answer["state"].ToString(), "made-up", StringComparison.Ordinal)),
            (stranger, callback.AbsoluteUri),
            (browser, callback.AbsoluteUri.Replace(answer["code"].ToString(), "made-up", StringComparison.Ordinal)),
        })
        {
            var (status, page) = await who.ArriveAsync(new Uri(address));
            Assert.Equal(HttpStatusCode.Unauthorized, status);
            Assert.Contains("You are not signed in", page, StringComparison.Ordinal);
            Assert.False(who.IsSignedIn);
        }
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public async Task Only_pages_of_the_host_are_returned_to(string returnUrl)
    {
        using var browser = BrowserOf(["readers"]);
        Assert.Contains("content=\"0;url=/audit\"", (await browser.SignInAsync(returnUrl)).Page, StringComparison.Ordinal);
        using var direct = await browser.GetAsync("/login/oidc/done?returnUrl=" + Uri.EscapeDataString(returnUrl));
        Assert.Contains("content=\"0;url=/audit\"", await direct.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_in_and_failing_to_is_found_in_the_log()
    {
        const string Agent = "oidc-tests";
        using (var refused = BrowserOf(["cooks"], agent: Agent))
            await refused.SignInAsync();
        using (var browser = BrowserOf(["readers"], agent: Agent))
        {
            await browser.ArriveAsync(new Uri(browser.Host, "/login/oidc/callback?code=x&state=made-up"));
            await browser.SignInAsync();
            using var signedOut = await browser.SendAsync(HttpMethod.Post, "/logout");
        }

        Assert.Equal(
            [
                "\"auth.sign_in_failed\",\"failed\",\"\",\"Audit.Oidc\"", "\"auth.sign_in_failed\",\"failed\",\"\",\"Audit.Oidc\"",
                "\"auth.sign_in\",\"succeeded\",\"u-1\",\"Audit.Cookie\"", "\"auth.sign_out\",\"succeeded\",\"u-1\",\"Audit.Cookie\"",
            ],
            await QueryAsync($"SELECT action, outcome, actor_id, attributes['scheme'] FROM audit_logs WHERE category = 'access' AND action LIKE 'auth.%' AND user_agent = '{Agent}' ORDER BY occurred_at, id FORMAT CSV"));
    }

    [Fact]
    public async Task Page_that_refuses_strangers_offers_to_sign_in_and_to_come_back()
    {
        using var browser = new Browser(fixture.Host);
        using var refused = await browser.GetAsync("/audit/events?q=actor%3Aana");
        var page = await refused.Content.ReadAsStringAsync(Token);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("href=\"/login/oidc?returnUrl=%2Faudit%2Fevents%3Fq%3Dactor%253Aana\">Sign in with Work &amp; Co</a>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provider_whose_host_is_too_long_for_a_button_needs_no_name()
    {
        await using var host = await StartAsync(null, "--Audit:Access:Oidc:Authority", $"https://{new string('a', 60)}.example", "--Audit:Access:Oidc:ClientId", "audit");
        using var browser = new Browser(host);
        using var refused = await browser.GetAsync("/audit");
        Assert.Contains(">Sign in with your provider</a>", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_comes_back_with_wrong_answers_too_often_has_to_wait()
    {
        await using var authority = await Authority.StartAsync();
        await using var host = await StartAsync(authority, "--Audit:Access:MaxFailures", "2", "--Audit:Access:FailureInterval", "01:00:00");
        using var browser = new Browser(host);
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.ArriveAsync(new Uri(host.Address, "/login/oidc/callback?code=x&state=made-up" + i))).Status);

        using var throttled = await browser.GetAsync("/login/oidc/callback?code=x&state=made-up");
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromHours(1)), (throttled.StatusCode, throttled.Headers.RetryAfter!.Delta));
    }

    [Fact]
    public async Task Provider_that_does_not_answer_is_told()
    {
        var authority = await Authority.StartAsync();
        await using var host = await StartAsync(authority);
        await authority.DisposeAsync();
        using var browser = new Browser(host);

        using var response = await browser.GetAsync("/login/oidc");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("does not answer", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tenant_can_be_demanded()
    {
        await using var authority = await Authority.StartAsync();
        await using var host = await StartAsync(authority, "--Audit:Access:Oidc:RequireTenant", "true");
        using var browser = new Browser(host);
        authority.User = UserOf(["readers"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SignInAsync()).Status);
        authority.User = UserOf(["readers"], org: "acme");
        Assert.Equal(HttpStatusCode.OK, (await browser.SignInAsync()).Status);
    }

    [Fact]
    public async Task Host_without_a_provider_has_no_such_pages()
    {
        await using var host = await StartAsync(authority: null);
        using var browser = new Browser(host);
        foreach (var path in new[] { "/login/oidc", "/login/oidc/callback", "/login/oidc/done" })
        {
            using var response = await browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("Audit:Access:Oidc:ClientId is missing", "Authority", "https://provider.example")]
    [InlineData("Audit:Access:Oidc:Authority is missing", "ClientId", "audit")]
    [InlineData("Audit:Access:Oidc:Authority is 'http://provider.example'. Allowed: an address with https", "Authority", "http://provider.example", "ClientId", "audit")]
    [InlineData("Audit:Access:Oidc:Scope is 'profile'. Allowed:", "Authority", "https://provider.example", "ClientId", "audit", "Scope", "profile")]
    [InlineData("Audit:Access:Oidc:RoleMap:x is 'Root'. Allowed: Viewer, Analyst, Operator, Admin", "Authority", "https://provider.example", "ClientId", "audit", "RoleMap:x", "Root")]
    [InlineData("Audit:Access:Oidc:KeyLifetime is 00:00:01. Allowed: 00:05:00 to 1.00:00:00", "Authority", "https://provider.example", "ClientId", "audit", "KeyLifetime", "00:00:01")]
    public async Task Wrong_configuration_is_told_by_its_key(string message, params string[] settings)
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(null, [.. settings.Select(static (text, i) => i % 2 == 0 ? "--Audit:Access:Oidc:" + text : text)]));

        Assert.Contains(StartFailure.MessagesOf(exception), line => line.StartsWith(message, StringComparison.Ordinal));
    }

    private static Dictionary<string, object> UserOf(string[] groups, string? org = null)
    {
        var user = new Dictionary<string, object> { ["sub"] = "u-1", ["name"] = "Una", ["groups"] = groups };
        if (org is not null)
            user["org"] = org;
        return user;
    }

    /// <summary>A host that needs no engine for who one is.</summary>
    private static Task<RunningHost> StartAsync(Authority? authority, params string[] settings) =>
        RunningHost.StartAsync(["--Audit:Enabled", "false", "--Audit:Storage:ConnectionString", "Host=localhost", .. authority is null ? [] : Settings(authority), .. settings]);

    private Browser BrowserOf(string[] groups, string? org = null, string agent = "browser")
    {
        // Tests of one class run one after another.
        fixture.Authority.User = UserOf(groups, org);
        return new Browser(fixture.Host, agent);
    }

    private async Task<string[]> QueryAsync(string sql)
    {
        await fixture.Host.App.Services.GetRequiredService<IAuditLog>().FlushAsync(Token);
        using var client = fixture.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", fixture.Host.App.Services.GetRequiredService<DevelopmentToken>().Value);
        using var response = await client.PostAsync(new Uri("/clickhouse", UriKind.Relative), new StringContent(sql), Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
