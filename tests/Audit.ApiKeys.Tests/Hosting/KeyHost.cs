using System.Net;
using Audit.ApiKeys.Managing;
using Audit.ApiKeys.Verifying;
using Audit.Events;
using Audit.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Audit.ApiKeys.Tests.Hosting;

/// <summary>An application that authenticates by API keys; several can share a database.</summary>
internal sealed class KeyHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly KeyDatabase? _own;

    private KeyHost(WebApplication app, KeyDatabase? own)
    {
        _app = app;
        _own = own;
    }

    public required CollectingAuditLog Log { get; init; }

    public required LookUps LookUps { get; init; }

    public required FakeTimeProvider Time { get; init; }

    public IServiceProvider Services => _app.Services;

    public IApiKeys Keys => Services.GetRequiredService<IApiKeys>();

    public IApiKeyVerifier Verifier => Services.GetRequiredService<IApiKeyVerifier>();

    public static async Task<KeyHost> StartAsync(
        KeyDatabase? database = null,
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? map = null,
        params (string Key, string Value)[] settings)
    {
        var own = database is null ? new KeyDatabase() : null;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var log = new CollectingAuditLog();
        var lookUps = new LookUps();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(settings.Select(static s => new KeyValuePair<string, string?>(s.Key, s.Value)));
        builder.Services.AddSingleton<IAuditLog>(log);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddDbContextPool<KeyContext>(options =>
        {
            (database ?? own!).Use(options);
            options.AddInterceptors(lookUps);
        });
        builder.Services.AddAuthentication().AddApiKey();
        builder.Services.AddAuthorization();
        // Events go to the log above; there is no store to deliver them to.
        builder.AddAudit(static options => options.Enabled = false).AddAccessEvents().AddApiKeys<KeyContext>().AddApiKeys<KeyContext>();
        configure?.Invoke(builder);

        var app = builder.Build();
        var host = new KeyHost(app, own) { Log = log, LookUps = lookUps, Time = time };
        try
        {
            await host.StartAsync(map);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private async Task StartAsync(Action<WebApplication>? map)
    {
        var app = _app;
        await using (var scope = app.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<KeyContext>().Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        app.UseAuthentication();
        app.UseAudit();
        app.UseAuthorization();
        app.MapGet("/items/{id:int}", (int id, IAuditLog audit) =>
        {
            audit.Record(new AuditEvent(Time.GetUtcNow()) { Category = EventCategory.System, Action = $"item.{id}" });
        }).RequireAuthorization();
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
    }

    public async Task<string> CreateAsync(string owner = "bob") =>
        (await Keys.CreateAsync(new NewApiKey("reports", owner), TestContext.Current.CancellationToken)).Reveal();

    public async Task<ApiKeyRefusal> VerifyAsync(string key) => (await Verifier.VerifyAsync(key, TestContext.Current.CancellationToken)).Refusal;

    public async Task<HttpStatusCode> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var client = _app.GetTestClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _own?.Dispose();
    }
}
