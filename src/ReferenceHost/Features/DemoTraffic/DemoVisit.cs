using System.Net;
using Audit.ApiKeys.Authentication;
using ReferenceHost.Features.SignIn;

namespace ReferenceHost.Features.DemoTraffic;

/// <summary>A shopper at the shop: signs in and does what was planned, one thing after the other.</summary>
internal sealed class DemoVisit : IDisposable
{
    private readonly DemoShopper _shopper;
    private readonly HttpClient _client;

    public DemoVisit(DemoShopper shopper, Uri address)
    {
        _shopper = shopper;
        _client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = address };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd(shopper.UserAgent);
        if (shopper.ApiKey is not null)
            _client.DefaultRequestHeaders.Add(ApiKeyDefaults.HeaderName, shopper.ApiKey);
    }

    public async Task<DemoTally> RunAsync(IEnumerable<DemoStep> steps, CancellationToken cancellationToken)
    {
        var tally = new DemoTally(_shopper);
        if (_shopper.User is { } user)
        {
            using var signIn = await _client.PostAsJsonAsync("/shop/sign-in", new SignInInput(user), cancellationToken);
            if (!signIn.IsSuccessStatusCode)
                throw new DemoTrafficException($"{_client.BaseAddress} does not let {user} sign in (status {(int)signIn.StatusCode}). The demo users exist only in Development: start the host with ASPNETCORE_ENVIRONMENT=Development.");
        }

        foreach (var step in steps)
        {
            using var request = new HttpRequestMessage(step.Method, step.Path);
            if (step.Body is not null)
                request.Content = JsonContent.Create(step.Body, step.Body.GetType());
            using var response = await _client.SendAsync(request, cancellationToken);
            tally.Add(response.StatusCode);
        }

        return tally;
    }

    public void Dispose() => _client.Dispose();
}
