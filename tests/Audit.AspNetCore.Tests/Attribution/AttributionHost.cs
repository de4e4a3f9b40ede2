using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Audit.Events;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Tests.Attribution;

/// <summary>An application that signs people in by cookie and tools by API key, and records an event in every request to an item.</summary>
internal sealed class AttributionHost : IAsyncDisposable
{
    public const string RawKey = "raw-key-of-bob";

    private readonly WebApplication _app;

    private AttributionHost(WebApplication app, CollectingAuditLog log)
    {
        _app = app;
        Log = log;
    }

    public CollectingAuditLog Log { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<AttributionHost> StartAsync(
        Dictionary<string, string?>? settings = null,
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? before = null,
        bool onKestrel = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (onKestrel)
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        else
            builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        var log = new CollectingAuditLog();
        builder.Services.AddSingleton<IAuditLog>(log);
        builder.Services.AddAuthentication("either")
            .AddPolicyScheme("either", null, scheme => scheme.ForwardDefaultSelector = static context =>
                context.Request.Headers.ContainsKey("X-Api-Key") ? "key" : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, KeyHandler>("key", null)
            .AddScheme<AuthenticationSchemeOptions, KeyHandler>("other", null)
            .AddCookie();
        builder.Services.AddAuthorizationBuilder().AddPolicy("other", policy => policy.AddAuthenticationSchemes("other").RequireAuthenticatedUser());
        // Events go to the log above; there is no store to deliver them to.
        builder.AddAudit(static options => options.Enabled = false).AddAspNetCore().AddAspNetCore();
        configure?.Invoke(builder);

        var app = builder.Build();
        before?.Invoke(app);
        app.UseAuthentication();
        app.UseAudit();
        app.UseAuthorization();
        app.UseAudit();
        app.MapPost("/sign-in/{user}", (HttpContext context, string user, string? sid) => context.SignInAsync(Person(user, sid)));
        app.Map("/items/{id:int}", async (int id, IAuditLog audit) =>
        {
            await Task.Yield();
            audit.Record(Touched(id));
        });
        app.MapGet("/other/{id:int}", (int id, IAuditLog audit) => audit.Record(Touched(id))).RequireAuthorization("other");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new AttributionHost(app, log);
    }

    public static AuditEvent Touched(int id) => new(TimeProvider.System.GetUtcNow()) { Category = EventCategory.System, Action = $"item.{id}" };

    public HttpClient CreateClient() => _app.GetTestClient();

    /// <summary>The connection of a request is whatever the test says.</summary>
    public Task<HttpContext> SendAsync(Action<HttpContext> configure) => _app.GetTestServer().SendAsync(
        context =>
        {
            context.Request.Method = "GET";
            context.Request.Path = "/items/1";
            configure(context);
        },
        TestContext.Current.CancellationToken);

    public static async Task<string> SignInAsync(HttpClient client, string user, string? sessionId = null)
    {
        using var response = await client.PostAsync(new Uri($"/sign-in/{user}?sid={sessionId}", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Assert.Single(response.Headers.GetValues("Set-Cookie")).Split(';')[0];
    }

    public static async Task GetAsync(HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static ClaimsPrincipal Person(string user, string? sessionId)
    {
        var claims = new List<Claim> { new(ClaimTypes.NameIdentifier, user), new(ClaimTypes.Name, user.ToUpperInvariant()), new("tenant_id", "acme"), new("nick", "n-" + user) };
        if (user == "carol")
            claims.AddRange([new Claim(ClaimTypes.Role, "Dba"), new Claim(ClaimTypes.Role, "Staff"), new Claim("role", "of another kind")]);
        if (!string.IsNullOrEmpty(sessionId))
            claims.Add(new Claim("sid", sessionId));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme));
    }

    /// <summary>Knows one key, and says which by a claim.</summary>
    private sealed class KeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["X-Api-Key"] != RawKey)
                return Task.FromResult(AuthenticateResult.Fail("unknown key"));
            var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "bob"), new Claim("api_key_id", "key-bob-1")], Scheme.Name);
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
        }
    }
}
