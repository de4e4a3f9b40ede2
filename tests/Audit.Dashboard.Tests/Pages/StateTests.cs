using Audit.Dashboard.Tests.Browser;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>What is shown where there is nothing, not yet, or not any more.</summary>
public sealed class StateTests(BrowserFixture browser)
{
    private static readonly string[] Views = ["", "events?last=1h", "actors?last=1h", "actors?id=alice&last=1h", "entities?last=1h", "entities?entity=Product&key=7", "commands?last=1h", "approvals", "pipeline", "exports", "settings"];

    [Fact]
    public async Task Errors_say_what_to_do_on_every_page()
    {
        await using var seen = await browser.OpenAsync("settings");
        await seen.Page.FailAsync("UNAVAILABLE", "The store does not answer.");
        foreach (var view in Views)
        {
            await seen.GoAsync(view);
            await Assertions.Expect(seen.Page.GetByText("The store took too long").First).ToBeVisibleAsync();
            await seen.IsAccessibleAsync($"error of {view}");
        }

        await seen.PictureAsync("error-light");
    }

    [Fact]
    public async Task Waiting_is_shown_on_every_page_and_is_accessible()
    {
        await using var seen = await browser.OpenAsync("settings");
        var release = new TaskCompletionSource();
        await seen.Page.RouteAsync("**/graphql", async route =>
        {
            await release.Task;
            await route.AbortAsync();
        });
        await seen.Page.RouteAsync("**/health/ready", async route =>
        {
            await release.Task;
            await route.AbortAsync();
        });
        foreach (var view in Views)
        {
            await seen.GoAsync(view);
            await Assertions.Expect(seen.Heading).ToBeVisibleAsync();
            await seen.IsAccessibleAsync($"waiting in {view}");
        }

        await seen.Page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors });
        release.SetResult();
    }

    [Theory]
    [InlineData("events?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", "No events in this range")]
    [InlineData("events?last=1h&q=actor:nobody", "No event fits the filter")]
    [InlineData("actors?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", "Nobody in this range")]
    [InlineData("entities?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", "No changes in this range")]
    [InlineData("entities?entity=Nothing&key=1", "No change of this row was recorded")]
    [InlineData("commands?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", "No command ran in this range")]
    [InlineData("nowhere", "There is no such page")]
    [InlineData("events?last=1h&event=01a22e84-0000-7000-8000-000000000000", "There is no such event")]
    public async Task Nothing_is_said_in_words_with_a_way_on(string view, string text)
    {
        await using var seen = await browser.OpenAsync(view);
        await Assertions.Expect(seen.Page.GetByText(text)).ToBeVisibleAsync();
        await seen.SettleAsync();
        await seen.IsAccessibleAsync(view);
    }

    [Fact]
    public async Task Lost_connection_is_shown_and_recovers_by_itself()
    {
        await using var seen = await browser.OpenAsync("events?last=1h");
        await seen.SettleAsync();
        await seen.Page.RouteAsync("**/graphql", static route => route.AbortAsync());
        await seen.Page.GetByLabel("Filter", new() { Exact = true }).FillAsync("actor:alice");
        await seen.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(seen.Page.GetByText("The connection is lost.")).ToBeVisibleAsync();
        await seen.IsAccessibleAsync("without a connection");

        await seen.Page.UnrouteAllAsync();
        await Assertions.Expect(seen.Page.GetByText("The connection is lost.")).ToHaveCountAsync(0);
        await Assertions.Expect(seen.Page.GetByRole(AriaRole.Grid)).ToContainTextAsync("alice");
    }

    [Fact]
    public async Task Who_is_signed_out_meanwhile_is_told_how_to_come_back()
    {
        await using var seen = await browser.OpenAsync("settings");
        await seen.SettleAsync();
        await seen.Page.Context.ClearCookiesAsync();
        await seen.Page.Keyboard.PressAsync("g");
        await seen.Page.Keyboard.PressAsync("e");
        await Assertions.Expect(seen.Page.GetByText("You are signed out")).ToBeVisibleAsync();
        await seen.IsAccessibleAsync("signed out");
    }
}
