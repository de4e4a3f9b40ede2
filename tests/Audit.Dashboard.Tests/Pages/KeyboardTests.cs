using Audit.Dashboard.Tests.Browser;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>The dashboard without a pointer.</summary>
public sealed class KeyboardTests(BrowserFixture browser)
{
    [Fact]
    public async Task Events_are_filtered_walked_opened_and_closed_by_keys_alone()
    {
        await using var seen = await browser.OpenAsync();
        var keys = seen.Page.Keyboard;
        await seen.SettleAsync();
        await keys.PressAsync("g");
        await keys.PressAsync("e");
        await Assertions.Expect(seen.Heading).ToHaveTextAsync("Events");

        await keys.PressAsync("/");
        await keys.TypeAsync("actor:bob op:dr");
        await keys.PressAsync("Backspace");
        await keys.PressAsync("Backspace");
        await keys.TypeAsync("drop");
        await keys.PressAsync("Enter");
        await keys.PressAsync("Escape");
        var grid = seen.Page.GetByRole(AriaRole.Grid);
        await Assertions.Expect(grid).ToContainTextAsync("DROP TABLE");
        await seen.SettleAsync();

        await keys.PressAsync("j");
        await Assertions.Expect(seen.Page.GetByRole(AriaRole.Row, new() { Selected = true })).ToHaveCountAsync(1);
        await keys.PressAsync("Enter");
        var drawer = seen.Page.GetByRole(AriaRole.Complementary, new() { Name = "Event", Exact = true });
        await Assertions.Expect(drawer).ToBeVisibleAsync();
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("k");
        await Assertions.Expect(drawer).ToContainTextAsync("bob");
        await keys.PressAsync("Escape");
        await Assertions.Expect(drawer).ToHaveCountAsync(0);

        await keys.PressAsync("l");
        await Assertions.Expect(seen.Button("Live")).ToHaveAttributeAsync("aria-pressed", "true");
        await keys.PressAsync("l");
        await Assertions.Expect(seen.Button("Live")).ToHaveAttributeAsync("aria-pressed", "false");
    }

    [Fact]
    public async Task Palette_and_help_open_by_keys_and_are_accessible()
    {
        await using var seen = await browser.OpenAsync("settings");
        var keys = seen.Page.Keyboard;
        await seen.SettleAsync();
        await keys.PressAsync("Control+k");
        await Assertions.Expect(seen.Page.GetByRole(AriaRole.Combobox, new() { Name = "Go to a view, or search" })).ToBeFocusedAsync();
        await seen.IsAccessibleAsync("the palette");
        await seen.PictureAsync("palette-light");
        await keys.TypeAsync("pipel");
        await keys.PressAsync("Enter");
        await Assertions.Expect(seen.Heading).ToHaveTextAsync("Pipeline");

        await keys.PressAsync("?");
        var help = seen.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keys and syntax" });
        await Assertions.Expect(help).ToBeVisibleAsync();
        await seen.IsAccessibleAsync("the help");
        await keys.PressAsync("Escape");
        await Assertions.Expect(help).ToHaveCountAsync(0);

        await keys.PressAsync("Control+k");
        await keys.TypeAsync("bob");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await Assertions.Expect(seen.Heading).ToHaveTextAsync("bob");
    }
}
