using Audit.AspNetCore.Access;
using Audit.GraphQL.Tests.Hosting;
using Audit.Live;
using Audit.Testing.Browser;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Audit.GraphQL.Tests.GraphiQL;

/// <summary>GraphiQL in a browser, by the cookie of a sign-in. Every test ends with a look at what the page's policy refused, and whether anything left its origin.</summary>
public sealed class GraphiQLBrowserTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>, IAsyncLifetime
{
    private GraphHost _host = null!;

    private MemoryTail Tail => (MemoryTail)_host.Services.GetRequiredService<IAuditLiveTail>();

    public async ValueTask InitializeAsync() => _host = await GraphHost.StartAsync(
        new MemoryReader(StoredEvents.At(1, action: "db.select"), StoredEvents.At(2, action: "db.drop")),
        null,
        static audit => audit.Services.AddSingleton<IAuditLiveTail, MemoryTail>(),
        listens: true);

    [Fact]
    public async Task Analyst_runs_a_query_and_sees_its_answer()
    {
        await using var context = await SignedInAsync(AuditRoles.Analyst);
        var (page, watch) = await OpenAsync(context);
        Assert.EndsWith("/graphql/ui", page.Url, StringComparison.Ordinal);
        await RunAsync(page, "{ auditEvents { nodes { action } } me { id roles } }");
        var answer = page.Locator(".graphiql-response");
        await Assertions.Expect(answer).ToContainTextAsync("db.drop");
        await Assertions.Expect(answer).ToContainTextAsync("\"Analyst\"");

        // The documentation comes from the schema that was asked for.
        await page.GetByRole(AriaRole.Button, new() { Name = "Show Documentation Explorer" }).ClickAsync();
        await Assertions.Expect(page.Locator(".graphiql-doc-explorer")).ToContainTextAsync("Subscription");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open settings dialog" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        watch.AssertClean();
    }

    [Fact]
    public async Task Token_that_was_typed_in_counts_instead_of_the_cookie_and_is_not_kept()
    {
        await using var context = await SignedInAsync(AuditRoles.Admin);
        var (page, watch) = await OpenAsync(context);
        await page.GetByRole(AriaRole.Button, new() { Name = "Headers" }).ClickAsync();
        await WriteAsync(page, ".graphiql-editor-tool .graphiql-editor:not(.hidden)", $$"""{ "Authorization": "Bearer {{GraphHost.Token}}" }""");
        await RunAsync(page, "{ me { id } }");
        await Assertions.Expect(page.Locator(".graphiql-response")).ToContainTextAsync("\"vera\"");
        Assert.Equal("[{},{}]", await page.EvaluateAsync<string>("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"));
        watch.AssertClean();
    }

    [Fact]
    public async Task Subscription_shows_events_as_they_come_and_ends_with_the_button()
    {
        await using var context = await SignedInAsync(AuditRoles.Analyst);
        var (page, watch) = await OpenAsync(context);
        await RunAsync(page, "subscription { auditEventAdded { action } }");
        await Tail.UntilAsync(1);
        foreach (var action in new[] { "db.first", "db.second" })
        {
            Tail.Add(StoredEvents.At(3, action: action));
            await Assertions.Expect(page.Locator(".graphiql-response")).ToContainTextAsync(action);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop query" }).ClickAsync();
        await Tail.UntilAsync(0);
        watch.AssertClean();
    }

    [Fact]
    public async Task Refusal_is_shown_as_an_answer()
    {
        await using var context = await SignedInAsync(AuditRoles.Analyst);
        var (page, watch) = await OpenAsync(context);
        await RunAsync(page, "mutation { approveOperation(id: \"019cac1a-2b80-71f9-8000-000000000001\", note: \"x\") { id } }");
        await Assertions.Expect(page.Locator(".graphiql-response")).ToContainTextAsync("FORBIDDEN");
        watch.AssertClean();
    }

    [Theory]
    [InlineData(AuditRoles.Viewer, 403)]
    [InlineData(null, 401)]
    public async Task Viewers_and_strangers_get_nothing(string? role, int status)
    {
        await using var context = role is null ? await chromium.Browser.NewContextAsync() : await SignedInAsync(role);
        var response = await context.APIRequest.GetAsync($"{_host.Address}/graphql/ui");
        Assert.Equal(status, response.Status);
        Assert.DoesNotContain("script", await response.TextAsync(), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task<IBrowserContext> SignedInAsync(string role)
    {
        var context = await chromium.Browser.NewContextAsync(new() { BaseURL = _host.Address, Locale = "en-US", ReducedMotion = ReducedMotion.Reduce });
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{_host.Address}/sign-in/{role}");
        await page.CloseAsync();
        return context;
    }

    /// <summary>By the address of the API itself, which leads to the page.</summary>
    private async Task<(IPage Page, PageWatch Watch)> OpenAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(45_000);
        var watch = new PageWatch(page, new Uri(_host.Address));
        await page.GotoAsync($"{_host.Address}/graphql");
        await Assertions.Expect(page.Locator(".graphiql-query-editor .CodeMirror")).ToBeVisibleAsync();
        return (page, watch);
    }

    private static async Task RunAsync(IPage page, string query)
    {
        await WriteAsync(page, ".graphiql-query-editor", query);
        await page.Keyboard.PressAsync("Control+Enter");
    }

    private static async Task WriteAsync(IPage page, string editor, string text)
    {
        await page.Locator($"{editor} .CodeMirror").ClickAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.InsertTextAsync(text);
    }
}
