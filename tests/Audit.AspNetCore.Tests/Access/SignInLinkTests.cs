using System.Net;
using Audit.AspNetCore.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.AspNetCore.Tests.Access;

public sealed class SignInLinkTests
{
    [Fact]
    public async Task A_link_signs_in_once()
    {
        await using var host = await AccessHost.StartAsync([]);
        var code = host.Services.GetRequiredService<SignInLinks>().Create();
        using var client = host.CreateClient();

        using var first = await client.GetAsync("/login?t=" + code, TestContext.Current.CancellationToken);
        using var second = await client.GetAsync("/login?t=" + code, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.Equal("/" + AuditPolicies.Admin, first.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        Assert.False(second.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task The_cookie_of_a_link_is_good_for_everything_and_kept_from_scripts_and_other_sites()
    {
        await using var host = await AccessHost.StartAsync([]);
        var code = host.Services.GetRequiredService<SignInLinks>().Create();
        using var client = host.CreateClient();
        using var signIn = await client.GetAsync("/login?t=" + code, TestContext.Current.CancellationToken);
        var cookie = Assert.Single(signIn.Headers.GetValues("Set-Cookie"));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/" + AuditPolicies.Admin);
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_link_expires()
    {
        await using var host = await AccessHost.StartAsync(new() { ["Audit:Access:SignInLinkLifetime"] = "00:05:00" });
        var links = host.Services.GetRequiredService<SignInLinks>();
        var early = links.Create();
        var late = links.Create();

        host.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.True(links.TryRedeem(early));
        host.Time.Advance(TimeSpan.FromTicks(1));
        Assert.False(links.TryRedeem(late));
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/login?t=")]
    [InlineData("/login?t=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_wrong_link_is_refused(string link)
    {
        await using var host = await AccessHost.StartAsync([]);
        host.Services.GetRequiredService<SignInLinks>().Create();
        using var client = host.CreateClient();

        using var response = await client.GetAsync(link, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
