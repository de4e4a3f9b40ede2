using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace Audit.Dashboard.Tests.Hosting;

/// <summary>What the package sends to a browser.</summary>
public sealed partial class ServingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/audit", null, "/audit", "/audit/")]
    [InlineData("/audit", null, "/audit/events?q=x", "/audit/")]
    [InlineData("/", null, "/actors", "/")]
    [InlineData("/tools/log", "/shop", "/shop/tools/log/events", "/shop/tools/log/")]
    public async Task Every_view_starts_the_application_below_its_path(string pattern, string? pathBase, string path, string root)
    {
        await using var application = await DashboardApplication.StartAsync(pattern, pathBase);

        using var response = await application.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var html = await response.Content.ReadAsStringAsync(Token);
        Assert.Contains($"<base href=\"{root}\"", html, StringComparison.Ordinal);
        Assert.Contains($"name=\"audit-graphql\" content=\"{pathBase}/graphql\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("__", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_allows_nothing_inline_and_only_what_carries_the_nonce_of_this_answer()
    {
        await using var application = await DashboardApplication.StartAsync();
        using var first = await application.GetAsync("/audit");
        using var second = await application.GetAsync("/audit");

        var policy = first.Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.NotEqual(policy, second.Headers.GetValues("Content-Security-Policy").Single());
        var nonce = Nonce().Match(policy).Groups[1].Value;
        var html = await first.Content.ReadAsStringAsync(Token);
        foreach (Match script in Script().Matches(html))
            Assert.Contains($"nonce=\"{nonce}\"", script.Value, StringComparison.Ordinal);
        Assert.Equal("nosniff", first.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", first.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(first.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Files_are_compressed_as_the_browser_takes_them_and_kept_for_good()
    {
        await using var application = await DashboardApplication.StartAsync();
        using var page = await application.GetAsync("/audit");
        var path = "/audit/" + FilePath().Match(await page.Content.ReadAsStringAsync(Token)).Value;

        var plain = await ReadAsync(application, path, "identity", null);
        Assert.Equal(plain, await ReadAsync(application, path, "gzip, deflate", "gzip"));
        Assert.Equal(plain, await ReadAsync(application, path, "gzip, deflate, br", "br"));
        Assert.Equal(plain, await ReadAsync(application, path, "gzip, br;q=0", "gzip"));
    }

    [Fact]
    public async Task File_that_is_not_there_is_no_page_and_heads_have_no_body()
    {
        await using var application = await DashboardApplication.StartAsync();
        using var missing = await application.GetAsync("/audit/assets/nothing-12345678.js");
        using var head = await application.GetAsync("/audit/events", method: HttpMethod.Head);
        using var post = await application.GetAsync("/audit/events", method: HttpMethod.Post);

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal("", await head.Content.ReadAsStringAsync(Token));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "Sign in to see the audit log")]
    [InlineData("customer", HttpStatusCode.Forbidden, "You may not see the audit log")]
    public async Task Whoever_may_not_see_it_is_told_so_in_words(string? role, HttpStatusCode status, string text)
    {
        await using var application = await DashboardApplication.StartAsync();

        using var refused = await application.GetAsync("/audit/events", role);
        using var elsewhere = await application.GetAsync("/other", null);

        Assert.Equal(status, refused.StatusCode);
        Assert.Contains(text, await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", refused.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        // Other endpoints of the application answer as they did.
        Assert.Equal("", await elsewhere.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Sign_in_page_of_the_application_stays_where_people_are_sent_to()
    {
        await using var application = await DashboardApplication.StartAsync(challenge: "https://login.example/");

        using var response = await application.GetAsync("/audit", null);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("https://login.example/", response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Sign_in_address_that_is_configured_is_offered()
    {
        await using var application = await DashboardApplication.StartAsync(settings: ("Audit:Dashboard:SignInUrl", "/sign-in?to=%2Faudit"));

        using var response = await application.GetAsync("/audit", null);

        Assert.Contains("href=\"/sign-in?to=%2Faudit\"", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_in_that_has_a_name_is_offered_by_it_and_knows_where_to_come_back_to()
    {
        await using var application = await DashboardApplication.StartAsync(
            settings: [("Audit:Dashboard:SignInUrl", "/sign-in?to={returnUrl}"), ("Audit:Dashboard:SignInName", "Work <Co>")]);

        using var response = await application.GetAsync("/audit/events?q=a%26b", null);

        Assert.Contains(
            "href=\"/sign-in?to=%2Faudit%2Fevents%3Fq%3Da%2526b\">Sign in with Work &lt;Co&gt;</a>", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GraphQLPath", "graphql")]
    [InlineData("GraphQLPath", "//elsewhere/graphql")]
    [InlineData("HealthPath", "https://elsewhere/")]
    [InlineData("SignInUrl", "javascript:alert(1)")]
    [InlineData("SignInName", "a name that is longer than what could ever stand on a button of a page")]
    public async Task Wrong_setting_stops_the_start_and_is_named(string key, string value)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => DashboardApplication.StartAsync(settings: ($"Audit:Dashboard:{key}", value)));

        Assert.Contains($"Audit:Dashboard:{key} is '{value}'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dashboard_that_was_not_added_cannot_be_mapped()
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        Assert.Contains("AddAuditDashboard()", Assert.Throws<InvalidOperationException>(() => app.MapAuditDashboard()).Message, StringComparison.Ordinal);
    }

    private static async Task<string> ReadAsync(DashboardApplication application, string path, string encodings, string? expected)
    {
        using var response = await application.GetAsync(path, encodings: encodings);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/javascript", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(expected, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.True(response.Headers.CacheControl!.Private);
        Assert.Equal(TimeSpan.FromDays(365), response.Headers.CacheControl.MaxAge);
        await using var body = await response.Content.ReadAsStreamAsync(Token);
        await using Stream content = expected switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync(Token);
    }

    [GeneratedRegex("script-src 'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<(?:script|style)[^>]*>")]
    private static partial Regex Script();

    [GeneratedRegex(@"assets/index-[\w-]+\.js")]
    private static partial Regex FilePath();
}
