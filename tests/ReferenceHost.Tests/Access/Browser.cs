using System.Net;
using ReferenceHost.Tests.Hosting;

namespace ReferenceHost.Tests.Access;

/// <summary>Keeps cookies, and follows redirects one by one.</summary>
internal sealed class Browser : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _client;

    public Browser(RunningHost host, string agent = "browser")
    {
        Host = host.Address;
        _client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = _cookies }) { BaseAddress = Host };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd(agent);
    }

    public Uri Host { get; }

    public bool IsSignedIn => _cookies.GetCookies(Host)["audit"] is not null;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static string CsrfHeader => "X-Audit-Csrf";

    public async Task<HttpResponseMessage> GetAsync(Uri address) => await _client.GetAsync(address, Token);

    public Task<HttpResponseMessage> GetAsync(string path) => GetAsync(new Uri(path, UriKind.Relative));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, bool csrf = true)
    {
        using var request = new HttpRequestMessage(method, path);
        if (csrf)
            request.Headers.Add(CsrfHeader, "1");
        return await _client.SendAsync(request, Token);
    }

    /// <summary>Begins to sign in, and gives the address at the provider that the browser is sent to.</summary>
    public async Task<Uri> BeginAsync(string returnUrl = "/audit/events?q=1")
    {
        using var response = await GetAsync("/login/oidc?returnUrl=" + Uri.EscapeDataString(returnUrl));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!;
    }

    /// <summary>Goes to the provider, and gives the address that it sends the browser back to.</summary>
    public async Task<Uri> ReturnAsync(Uri provider)
    {
        using var response = await GetAsync(provider);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!;
    }

    /// <summary>Goes all the way, and gives the page at its end.</summary>
    public async Task<(HttpStatusCode Status, string Page)> SignInAsync(string returnUrl = "/audit/events?q=1") =>
        await ArriveAsync(await ReturnAsync(await BeginAsync(returnUrl)));

    /// <summary>Comes back from the provider.</summary>
    public async Task<(HttpStatusCode Status, string Page)> ArriveAsync(Uri callback)
    {
        using var returned = await GetAsync(callback);
        if (returned.StatusCode != HttpStatusCode.Redirect)
            return (returned.StatusCode, await returned.Content.ReadAsStringAsync(Token));
        using var arrived = await GetAsync(new Uri(Host, returned.Headers.Location!));
        return (arrived.StatusCode, await arrived.Content.ReadAsStringAsync(Token));
    }

    public void Dispose() => _client.Dispose();
}
