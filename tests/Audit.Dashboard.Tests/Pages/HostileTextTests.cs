using System.Text.Json.Nodes;
using Audit.Dashboard.Tests.Browser;
using Audit.Dashboard.Tests.Host;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>What is audited was written by others, and is text whatever it says.</summary>
public sealed class HostileTextTests(BrowserFixture browser)
{
    private const string Markup = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    private const string Ugly = Markup + "\u0000\u001b[31m\u202Egnp.exe";

    [Fact]
    public async Task Hostile_name_in_the_log_is_shown_as_it_was_written()
    {
        var data = await browser.Host.AskAsync("""{ auditEvents(first: 1, filter: { action: { eq: "entity.added" }, entity: { eq: "Product" }, actorId: { eq: "alice" } }) { nodes { id } } }""");
        var id = data.GetProperty("auditEvents").GetProperty("nodes")[0].GetProperty("id").GetString();
        await using var seen = await browser.OpenAsync($"events?last=1h&event={id}&tab=changes");
        var changes = seen.Page.GetByRole(AriaRole.Table, new() { Name = "Changes" });
        await Assertions.Expect(changes).ToContainTextAsync("<img src=x onerror=alert(1)> ⟨U+202E⟩evil");
        Assert.Contains('\u202E', History.HostileName);
        await seen.IsAccessibleAsync("hostile changes");
    }

    [Fact]
    public async Task Markup_control_characters_and_an_endless_word_are_inert_in_every_part_of_an_event()
    {
        await using var seen = await browser.OpenAsync("settings");
        await seen.Page.ChangeAnswerAsync("EventsPage", data =>
        {
            foreach (var node in data["auditEvents"]!["nodes"]!.AsArray())
            {
                node!["action"] = Ugly;
                node["error"] = Ugly;
                node["actor"]!["id"] = Ugly;
            }

            data["auditEvents"]!["nodes"]![0]!["actor"]!["id"] = Ugly + new string('x', 100_000);
        });
        await seen.Page.ChangeAnswerAsync("EventById", static data =>
        {
            var node = data["auditEvent"]!;
            node["action"] = Ugly;
            node["error"] = Ugly + new string('x', 100_000);
            node["attributes"] = new JsonObject { [Ugly] = Ugly, ["constructor"] = "__proto__" };
        });
        await seen.GoAsync("events?last=1h");
        var grid = seen.Page.GetByRole(AriaRole.Grid);
        await Assertions.Expect(grid).ToContainTextAsync("<img src=x onerror=alert(1)>");
        await Assertions.Expect(grid).ToContainTextAsync("␀␛[31m⟨U+202E⟩gnp.exe");
        await seen.FitsAsync("hostile rows");
        await grid.GetByRole(AriaRole.Row).Nth(1).ClickAsync();
        var drawer = seen.Page.GetByRole(AriaRole.Complementary, new() { Name = "Event", Exact = true });
        await Assertions.Expect(drawer).ToContainTextAsync("more characters");
        await drawer.GetByRole(AriaRole.Tab, new() { Name = "Raw" }).ClickAsync();
        await Assertions.Expect(drawer).ToContainTextAsync("As the API gives it");
        await seen.FitsAsync("a hostile event");
        Assert.Equal(0, await seen.Page.Locator("img, main script").CountAsync());
        await seen.PictureAsync("hostile-light");
    }

    [Fact]
    public async Task Statement_of_ten_megabytes_is_cut_with_a_note_and_five_thousand_changes_scroll()
    {
        await using var seen = await browser.OpenAsync("settings");
        await seen.Page.ChangeAnswerAsync("EventById", static data =>
        {
            var node = data["auditEvent"]!;
            node["database"] = JsonNode.Parse("""{ "system": "postgresql", "operations": ["SELECT"], "tablesRead": [], "tablesWritten": [], "source": "RAW_SQL", "destructiveReasons": [], "parameters": [] }""");
            node["database"]!["statement"] = "SELECT '" + string.Concat(Enumerable.Repeat("0123456789\u202E'", 1_000_000)) + "'";
            var changes = new JsonArray();
            for (var index = 0; index < 5000; index++)
                changes.Add(new JsonObject { ["property"] = $"P{index}", ["before"] = $"{index}", ["after"] = Markup, ["redacted"] = false });
            node["entity"] = new JsonObject { ["entity"] = "Wide", ["key"] = "1", ["state"] = "modified", ["changes"] = changes };
        });
        var data = await browser.Host.AskAsync("{ auditEvents(first: 1) { nodes { id } } }");
        await seen.GoAsync($"events?last=1h&tab=sql&event={data.GetProperty("auditEvents").GetProperty("nodes")[0].GetProperty("id").GetString()}");
        await Assertions.Expect(seen.Page.GetByText("Cut after 200,000 of")).ToBeVisibleAsync();
        await Assertions.Expect(seen.Page.Locator(".cm-content")).ToContainTextAsync("SELECT");
        await seen.IsAccessibleAsync("a large statement");

        await seen.Page.GetByRole(AriaRole.Tab, new() { Name = "Changes 5000" }).ClickAsync();
        var table = seen.Page.GetByRole(AriaRole.Table, new() { Name = "Changes" });
        Assert.InRange(await table.GetByRole(AriaRole.Row).CountAsync(), 2, 120);
        await table.EvaluateAsync("element => element.scrollTo(0, element.scrollHeight)");
        await Assertions.Expect(table.GetByText("P4999", new() { Exact = true })).ToBeVisibleAsync();
    }
}
