using System.Net;
using System.Security.Claims;
using Audit.AspNetCore.Sessions;
using Audit.AspNetCore.Sharing;
using Audit.Events;
using Audit.Redis.Connecting;
using Audit.Storage;
using Audit.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Audit.Redis.Tests.Hosting;

/// <summary>An instance of an application that shares through Redis.</summary>
internal sealed class Instance : IAsyncDisposable
{
    public const int Lost = 3400;
    public const int Found = 3401;

    private readonly WebApplication _app;

    private Instance(WebApplication app) => _app = app;

    public required CollectingAuditLog Log { get; init; }

    public required ToldLogs Logs { get; init; }

    public IServiceProvider Services => _app.Services;

    public ISharedSessions Sessions => Services.GetRequiredService<ISharedSessions>();

    public IInstanceMessages Messages => Services.GetRequiredService<IInstanceMessages>();

    public RedisLink Link => Services.GetRequiredService<RedisLink>();

    public IDistributedCache Cache => Services.GetRequiredKeyedService<IDistributedCache>(SharedCache.ServiceKey);

    /// <param name="redis">Where Redis is.</param>
    /// <param name="prefix">What its keys start with.</param>
    /// <param name="configure">Changes the application.</param>
    /// <param name="map">Adds endpoints.</param>
    /// <param name="store">Where events go by the whole pipeline; otherwise into a log that keeps them.</param>
    /// <param name="settings">The configuration.</param>
    public static async Task<Instance> StartAsync(
        string redis,
        string prefix,
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? map = null,
        IAuditStore? store = null,
        params (string Key, string Value)[] settings)
    {
        var log = new CollectingAuditLog();
        var logs = new ToldLogs();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        builder.Configuration.AddInMemoryCollection(
            [
                new("Audit:Redis:ConnectionString", redis), new("Audit:Redis:KeyPrefix", prefix), new("Audit:AspNetCore:SessionKey", "c2Vzc2lvbnMgb2YgdGhlIHRlc3Rz"),
            ]);
        builder.Configuration.AddInMemoryCollection(settings.Select(static s => new KeyValuePair<string, string?>(s.Key, s.Value)));
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, NamedUserHandler>("named", null);
        builder.Services.AddAuthorization();
        builder.Services.AddHealthChecks().AddAuditRedis();
        if (store is null)
            builder.Services.AddSingleton<IAuditLog>(log);
        else
            builder.Services.AddSingleton(store);
        builder.AddAudit(options => options.Enabled = store is not null).AddSessions().AddRedis().AddRedis();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseAuthentication();
        app.UseAudit();
        app.UseAuthorization();
        app.MapGet("/", static () => "");
        app.MapGet("/sign-out", static (HttpContext context) => context.SignOutAsync("named"));
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Instance(app) { Log = log, Logs = logs };
    }

    public async Task<HttpStatusCode> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var client = _app.GetTestClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    public async Task<HealthReportEntry> HealthAsync() =>
        (await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["audit-redis"];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Believes whom a request names.</summary>
    private sealed class NamedUserHandler(
        Microsoft.Extensions.Options.IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, System.Text.Encodings.Web.UrlEncoder encoder)
        : SignOutAuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (!Request.Headers.TryGetValue("X-Session", out var session))
                return Task.FromResult(AuthenticateResult.NoResult());
            var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "alice"), new Claim("sid", session.ToString())], Scheme.Name));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, Scheme.Name)));
        }

        protected override Task HandleSignOutAsync(AuthenticationProperties? properties) => Task.CompletedTask;
    }
}
