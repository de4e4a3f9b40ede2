using System.Text.Json.Nodes;
using Audit.Dashboard.Tests.Browser;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>Whatever is large is laid out in parts.</summary>
public sealed class LargeTests(BrowserFixture browser)
{
    [Fact]
    public async Task Statement_of_ten_megabytes_is_cut_with_a_note_and_five_thousand_changes_scroll()
    {
        await using var seen = await browser.OpenAsync("settings");
        await seen.Page.ChangeAnswerAsync("EventById", static data =>
        {
            var node = data["auditEvent"]!;
            node["database"] = JsonNode.Parse("""{ "system": "postgresql", "operations": ["SELECT"], "tablesRead": [], "tablesWritten": [], "source": "RAW_SQL", "destructiveReasons": [], "parameters": [] }""");
            node["database"]!["statement"] = "SELECT '" + string.Concat(Enumerable.Repeat("0123456789\u202E'", 1_000_000)) + "'";
            node["entity"] = new JsonObject { ["entity"] = "Wide", ["key"] = "1", ["state"] = "modified", ["changes"] = Changes() };
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

    [Fact]
    public async Task Row_with_five_thousand_changed_properties_shows_some_and_more_on_request()
    {
        await using var seen = await browser.OpenAsync("settings");
        await seen.Page.ChangeAnswerAsync("RowHistory", static data => data["entityHistory"]!["nodes"]![0]!["entity"]!["changes"] = Changes());
        await seen.GoAsync("entities?entity=Product&key=7");
        var version = seen.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "P0" }).First;
        await Assertions.Expect(version.GetByRole(AriaRole.Row)).ToHaveCountAsync(13);
        await seen.Button("4,988 more properties").ClickAsync();
        await Assertions.Expect(version.GetByRole(AriaRole.Row)).ToHaveCountAsync(513);
        await Assertions.Expect(seen.Button("4,488 more properties")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Thousand_values_of_a_field_are_shown_some_at_a_time()
    {
        await using var seen = await browser.OpenAsync("settings");
        await seen.Page.ChangeAnswerAsync("EventsFacets", static data =>
        {
            foreach (var facet in data["facets"]!.AsArray())
            {
                facet!["values"] = new JsonArray([.. Enumerable.Range(0, 1000).Select(static index => new JsonObject { ["value"] = $"value-{index}", ["count"] = 5000 - index })]);
                facet["otherCount"] = 123_456;
            }
        });
        await seen.GoAsync("events?last=1h");
        var values = seen.Page.GetByRole(AriaRole.Complementary, new() { Name = "Values" });
        await Assertions.Expect(values.GetByText("value-5", new() { Exact = true }).First).ToBeVisibleAsync();
        Assert.InRange(await values.GetByRole(AriaRole.Listitem).CountAsync(), 6, 60);
        await seen.IsAccessibleAsync("a thousand values");

        await values.GetByRole(AriaRole.Button, new() { Name = "994 more" }).First.ClickAsync();
        await Assertions.Expect(values.GetByText("value-55", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(values.GetByRole(AriaRole.Button, new() { Name = "944 more" })).ToBeVisibleAsync();
        await Assertions.Expect(values.GetByText("with other values")).ToHaveCountAsync(0);
    }

    private static JsonArray Changes() =>
        [.. Enumerable.Range(0, 5000).Select(static index => new JsonObject { ["property"] = $"P{index}", ["before"] = $"{index}", ["after"] = "<b>new</b>", ["redacted"] = false })];
}
