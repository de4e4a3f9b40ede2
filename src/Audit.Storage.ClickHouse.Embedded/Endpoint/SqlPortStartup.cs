using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Audit.Storage.ClickHouse.Embedded.Endpoint;

/// <summary>Makes the server listen on the port of the SQL endpoint, and lets nothing else of the application through it.</summary>
internal sealed class SqlPortStartup(SqlPort port, IConfiguration configuration, IServiceProvider services) : IStartupFilter, IHostedLifecycleService
{
    /// <summary>Where Kestrel listens when nobody says.</summary>
    private const string DefaultAddress = "http://localhost:5000";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (port.Url is not null)
            app.Use(Guard);
        next(app);
        // Only now it is known whether the endpoint was mapped; the server reads its addresses later still.
        if (port is { Url: { } url, IsMapped: true } && app.ServerFeatures.Get<IServerAddressesFeature>()?.Addresses is { IsReadOnly: false } addresses)
            AddTo(addresses, url);
    };

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A server that was given its endpoints in code or in the section <c>Kestrel</c> ignores other addresses, with no more than a warning.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!port.IsMapped)
            return Task.CompletedTask;
        foreach (var address in services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            if (SqlPort.PortOf(address) == port.Number)
                return Task.CompletedTask;
        }
        throw new InvalidOperationException(
            $"{SqlPort.Key} is {port.Url}, but the server does not listen there: its endpoints are set by Kestrel:Endpoints or in code. Add one for port {port.Number} to them, or remove {SqlPort.Key}.");
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private RequestDelegate Guard(RequestDelegate next) => context =>
        context.Connection.LocalPort != port.Number || context.Request.Path.Value is "" or "/" or "/ping" ? next(context) : RefuseAsync(context);

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain; charset=UTF-8";
        return context.Response.WriteAsync("There is nothing here but the SQL endpoint, at / and /ping.\n", context.RequestAborted);
    }

    private void AddTo(ICollection<string> addresses, string url)
    {
        if (configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
            return;
        if (addresses.Count == 0)
            addresses.Add(DefaultAddress);
        foreach (var address in addresses)
        {
            if (SqlPort.PortOf(address) == port.Number)
            {
                throw new InvalidOperationException(
                    $"{SqlPort.Key} is {url}, but the application itself listens on {address}. Give the SQL endpoint a port of its own.");
            }
        }
        addresses.Add(url);
    }
}
