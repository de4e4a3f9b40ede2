using System.Text.Json.Nodes;
using Audit.Dashboard.Tests.Browser;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>An export that takes its time.</summary>
public sealed class ExportTests(BrowserFixture browser)
{
    private const string Id = "01a22e84-0000-7000-8000-000000000001";

    [Fact]
    public async Task Export_that_goes_on_shows_progress_as_it_is_told_and_is_cancelled_by_one_click()
    {
        await using var seen = await browser.OpenAsync("settings");
        var state = Export("RUNNING", 250);
        var socket = await FakeSocket.InstallAsync(seen.Page);
        await seen.Page.AnswerAsync("Exports", () => new JsonObject { ["exports"] = new JsonArray(state.DeepClone()) });
        await seen.Page.AnswerAsync("CancelExport", () =>
        {
            state = Export("CANCELLED", 750);
            return new JsonObject { ["cancelExport"] = new JsonObject { ["id"] = Id, ["state"] = "CANCELLED" } };
        });

        await seen.GoAsync("exports");
        var bar = seen.Page.GetByRole(AriaRole.Progressbar, new() { Name = "Progress of the export of NDJSON" });
        await Assertions.Expect(bar).ToHaveJSPropertyAsync("value", 0.25);
        Assert.Contains("exportChanged", await socket.Followed, StringComparison.Ordinal);
        // Nobody who asks is told of this.
        await socket.SendAsync("exportChanged", Export("RUNNING", 750));
        await Assertions.Expect(bar).ToHaveJSPropertyAsync("value", 0.75);
        state = Export("RUNNING", 750);
        await Assertions.Expect(seen.Page.GetByText("750 of 1,000 events")).ToBeVisibleAsync();
        await Assertions.Expect(seen.Page.GetByText("by <b>⟨U+202E⟩eve")).ToBeVisibleAsync();
        await seen.IsAccessibleAsync("an export that goes on");
        await seen.PictureAsync("exports-running-light");

        await seen.Button("Cancel").ClickAsync();
        await Assertions.Expect(bar).ToHaveCountAsync(0);
        await Assertions.Expect(seen.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("cancelled");
        await Assertions.Expect(seen.Button("Cancel")).ToHaveCountAsync(0);
        await seen.IsAccessibleAsync("a cancelled export");
    }

    private static JsonObject Export(string state, int rows) => new()
    {
        ["id"] = Id, ["format"] = "NDJSON", ["state"] = state, ["rowsWritten"] = rows, ["rowsTotal"] = 1000, ["bytes"] = rows * 100, ["progress"] = rows / 1000.0,
        ["downloadUrl"] = null, ["sha256"] = null, ["error"] = null, ["requestedBy"] = "<b>\u202Eeve", ["createdAt"] = "2026-11-30T10:00:00Z", ["completedAt"] = null,
    };
}
