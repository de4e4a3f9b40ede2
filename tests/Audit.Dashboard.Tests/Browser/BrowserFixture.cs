using Audit.Dashboard.Tests.Host;
using Audit.Testing.Browser;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Browser;

/// <summary>The host, and Debian's Chromium, signed in once by the link that the host printed.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private readonly HostFixture _host = new();
    private Chromium? _chromium;
    private string _signedIn = "";

    public HostFixture Host => _host;

    /// <summary>Where the browser was after the sign-in.</summary>
    public string LandedAt { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        _chromium = await Chromium.LaunchAsync();
        await using var context = await _chromium.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(_host.SignInLink.ToString());
        LandedAt = page.Url;
        _signedIn = await context.StorageStateAsync();
    }

    /// <summary>Opens a page of its own.</summary>
    internal async Task<SeenPage> OpenAsync(string view = "", int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light, string zone = "UTC", bool isSignedIn = true, bool isTouch = false)
    {
        var context = await _chromium!.Browser.NewContextAsync(new()
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

    /// <summary>A browser that has been nowhere yet.</summary>
    public Task<IBrowserContext> NewContextAsync() => _chromium!.Browser.NewContextAsync();

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
            await _chromium.DisposeAsync();
        await _host.DisposeAsync();
    }
}
