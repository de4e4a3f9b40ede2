using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ReferenceHost.Features.SignIn;
using ReferenceHost.Features.Welcome;

namespace ReferenceHost.Tests.Hosting;

/// <summary>The reference host on a free port, with a data directory of its own.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly string _directory;

    private RunningHost(WebApplication app, string directory)
    {
        App = app;
        _directory = directory;
    }

    public WebApplication App { get; }

    public Uri Address => new(App.BaseAddress());

    public string DataDirectory => _directory;

    public static Task<RunningHost> StartAsync(params string[] settings) => StartAsync(null, settings);

    /// <summary>Starts a host whose log goes to a provider, at every level, or nowhere.</summary>
    public static async Task<RunningHost> StartAsync(ILoggerProvider? logs, string[] settings)
    {
        var directory = Directory.CreateTempSubdirectory("audit-host-").FullName;
        WebApplication? app = null;
        try
        {
            app = ReferenceApplication.Create(
                [
                    "--environment", "Development", "--urls", "http://127.0.0.1:0", "--Data:Directory", directory,
                    "--Logging:LogLevel:Default", logs is null ? "None" : "Trace", "--Logging:Console:LogLevel:Default", "None", .. settings,
                ]);
            if (logs is not null)
                app.Services.GetRequiredService<ILoggerFactory>().AddProvider(logs);
            await app.StartAsync();
            return new RunningHost(app, directory);
        }
        catch
        {
            if (app is not null)
                await app.DisposeAsync();
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    public HttpClient CreateClient() => new() { BaseAddress = Address };

    public async Task<HttpClient> SignInAsync(string user, CancellationToken cancellationToken)
    {
        var client = CreateClient();
        using var response = await client.PostAsJsonAsync("/shop/sign-in", new SignInInput(user), cancellationToken);
        response.EnsureSuccessStatusCode();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
