using System.Globalization;
using Audit.Dashboard.Tests.Browser;
using Audit.Dashboard.Tests.Host;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>Looking at the log is recorded in the log, and does not bury what else is in it.</summary>
public sealed class ReadsTests(BrowserFixture browser)
{
    [Fact]
    public async Task Reads_of_the_log_are_hidden_until_one_click_which_a_link_carries_to_the_colleague()
    {
        await browser.Host.AskAsync("{ auditEvents(first: 1) { nodes { id } } }");
        await Eventually.BecomesAsync(
            async () => (await browser.Host.AskAsync("""{ auditEvents(filter: { action: { eq: "audit.read" } }) { totalCount } }""")).GetProperty("auditEvents").GetProperty("totalCount").GetInt32() > 0,
            "a read is in the log");
        await using var seen = await browser.OpenAsync("events?last=1h");
        var grid = seen.Page.GetByRole(AriaRole.Grid);
        await Assertions.Expect(seen.Page.GetByText("reads of the log hidden")).ToBeVisibleAsync();
        await seen.SettleAsync();
        await Assertions.Expect(grid.GetByText("audit.read", new() { Exact = true })).ToHaveCountAsync(0);
        await Assertions.Expect(seen.Page.GetByRole(AriaRole.Complementary, new() { Name = "Values" }).GetByText("audit.read")).ToHaveCountAsync(0);
        var without = await CountAsync(seen);

        await seen.Button("Show reads of the log").ClickAsync();
        await Assertions.Expect(seen.Button("Hide reads of the log")).ToBeVisibleAsync();
        await Assertions.Expect(grid.GetByText("audit.read", new() { Exact = true }).First).ToBeVisibleAsync();
        await seen.SettleAsync();
        await seen.IsAccessibleAsync("with reads of the log");
        var with = await CountAsync(seen);
        Assert.True(with > without, $"{with} events with reads, {without} without.");
        await seen.Button("Copy a link to exactly this").ClickAsync();
        await using var colleague = await browser.OpenAsync(await seen.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
        await Assertions.Expect(colleague.Page.GetByText($"{with:N0} events", new() { Exact = true })).ToBeVisibleAsync();

        await seen.Page.GoBackAsync();
        await Assertions.Expect(seen.Page.GetByText($"{without:N0} events", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_read_the_log_is_found_by_name_and_a_refused_read_is_never_hidden()
    {
        using var stranger = browser.Host.CreateClient();
        using var refused = await stranger.PostAsync(new Uri("/graphql", UriKind.Relative), null, TestContext.Current.CancellationToken);
        await using var seen = await browser.OpenAsync("events?last=1h&q=action:audit.read");
        await Assertions.Expect(seen.Page.GetByRole(AriaRole.Grid)).ToContainTextAsync("audit.read");
        await Assertions.Expect(seen.Page.GetByText("reads of the log hidden")).ToHaveCountAsync(0);

        await seen.GoAsync("events?last=1h&q=action:auth.denied");
        await Assertions.Expect(seen.Page.GetByRole(AriaRole.Grid)).ToContainTextAsync("/graphql");
        await Assertions.Expect(seen.Page.GetByText("reads of the log hidden")).ToBeVisibleAsync();
    }

    private static async Task<int> CountAsync(SeenPage seen)
    {
        var text = await seen.Page.GetByText(new System.Text.RegularExpressions.Regex(@"^[\d,]+ events?$")).TextContentAsync();
        return int.Parse(text!.Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }
}
