using Audit.Storage.ClickHouse.Embedded.Endpoint;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using ReferenceHost.Features.Auditing;
using ReferenceHost.Features.Sql;

namespace ReferenceHost.Features.Welcome;

/// <summary>Where a started host is reached.</summary>
internal static class HostAddresses
{
    public static string BaseAddress(this WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.Select(Reachable).FirstOrDefault() ?? "";

    /// <summary>The address of the SQL endpoint; <see langword="null"/> when a ClickHouse server has it.</summary>
    public static string? SqlAddress(this WebApplication app)
    {
        if (!app.Configuration.StoresInProcess())
            return null;
        var ownPort = app.Services.GetRequiredService<IOptions<ClickHouseEndpointOptions>>().Value.Url;
        return string.IsNullOrWhiteSpace(ownPort) ? app.BaseAddress() + SqlFeature.Path : Reachable(ownPort);
    }

    /// <summary>An address of all networks is no address to go to.</summary>
    private static string Reachable(string address) => address.TrimEnd('/')
        .Replace("://*", "://localhost", StringComparison.Ordinal)
        .Replace("://+", "://localhost", StringComparison.Ordinal)
        .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
        .Replace("://[::]", "://localhost", StringComparison.Ordinal);
}
