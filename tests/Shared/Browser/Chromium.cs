using Audit.Testing.Servers;
using Microsoft.Playwright;

namespace Audit.Testing.Browser;

/// <summary>Debian's Chromium.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    // People see scrollbars, and so do the pictures.
    private static readonly string[] HiddenScrollbars = ["--hide-scrollbars"];

    private readonly IPlaywright _playwright;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        Browser = browser;
    }

    public IBrowser Browser { get; }

    public static async Task<Chromium> LaunchAsync()
    {
        // A machine that does other things besides is slow, not wrong.
        Assertions.SetDefaultExpectTimeout(45_000);
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = ServerProcess.Find("chromium", "/usr/bin"), Headless = true, Args = Arguments, IgnoreDefaultArgs = HiddenScrollbars }));
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
    }
}
