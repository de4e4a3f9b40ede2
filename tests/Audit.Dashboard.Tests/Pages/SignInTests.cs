using System.Net;
using Audit.Dashboard.Tests.Browser;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>How people get in.</summary>
public sealed class SignInTests(BrowserFixture browser)
{
    [Fact]
    public void Sign_in_link_that_the_host_printed_leads_to_the_dashboard() =>
        Assert.StartsWith(browser.Host.Dashboard.ToString().TrimEnd('/'), browser.LandedAt, StringComparison.Ordinal);

    [Fact]
    public async Task Stranger_is_told_how_to_sign_in()
    {
        await using var seen = await browser.OpenAsync("events?q=secret", isSignedIn: false);
        await Assertions.Expect(seen.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Sign in to see the audit log");
        await Assertions.Expect(seen.Page.GetByText("/login?t=…")).ToBeVisibleAsync();
        await seen.IsAccessibleAsync("the sign-in page");
        await seen.PictureAsync("sign-in-light");
    }

    [Fact]
    public async Task Files_stand_behind_the_same_sign_in()
    {
        using var client = browser.Host.CreateClient();
        using var response = await client.GetAsync(new Uri("/audit/assets/index.js", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
