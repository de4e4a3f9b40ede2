using Audit.Testing.Browser;
using Audit.Testing.Repository;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Browser;

/// <summary>A page of the dashboard that is watched.</summary>
internal sealed class SeenPage : IAsyncDisposable
{
    private static readonly string Pictures = RepositoryRoot.PathOf("artifacts/dashboard");

    private static readonly AxeRunOptions Rules = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } };

    private readonly IBrowserContext _context;
    private readonly Uri _origin;
    private readonly PageWatch _watch;

    private SeenPage(IBrowserContext context, IPage page, Uri origin)
    {
        _context = context;
        _origin = origin;
        Page = page;
        _watch = new PageWatch(page, origin);
    }

    public IPage Page { get; }

    public static async Task<SeenPage> OpenAsync(IBrowserContext context, Uri origin, string view)
    {
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(45_000);
        var seen = new SeenPage(context, page, origin);
        await seen.GoAsync(view);
        return seen;
    }

    public Task<IResponse?> GoAsync(string view) => Page.GotoAsync(new Uri(_origin, view).ToString(), new() { WaitUntil = WaitUntilState.DOMContentLoaded });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name });

    public ILocator Heading => Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    /// <summary>Until nothing is loading any more.</summary>
    public async Task SettleAsync()
    {
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Assertions.Expect(Page.Locator("[role=status][aria-label^='Loading'], [role=status][aria-label^='Counting'], [data-old]")).ToHaveCountAsync(0);
        await Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    /// <summary>No violation of WCAG 2.2 A or AA; told when the page is left.</summary>
    public async Task IsAccessibleAsync(string state)
    {
        var result = await Page.RunAxe(Rules);
        foreach (var violation in result.Violations)
        {
            foreach (var node in violation.Nodes.Take(3))
                _watch.Complain($"{state}: {violation.Id}: {node.Html} {string.Join("; ", node.Any.Select(static check => check.Message))}");
        }
    }

    /// <summary>Nothing of the page itself lies beside the screen.</summary>
    public async Task FitsAsync(string state)
    {
        var beyond = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (beyond > 0)
            _watch.Complain($"{state}: {beyond} pixels lie beyond the right edge.");
    }

    public Task PictureAsync(string name) => Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _watch.AssertClean();
    }
}
