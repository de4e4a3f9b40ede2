using System.Net;
using Audit.AspNetCore.Access;
using Microsoft.Extensions.DependencyInjection;
using ReferenceHost.Tests.Hosting;

namespace ReferenceHost.Tests.Access;

/// <summary>The cookie of a sign-in link, from link to sign-out.</summary>
public sealed class CookieTests(HostFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_signed_in_stays_so_across_a_restart()
    {
        var cookie = await SignInAsync();
        var keys = new DirectoryInfo(Path.Combine(fixture.Host.DataDirectory, "keys"));
        Assert.NotEmpty(keys.GetFiles("key-*.xml"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, keys.UnixFileMode);

        await using var next = await RunningHost.StartAsync(
            "--Data:Directory", fixture.Host.DataDirectory, "--ConnectionStrings:Shop", $"Data Source={Path.Combine(fixture.Host.DataDirectory, "next.db")}", "--Audit:Enabled", "false", "--Audit:Storage:ConnectionString", "Host=localhost");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(next, cookie));
        await using var other = await RunningHost.StartAsync("--Audit:Enabled", "false", "--Audit:Storage:ConnectionString", "Host=localhost");
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(other, cookie));
    }

    [Fact]
    public async Task Customers_cookie_beside_it_changes_nothing()
    {
        var cookie = await SignInAsync();
        Assert.Equal(HttpStatusCode.OK, await AskAsync(fixture.Host, cookie + "; shop=forged"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(fixture.Host, cookie, header: false));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(fixture.Host, cookie[..^4] + "AAAA"));
    }

    private async Task<string> SignInAsync()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = fixture.Host.Address };
        var code = fixture.Host.App.Services.GetRequiredService<SignInLinks>().Create();
        using var response = await client.GetAsync(new Uri("/login?t=" + code, UriKind.Relative), Token);
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static async Task<HttpStatusCode> AskAsync(RunningHost host, string cookie, bool header = true)
    {
        using var handler = new HttpClientHandler { UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        if (header)
            client.DefaultRequestHeaders.Add("X-Audit-Csrf", "1");
        using var response = await client.GetAsync(new Uri("/graphql?query={me{id}}", UriKind.Relative), Token);
        return response.StatusCode;
    }
}
