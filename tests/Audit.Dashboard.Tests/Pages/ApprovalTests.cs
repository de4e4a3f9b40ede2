using Audit.Dashboard.Tests.Browser;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>Operations that wait for a second person.</summary>
public sealed class ApprovalTests(BrowserFixture browser)
{
    [Fact]
    public async Task Operation_is_rejected_with_a_note_that_the_log_keeps()
    {
        const string Note = "not on a Friday";
        using var bob = await browser.Host.SignInAsync("bob");
        using var refused = await bob.PostAsync(new Uri("/shop/maintenance/incidents/drop-table", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, refused.StatusCode);

        await using var seen = await browser.OpenAsync("approvals");
        var card = seen.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = "DROP TABLE \"AbandonedCarts\"" });
        await Assertions.Expect(card).ToContainTextAsync("left");
        await card.GetByRole(AriaRole.Button, new() { Name = "Reject…" }).ClickAsync();
        var dialog = seen.Page.GetByRole(AriaRole.Dialog, new() { Name = "Reject the operation" });
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Reject", Exact = true })).ToBeDisabledAsync();
        await dialog.GetByLabel("Note").FillAsync(Note);
        await seen.IsAccessibleAsync("the decision");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Reject", Exact = true }).ClickAsync();

        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(card).ToHaveCountAsync(0);
        await Host.Eventually.BecomesAsync(
            async () =>
            {
                var data = await browser.Host.AskAsync("""{ auditEvents(filter: { attribute: [{ name: "guard.note", value: { eq: "not on a Friday" } }] }) { nodes { actor { id } } } }""");
                return data.GetProperty("auditEvents").GetProperty("nodes").EnumerateArray().Any(static node => node.GetProperty("actor").GetProperty("id").GetString() == "administrator");
            },
            "the log names who decided");
    }
}
