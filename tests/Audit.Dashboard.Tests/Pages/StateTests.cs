using System.Text.Json.Nodes;
using Audit.Dashboard.Tests.Browser;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>What is shown where there is nothing, not yet, or not any more.</summary>
public sealed class StateTests(BrowserFixture browser)
{
    private static readonly string[] Views = ["", "events?last=1h", "actors?last=1h", "actors?id=alice&last=1h", "entities?last=1h", "entities?entity=Product&key=7", "commands?last=1h", "approvals", "pipeline", "exports", "settings"];

    private const string NoEvent = "01a22e84-0000-7000-8000-000000000000";
    private const string Waiting = "[role=status][aria-label^='Loading'], [role=status][aria-label^='Counting']";

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Errors_say_what_to_do_on_every_page_and_in_an_event(int width, ColorScheme scheme)
    {
        await using var seen = await browser.OpenAsync("settings", width, 780, scheme);
        await seen.Page.FailAsync("UNAVAILABLE", "The store does not answer.");
        await seen.Page.RouteAsync("**/health/ready", static route => route.FulfillAsync(new() { Status = 500, Body = "oops" }));
        foreach (var view in Views)
        {
            await seen.GoAsync(view);
            await Assertions.Expect(seen.Page.GetByText("The store took too long").First).ToBeVisibleAsync();
            await Assertions.Expect(seen.Button("Try again").First).ToBeVisibleAsync();
            if (view == "pipeline")
                await Assertions.Expect(seen.Page.GetByText("The health check does not answer")).ToBeVisibleAsync();
            await seen.FitsAsync($"error of {view}");
            await seen.IsAccessibleAsync($"error of {view}");
        }

        await seen.PictureAsync($"error-{width}");
        await seen.GoAsync($"settings?event={NoEvent}");
        await Assertions.Expect(Drawer(seen).GetByText("The store took too long")).ToBeVisibleAsync();
        await seen.IsAccessibleAsync("error of an event");
    }

    [Theory]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    public async Task Waiting_is_shown_on_every_page_and_in_an_event(int width, ColorScheme scheme)
    {
        await using var seen = await browser.OpenAsync("settings", width, 780, scheme);
        var release = new TaskCompletionSource();
        foreach (var path in (string[])["**/graphql", "**/health/ready"])
        {
            await seen.Page.RouteAsync(path, async route =>
            {
                await release.Task;
                await route.AbortAsync();
            });
        }

        foreach (var view in Views)
        {
            await seen.GoAsync(view);
            await Assertions.Expect(seen.Heading).ToBeVisibleAsync();
            await Assertions.Expect(seen.Page.GetByRole(AriaRole.Main).Locator(Waiting).First).ToBeVisibleAsync();
            await seen.FitsAsync($"waiting in {view}");
            await seen.IsAccessibleAsync($"waiting in {view}");
        }

        await seen.GoAsync($"settings?event={NoEvent}");
        await Assertions.Expect(Drawer(seen).Locator(Waiting)).ToBeVisibleAsync();
        await seen.IsAccessibleAsync("waiting for an event");
        await seen.Page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors });
        release.SetResult();
    }

    [Fact]
    public async Task Pages_of_a_host_where_nothing_happened_yet_say_so()
    {
        await using var seen = await browser.OpenAsync("settings", scheme: ColorScheme.Dark);
        await seen.Page.AnswerAsync("Overview", static () => JsonNode.Parse("""{ "totals": { "rows": [] }, "actors": { "rows": [] }, "tables": { "rows": [] }, "destructive": { "nodes": [] }, "failed": { "nodes": [] } }""")!);
        await seen.Page.AnswerAsync("EventsHistogram", static () => JsonNode.Parse("""{ "aggregate": { "rows": [] } }""")!);
        await seen.Page.AnswerAsync("EventsPage", static () => JsonNode.Parse("""{ "auditEvents": { "nodes": [], "pageInfo": { "hasNextPage": false, "endCursor": null } } }""")!);
        await seen.Page.AnswerAsync("PendingApprovals", static () => JsonNode.Parse("""{ "me": { "id": "a", "roles": [] }, "pendingApprovals": [] }""")!);
        await seen.Page.AnswerAsync("Exports", static () => JsonNode.Parse("""{ "exports": [] }""")!);
        foreach (var (view, text) in ((string, string)[])[("", "None. Nothing was dropped, truncated or deleted whole."), ("approvals", "Nothing waits for approval"), ("exports", "No exports yet")])
        {
            await seen.GoAsync(view);
            await Assertions.Expect(seen.Page.GetByText(text)).ToBeVisibleAsync();
            await seen.SettleAsync();
            await seen.IsAccessibleAsync($"empty {view}");
            await seen.PictureAsync($"empty-{(view.Length == 0 ? "overview" : view)}");
        }
    }

    [Fact]
    public async Task Held_delivery_says_why_and_what_to_do_and_a_process_without_a_pipeline_shows_none()
    {
        await using var seen = await browser.OpenAsync("settings");
        var hasPipeline = true;
        await FakeSocket.InstallAsync(seen.Page);
        await seen.Page.ChangeAnswerAsync("Statistics", data =>
        {
            data["statistics"]!["holds"] = JsonNode.Parse("""[{ "source": "PIPELINE", "reason": "The table audit_logs is missing.", "since": "2026-11-30T10:00:00Z", "remedy": "Create it again, then start the host." }]""");
            if (!hasPipeline)
                data["statistics"]!["pipeline"] = null;
        });
        await seen.GoAsync("pipeline");
        await Assertions.Expect(seen.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Create it again, then start the host.");
        await Assertions.Expect(seen.Page.GetByText("Dead letters")).ToBeVisibleAsync();
        await seen.IsAccessibleAsync("held");
        await seen.PictureAsync("pipeline-held");

        hasPipeline = false;
        await seen.Page.ReloadAsync();
        await Assertions.Expect(seen.Page.GetByText("Delay until stored")).ToBeVisibleAsync();
        await Assertions.Expect(seen.Page.GetByText("Dead letters")).ToHaveCountAsync(0);
        await seen.IsAccessibleAsync("without a pipeline");
    }

    [Theory]
    [InlineData("events?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", "No events in this range")]
    [InlineData("events?last=1h&q=actor:nobody", "No event fits the filter")]
    [InlineData("actors?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", "Nobody in this range")]
    [InlineData("entities?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", "No changes in this range")]
    [InlineData("entities?entity=Nothing&key=1", "No change of this row was recorded")]
    [InlineData("commands?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z", "No command ran in this range")]
    [InlineData("actors?id=nobody-at-all&last=1h", "Nothing in this range.")]
    [InlineData("commands?last=1h&run=01a22e84-0000-7000-8000-000000000000", "There is no such run")]
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

    private static ILocator Drawer(SeenPage seen) => seen.Page.GetByRole(AriaRole.Complementary, new() { Name = "Event", Exact = true });
}
