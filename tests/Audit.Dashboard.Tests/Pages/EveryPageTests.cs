using Audit.Dashboard.Tests.Browser;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>Each view with real data: in both schemes, wide and narrow, without a violation of accessibility.</summary>
public sealed class EveryPageTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("overview", "", "Overview", "Destructive operations")]
    [InlineData("events", "events?last=1h", "Events", "AbandonedCarts")]
    [InlineData("actors", "actors?last=1h", "Actors", "alice")]
    [InlineData("actor", "actors?id=alice&type=user&last=1h", "alice", "Tables touched")]
    [InlineData("entities", "entities?last=1h", "Entities", "Product")]
    [InlineData("row", "entities?entity=Product&key=7", "Product 7", "PriceCents")]
    [InlineData("commands", "commands?last=1h", "Commands", "user:create")]
    [InlineData("approvals", "approvals", "Approvals", "DROP TABLE")]
    [InlineData("pipeline", "pipeline", "Pipeline", "Check: audit")]
    [InlineData("exports", "exports", "Exports", "")]
    [InlineData("settings", "settings", "Settings", "administrator")]
    public async Task View_shows_what_there_is_in_both_schemes_wide_and_narrow(string name, string view, string title, string text)
    {
        await using var seen = await browser.OpenAsync(view);
        await Assertions.Expect(seen.Heading).ToHaveTextAsync(title);
        await Assertions.Expect(seen.Page.GetByRole(AriaRole.Main)).ToContainTextAsync(text);
        await seen.SettleAsync();
        await Assertions.Expect(seen.Page.Locator("html")).ToHaveAttributeAsync("data-mantine-color-scheme", "light");
        await seen.PictureAsync($"{name}-light");
        await seen.IsAccessibleAsync($"{name}, light");

        await seen.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Assertions.Expect(seen.Page.Locator("html")).ToHaveAttributeAsync("data-mantine-color-scheme", "dark");
        await seen.SettleAsync();
        await seen.PictureAsync($"{name}-dark");
        await seen.IsAccessibleAsync($"{name}, dark");

        await seen.Page.SetViewportSizeAsync(360, 780);
        await seen.SettleAsync();
        await seen.PictureAsync($"{name}-narrow");
        await seen.FitsAsync($"{name}, 360 px");
        await seen.IsAccessibleAsync($"{name}, 360 px");
    }
}
