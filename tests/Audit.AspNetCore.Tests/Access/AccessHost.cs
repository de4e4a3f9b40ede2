using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Audit.AspNetCore.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Audit.AspNetCore.Tests.Access;

/// <summary>An application with an endpoint behind each policy.</summary>
internal sealed class AccessHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AccessHost(WebApplication app, FakeTimeProvider time)
    {
        _app = app;
        Time = time;
    }

    public FakeTimeProvider Time { get; }

    public IServiceProvider Services => _app.Services;

    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));

    public static async Task<AccessHost> StartAsync(Dictionary<string, string?> settings, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(settings);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        builder.Services.AddSingleton<TimeProvider>(time);
        new Builder(builder.Services).AddAccess().AddAccess();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.Use((context, next) =>
        {
            if (context.Request.Headers["X-From"] is [{ } from])
                context.Connection.RemoteIpAddress = IPAddress.Parse(from);
            return next(context);
        });
        app.UseAuthentication();
        app.UseAuthorization();
        foreach (var policy in new[] { AuditPolicies.Viewer, AuditPolicies.Analyst, AuditPolicies.Operator, AuditPolicies.Admin })
            app.MapGet("/" + policy, (HttpContext context) => context.User.Identity!.Name).RequireAuthorization(policy);
        app.MapAuditSignIn("/login", "/" + AuditPolicies.Admin);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new AccessHost(app, time);
    }

    public HttpClient CreateClient(string? token = null)
    {
        var client = _app.GetTestClient();
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed record Builder(IServiceCollection Services) : IAuditBuilder;
}
