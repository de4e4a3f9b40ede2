using Audit.AspNetCore.Tests.Attribution;
using Audit.Events;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Audit.AspNetCore.Tests.Handlers;

/// <summary>An application that authenticates by a handler of ASP.NET Core, and records an event in a request to <c>/item</c>, which needs nobody, and to <c>/mine</c>.</summary>
internal sealed class HandlerHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HandlerHost(WebApplication app, CollectingAuditLog log)
    {
        _app = app;
        Log = log;
    }

    public CollectingAuditLog Log { get; }

    /// <summary>What the endpoints recorded.</summary>
    public IReadOnlyList<AuditEvent> Items => [.. Log.Events.Where(static one => one.Action == "item.1")];

    public static async Task<HandlerHost> StartAsync(Action<AuthenticationBuilder> authentication, string scheme, Action<WebApplication>? before = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        var log = new CollectingAuditLog();
        builder.Services.AddSingleton<IAuditLog>(log);
        authentication(builder.Services.AddAuthentication(scheme));
        builder.Services.AddAuthorization();
        builder.AddAudit(static options => options.Enabled = false).AddAspNetCore().AddAccessEvents();

        var app = builder.Build();
        before?.Invoke(app);
        app.UseAuthentication();
        app.UseAudit();
        app.UseAuthorization();
        app.MapGet("/item", static (IAuditLog audit) => audit.Record(AttributionHost.Touched(1)));
        app.MapGet("/mine", static (IAuditLog audit) => audit.Record(AttributionHost.Touched(1))).RequireAuthorization();
        app.MapPost("/sign-out", static context => context.SignOutAsync());
        await app.StartAsync(TestContext.Current.CancellationToken);
        app.GetTestServer().BaseAddress = new Uri("https://app.example");
        return new HandlerHost(app, log);
    }

    /// <summary>A client that keeps cookies and follows no redirection.</summary>
    public HttpClient CreateClient() => new(new CookieKeeper(_app.GetTestServer().CreateHandler())) { BaseAddress = new Uri("https://app.example") };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class CookieKeeper(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly System.Net.CookieContainer _cookies = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_cookies.GetCookieHeader(request.RequestUri!) is { Length: > 0 } cookies)
                request.Headers.Add("Cookie", cookies);
            var response = await base.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues("Set-Cookie", out var set))
            {
                foreach (var cookie in set)
                    _cookies.SetCookies(request.RequestUri!, cookie);
            }

            return response;
        }
    }
}
