using Audit.Dashboard.Tests.Browser;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>Events as they happen.</summary>
public sealed class LiveTests(BrowserFixture browser)
{
    [Fact]
    public async Task New_events_appear_by_themselves_and_wait_while_someone_reads()
    {
        await using var seen = await browser.OpenAsync("events?live=1&last=15m&q=table:Customers");
        await seen.SettleAsync();
        using var alice = await browser.Host.SignInAsync("alice");
        await AskAsync(alice, 3);
        var grid = seen.Page.GetByRole(AriaRole.Grid);
        await Assertions.Expect(grid.GetByText("Customers").First).ToBeVisibleAsync();
        // Pushed by the server, not asked for.
        await Assertions.Expect(seen.Page.Locator("[data-source=push]")).ToBeVisibleAsync();
        await seen.IsAccessibleAsync("live");
        var before = await RowsAsync(grid);

        // Choosing an event holds the others back.
        await seen.Page.Keyboard.PressAsync("j");
        await AskAsync(alice, 4);
        await Assertions.Expect(seen.Page.GetByText("Paused, 4 new")).ToBeVisibleAsync();
        Assert.Equal(before, await RowsAsync(grid));
        await seen.PictureAsync("events-paused");

        await seen.Page.GetByText("Resume").ClickAsync();
        await Assertions.Expect(seen.Page.GetByText("Paused, 4 new")).ToHaveCountAsync(0);
        await Assertions.Expect(grid).ToHaveAttributeAsync("aria-rowcount", (before + 4).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Lost_stream_is_shown_and_goes_on_with_what_was_missed()
    {
        await using var seen = await browser.OpenAsync("settings");
        var isLost = false;
        IWebSocketRoute? open = null;
        await seen.Page.RouteWebSocketAsync("**/graphql", route =>
        {
            if (isLost)
            {
                _ = route.CloseAsync();
                return;
            }

            open = route;
            route.ConnectToServer();
        });
        await seen.GoAsync("events?live=1&last=15m&q=table:Customers");
        await Assertions.Expect(seen.Page.Locator("[data-source=push]")).ToBeVisibleAsync();
        await seen.SettleAsync();
        var grid = seen.Page.GetByRole(AriaRole.Grid);
        var before = await RowsAsync(grid);

        isLost = true;
        await open!.CloseAsync();
        await Assertions.Expect(seen.Page.Locator("[data-source=connecting]")).ToBeVisibleAsync();
        await seen.IsAccessibleAsync("without a stream");
        using var alice = await browser.Host.SignInAsync("alice");
        await AskAsync(alice, 2);

        isLost = false;
        await Assertions.Expect(seen.Page.Locator("[data-source=push]")).ToBeVisibleAsync();
        await Host.Eventually.BecomesAsync(async () => await RowsAsync(grid) >= before + 2, "what happened meanwhile is shown");
    }

    private static async Task<int> RowsAsync(ILocator grid) =>
        int.Parse((await grid.GetAttributeAsync("aria-rowcount"))!, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task AskAsync(HttpClient client, int times)
    {
        for (var time = 0; time < times; time++)
        {
            using var response = await client.GetAsync(new Uri("/shop/customers/1", UriKind.Relative));
            response.EnsureSuccessStatusCode();
        }
    }
}
