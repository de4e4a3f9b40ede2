using System.Globalization;
using Audit.Dashboard.Tests.Browser;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>Times of the place, and of UTC.</summary>
public sealed class TimeZoneTests(BrowserFixture browser)
{
    private static readonly TimeSpan Kathmandu = new(5, 45, 0);

    [Fact]
    public async Task Times_are_of_the_place_until_UTC_is_chosen_and_the_offset_is_shown()
    {
        await using var seen = await browser.OpenAsync("events?last=1h", zone: "Asia/Kathmandu");
        await seen.SettleAsync();
        await Assertions.Expect(seen.Page.GetByRole(AriaRole.Group, new() { Name = "Time zone" })).ToContainTextAsync("+05:45");
        var cell = seen.Page.Locator("[role=gridcell][data-column=time]").First;
        await seen.PictureAsync("events-kathmandu");
        var local = TimeSpan.Parse((await cell.InnerTextAsync()).Trim(), CultureInfo.InvariantCulture);

        await seen.Page.GetByRole(AriaRole.Button, new() { Name = "UTC", Exact = true }).ClickAsync();
        var utc = TimeSpan.Parse((await cell.InnerTextAsync()).Trim(), CultureInfo.InvariantCulture);
        Assert.Equal(Kathmandu, local >= utc ? local - utc : local - utc + TimeSpan.FromDays(1));

        // The choice is kept.
        await seen.Page.ReloadAsync();
        await Assertions.Expect(seen.Page.GetByRole(AriaRole.Button, new() { Name = "UTC", Exact = true })).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task Range_that_is_typed_is_of_the_shown_zone_and_travels_as_absolute_time()
    {
        await using var seen = await browser.OpenAsync("events?last=1h", zone: "Asia/Kathmandu");
        await seen.Page.GetByRole(AriaRole.Group, new() { Name = "Range of time" }).GetByRole(AriaRole.Button, new() { Name = "Last 1 hour" }).ClickAsync();
        await Assertions.Expect(seen.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("UTC+05:45");
        await seen.IsAccessibleAsync("the range");
        await seen.Page.GetByLabel("From", new() { Exact = true }).FillAsync("2026-03-01 14:05");
        await seen.Page.GetByLabel("To", new() { Exact = true }).FillAsync("2026-03-01 14:35");
        await seen.Button("Apply").ClickAsync();

        await Assertions.Expect(seen.Page.GetByText("No events in this range")).ToBeVisibleAsync();
        Assert.Contains("from=2026-03-01T08%3A20%3A00.000Z&to=2026-03-01T08%3A50%3A00.000Z", seen.Page.Url, StringComparison.Ordinal);
    }
}
