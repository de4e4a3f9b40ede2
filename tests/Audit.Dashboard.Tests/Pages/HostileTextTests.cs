using System.Text.Json.Nodes;
using Audit.Dashboard.Tests.Browser;
using Audit.Dashboard.Tests.Host;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>What is audited was written by others, and is text whatever it says.</summary>
public sealed class HostileTextTests(BrowserFixture browser)
{
    private const string Markup = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    private static readonly string[] Written = ["name", "action", "error", "statement", "entity", "key", "property", "before", "after", "value", "requestNote", "rule", "application", "environment", "httpRoute", "instance", "requestedBy"];

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
    public async Task Hostile_text_is_inert_on_every_page()
    {
        await using var seen = await browser.OpenAsync("settings");
        await FakeSocket.InstallAsync(seen.Page);
        await seen.Page.ChangeEveryAnswerAsync(static data => Poison(data));
        foreach (var view in (string[])["", "actors?last=1h", "actors?id=alice&type=user&last=1h", "entities?last=1h", "entities?entity=Product&key=7", "commands?last=1h", "approvals", "pipeline", "settings"])
        {
            await seen.GoAsync(view);
            await seen.SettleAsync();
            await Assertions.Expect(seen.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("␀␛[31m⟨U+202E⟩");
            Assert.DoesNotContain('\u202E', await seen.Page.Locator("body").InnerTextAsync());
            await seen.FitsAsync($"hostile {view}");
            Assert.Equal(0, await seen.Page.Locator("img, main script").CountAsync());
        }
    }

    /// <summary>Puts harm into every text that somebody could have written.</summary>
    private static void Poison(JsonNode node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items.Where(static item => item is not null))
                Poison(item!);
        }
        else if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields.ToArray())
            {
                if (value is JsonObject or JsonArray)
                    Poison(value);
                else if (value?.GetValueKind() == System.Text.Json.JsonValueKind.String && Written.Contains(name))
                    fields[name] = Ugly + new string('x', name == "name" ? 100_000 : 300);
            }
        }
    }
}
