using Audit.Dashboard.Tests.Browser;
using Audit.Dashboard.Tests.Host;
using Audit.Testing.OpenIdProvider;
using Audit.Testing.Servers;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>Signing in at an OpenID Connect provider, with a browser that has its own opinion about cookies.</summary>
public sealed class ProviderSignInTests(BrowserFixture browser)
{
    [Fact]
    public async Task Who_comes_back_from_a_provider_of_another_site_sees_the_page_they_wanted_to_see()
    {
        // The provider is at 127.0.0.1, and the host at localhost: to a browser these are different sites.
        await using var authority = await Authority.StartAsync();
        authority.AsksFirst = true;
        authority.User = new() { ["sub"] = "u-1", ["name"] = "Una of elsewhere", ["roles"] = new[] { "Viewer" } };
        var directory = Directory.CreateTempSubdirectory("audit-sign-in-").FullName;
        var address = $"http://localhost:{ServerProcess.FreePort()}";
        var start = HostFixture.CommandOf(directory);
        start.Environment["Urls"] = address;
        // Who one is needs no log.
        start.Environment["Audit__Enabled"] = "false";
        start.Environment["Audit__Storage__ConnectionString"] = "Host=localhost";
        start.Environment["Audit__Access__Oidc__Authority"] = authority.Address;
        start.Environment["Audit__Access__Oidc__ClientId"] = Authority.ClientId;
        start.Environment["Audit__Access__Oidc__ClientSecret"] = Authority.ClientSecret;
        start.Environment["Audit__Access__Oidc__Name"] = "Work & Co";
        await using (await ServerProcess.StartAsync(start, "Stop with"))
        {
            await using var context = await browser.NewContextAsync();
            var page = await context.NewPageAsync();
            await page.GotoAsync(address + "/audit/settings");
            await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Work & Co" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Continue" }).ClickAsync();

            await Assertions.Expect(page).ToHaveURLAsync(address + "/audit/settings");
            await Assertions.Expect(page.GetByText("Una of elsewhere").First).ToBeVisibleAsync();
        }

        Directory.Delete(directory, recursive: true);
    }
}
