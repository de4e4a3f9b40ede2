using Microsoft.Playwright;

namespace Audit.Testing.Browser;

/// <summary>One browser for all tests of a class; each opens a context of its own.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private Chromium? _chromium;

    public IBrowser Browser => _chromium?.Browser ?? throw new InvalidOperationException("The fixture has not been initialised.");

    public async ValueTask InitializeAsync() => _chromium = await Chromium.LaunchAsync();

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
            await _chromium.DisposeAsync();
    }
}
