using Audit.Dashboard.Tests.Host;
using Audit.Testing.Servers;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Browser;

/// <summary>The host, and Debian's Chromium, signed in once by the link that the host printed.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly HostFixture _host = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string _signedIn = "";

    public HostFixture Host => _host;

    /// <summary>Where the browser was after the sign-in.</summary>
    public string LandedAt { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        // A machine that does other things besides is slow, not wrong.
        Assertions.SetDefaultExpectTimeout(45_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = ServerProcess.Find("chromium", "/usr/bin"), Headless = true, Args = Arguments });
        await using var context = await _browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(_host.SignInLink.ToString());
        LandedAt = page.Url;
        _signedIn = await context.StorageStateAsync();
    }

    /// <summary>Opens a page of its own.</summary>
    internal async Task<SeenPage> OpenAsync(string view = "", int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light, string zone = "UTC", bool isSignedIn = true, bool isTouch = false)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = _host.Dashboard.ToString(),
            StorageState = isSignedIn ? _signedIn : null,
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            TimezoneId = zone,
            Locale = "en-US",
            ReducedMotion = ReducedMotion.Reduce,
            HasTouch = isTouch,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        return await SeenPage.OpenAsync(context, _host.Dashboard, view);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        await _host.DisposeAsync();
    }
}
