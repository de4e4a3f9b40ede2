using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Audit.Dashboard.Tests.Browser;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>"A table was dropped": from the alarm to what else they did, without the manual.</summary>
public sealed partial class IncidentTests(BrowserFixture browser)
{
    [Fact]
    public async Task Dropped_table_leads_to_its_event_its_transaction_its_actor_a_link_for_the_colleague_and_an_export()
    {
        await using var seen = await browser.OpenAsync();
        var page = seen.Page;
        var drawer = page.GetByRole(AriaRole.Complementary, new() { Name = "Event", Exact = true });

        // The overview shows it, and all of its kind.
        await page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "db.drop" }).GetByRole(AriaRole.Button).First.ClickAsync();
        await Assertions.Expect(drawer).ToContainTextAsync("drop_table");
        await Assertions.Expect(drawer).ToContainTextAsync("bob");
        await Assertions.Expect(drawer).ToContainTextAsync("POST /shop/maintenance/incidents/{name}");
        await seen.SettleAsync();
        await seen.IsAccessibleAsync("the event");

        // What was run, in colours.
        await drawer.GetByRole(AriaRole.Tab, new() { Name = "SQL" }).ClickAsync();
        await Assertions.Expect(drawer.Locator(".cm-content")).ToHaveTextAsync("DROP TABLE \"AbandonedCarts\"");
        await seen.PictureAsync("event-sql-light");
        await seen.IsAccessibleAsync("its statement");

        // What belongs to it: the guard's approval is in the same trace.
        await drawer.GetByRole(AriaRole.Tab, new() { Name = "Related" }).ClickAsync();
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Trace", Exact = true }).ClickAsync();
        await Assertions.Expect(drawer.GetByRole(AriaRole.List)).ToContainTextAsync("guard.approval_used");
        await seen.SettleAsync();
        await seen.IsAccessibleAsync("what is related");
        await drawer.GetByRole(AriaRole.Button).Filter(new() { HasText = "guard.approval_used" }).First.ClickAsync();
        await Assertions.Expect(drawer.GetByRole(AriaRole.Navigation, new() { Name = "Opened events" }).GetByRole(AriaRole.Button)).ToHaveCountAsync(1);
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Back to the event before" }).ClickAsync();
        await drawer.GetByRole(AriaRole.Tab, new() { Name = "Summary" }).ClickAsync();

        // Who it was, and what else they did.
        await drawer.GetByRole(AriaRole.Link, new() { Name = "bob" }).ClickAsync();
        await Assertions.Expect(seen.Heading).ToHaveTextAsync("bob");
        await Assertions.Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("Tables touched");
        await page.GetByRole(AriaRole.Link, new() { Name = "In Events" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Grid)).ToContainTextAsync("db.drop");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "actor:bob", Exact = true })).ToBeVisibleAsync();

        // The same for a colleague, whenever they look.
        await seen.SettleAsync();
        await seen.Button("Copy a link to exactly this").ClickAsync();
        var link = await page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.Matches(@"from=\d{4}-\d\d-\d\dT.*&to=\d{4}-\d\d-\d\dT", link);
        Assert.DoesNotContain("last=", link, StringComparison.Ordinal);
        var count = await page.GetByText(Count()).TextContentAsync();
        await using var colleague = await browser.OpenAsync(link);
        await Assertions.Expect(colleague.Page.GetByText(count!, new() { Exact = true })).ToBeVisibleAsync();

        // And exactly that as a file, with what to check it by.
        await seen.Button("Export").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { NameRegex = Ndjson() }).ClickAsync();
        await Assertions.Expect(seen.Heading).ToHaveTextAsync("Exports");
        var item = page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Listitem).First;
        await Assertions.Expect(item).ToContainTextAsync("completed");
        await seen.PictureAsync("exports-completed");
        await seen.IsAccessibleAsync("an export");
        var download = await page.RunAndWaitForDownloadAsync(() => item.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        var file = await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(await item.Locator("code").InnerTextAsync(), Convert.ToHexStringLower(SHA256.HashData(file)));
        Assert.Equal(count!.Split(' ')[0], file.Count(static value => value == '\n').ToString("N0", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Value_of_a_cell_narrows_the_events_and_back_widens_them_again()
    {
        // Of the guard there are few events: what other tests do meanwhile pushes none of them off the screen.
        await using var seen = await browser.OpenAsync("events?last=1h&q=category%3Aguard");
        var grid = seen.Page.GetByRole(AriaRole.Grid);
        await grid.GetByText("alice").First.HoverAsync();
        await seen.Button("Exclude alice").First.ClickAsync();
        await Assertions.Expect(grid.GetByText("alice", new() { Exact = true })).ToHaveCountAsync(0);
        Assert.Contains("-actor%3Aalice", seen.Page.Url, StringComparison.Ordinal);

        await seen.Page.GoBackAsync();
        await Assertions.Expect(grid.GetByText("alice", new() { Exact = true })).Not.ToHaveCountAsync(0);
        await seen.Page.GoForwardAsync();
        await Assertions.Expect(grid.GetByText("alice", new() { Exact = true })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Dragging_over_the_histogram_zooms_and_escape_takes_it_back()
    {
        await using var seen = await browser.OpenAsync("events?last=15m");
        await seen.SettleAsync();
        var before = seen.Page.Url;
        var chart = await seen.Page.Locator(".u-over").First.BoundingBoxAsync() ?? throw new InvalidOperationException("There is no chart.");
        await seen.Page.Mouse.MoveAsync(chart.X + (chart.Width * 0.5f), chart.Y + 20);
        await seen.Page.Mouse.DownAsync();
        await seen.Page.Mouse.MoveAsync(chart.X + (chart.Width * 0.98f), chart.Y + 20, new() { Steps = 5 });
        await seen.Page.Mouse.UpAsync();
        await Assertions.Expect(seen.Page.GetByText("Zoomed; back")).ToBeVisibleAsync();

        await seen.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(seen.Page.GetByText("Zoomed; back")).ToHaveCountAsync(0);
        Assert.Equal(before, seen.Page.Url);
    }

    [GeneratedRegex(@"^[\d,]+ events?$")]
    private static partial Regex Count();

    [GeneratedRegex("^NDJSON")]
    private static partial Regex Ndjson();
}
