using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using ReferenceHost.Features.Welcome;

namespace ReferenceHost.Tests.Hosting;

/// <summary>What the host tells whoever starts it, and that it is true.</summary>
public sealed partial class WelcomeTests(HostFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_place_that_is_named_answers()
    {
        using var client = fixture.Host.CreateClient();
        var places = Address().Matches(await client.GetStringAsync(new Uri("/", UriKind.Relative), Token)).Select(match => match.Value).ToArray();

        Assert.InRange(places.Length, 5, 10);
        foreach (var place in places)
        {
            using var response = await client.GetAsync(new Uri(place), Token);
            Assert.NotEqual(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task Sign_in_link_that_is_printed_works_once()
    {
        using var console = new StringWriter();
        fixture.Host.App.Welcome(console);
        var link = SignInLink().Match(console.ToString()).Value;
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });

        using var first = await client.GetAsync(new Uri(link), Token);
        using var second = await client.GetAsync(new Uri(link), Token);

        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
    }

    [Fact]
    public async Task Token_that_is_printed_reads_by_SQL_as_user_and_as_bearer()
    {
        var token = fixture.Host.App.Services.GetRequiredService<DevelopmentToken>().Value!;
        using var console = new StringWriter();
        fixture.Host.App.Welcome(console);
        using var client = fixture.Host.CreateClient();
        var basic = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"dev:{token}"));

        foreach (var (scheme, value, code) in new[] { ("Basic", basic, 0), ("Bearer", token, 0), ("Bearer", token + "x", 516), ("Basic", Convert.ToBase64String("dev:x"u8), 516) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/clickhouse") { Content = new StringContent("SELECT 40 + 2") };
            request.Headers.Authorization = new AuthenticationHeaderValue(scheme, value);
            using var response = await client.SendAsync(request, Token);
            var text = await response.Content.ReadAsStringAsync(Token);
            Assert.StartsWith(code == 0 ? "42" : $"Code: {code}.", text, StringComparison.Ordinal);
        }

        Assert.Contains(token, console.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_and_metrics_are_those_of_the_pipeline()
    {
        using var client = fixture.Host.CreateClient();

        Assert.Equal("Healthy", await client.GetStringAsync(new Uri("/health/live", UriKind.Relative), Token));
        Assert.Contains("\"recorded\":", await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Token), StringComparison.Ordinal);
        Assert.Contains("audit_events_recorded_total", await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Token), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Address();

    [GeneratedRegex(@"https?://\S+/login\?t=\S+")]
    private static partial Regex SignInLink();
}
