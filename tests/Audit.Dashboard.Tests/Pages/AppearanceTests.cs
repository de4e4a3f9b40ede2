using Audit.Dashboard.Tests.Browser;
using Microsoft.Playwright;

namespace Audit.Dashboard.Tests.Pages;

/// <summary>Light and dark, also where the page is painted by hand.</summary>
public sealed class AppearanceTests(BrowserFixture browser)
{
    // Whether some pixel of every chart has a token's colour, or nearly: lines are blurred by half a pixel.
    private const string Painted = """
        (name) => {
          const [red, green, blue] = getComputedStyle(document.documentElement).getPropertyValue(name).trim().match(/[0-9a-f]{2}/g).map((part) => parseInt(part, 16));
          return [...document.querySelectorAll('canvas')].every((canvas) => {
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            for (let at = 0; at < data.length; at += 4)
              if (data[at + 3] > 200 && Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue) < 12) return true;
            return false;
          });
        }
        """;

    [Theory]
    [InlineData("")]
    [InlineData("events?last=1h")]
    [InlineData("actors?id=alice&type=user&last=1h")]
    public async Task Charts_are_painted_anew_when_the_scheme_changes_while_they_are_seen(string view)
    {
        await using var seen = await browser.OpenAsync(view);
        await Assertions.Expect(seen.Page.Locator("canvas")).ToHaveCountAsync(1);
        await seen.SettleAsync();
        await ArePaintedAsync(seen);
        foreach (var (button, scheme) in ((string, string)[])[("Appearance: as the system", "light"), ("Appearance: light", "dark"), ("Appearance: dark", "light")])
        {
            await seen.Button(button).ClickAsync();
            await Assertions.Expect(seen.Page.Locator("html")).ToHaveAttributeAsync("data-mantine-color-scheme", scheme);
            await ArePaintedAsync(seen);
        }
    }

    private static async Task ArePaintedAsync(SeenPage seen)
    {
        foreach (var token in (string[])["--chart-grid", "--chart-ok"])
            await seen.Page.WaitForFunctionAsync(Painted, token);
    }
}
