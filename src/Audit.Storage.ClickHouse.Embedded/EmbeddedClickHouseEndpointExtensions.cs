using Audit.Storage.ClickHouse.Embedded.Endpoint;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

#pragma warning disable IDE0130 // Found without a using of our own.
namespace Microsoft.AspNetCore.Builder;
#pragma warning restore IDE0130

/// <summary>Maps the SQL endpoint for analysts.</summary>
public static class EmbeddedClickHouseEndpointExtensions
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Post, HttpMethods.Head];

    /// <summary>
    /// Serves the ClickHouse HTTP interface under <paramref name="pattern"/> (and its <c>ping</c> below it): ClickHouse clients
    /// read the audit trail there, with the user and password that <see cref="IClickHouseEndpointAuthenticator"/> accepts.
    /// Nothing can be changed through it.
    /// </summary>
    /// <remarks>
    /// For the embedded engine only: when the store is a ClickHouse server, analysts use that server with users of its own.
    /// When <see cref="ClickHouseEndpointOptions.Url"/> (<c>Audit:Sql:Url</c>) is set, it is served at the root of that address instead, for tools that know no path;
    /// call this on the application itself then, not on a group.
    /// </remarks>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="pattern">The path, e.g. <c>/clickhouse</c>; of no account when <c>Audit:Sql:Url</c> is set.</param>
    /// <returns>The group of routes, for further conventions.</returns>
    /// <exception cref="InvalidOperationException">The embedded engine or the authenticator is not registered, or <c>Audit:Sql:Url</c> is set and this was called before.</exception>
    public static RouteGroupBuilder MapClickHouse(this IEndpointRouteBuilder endpoints, string pattern = "/clickhouse")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        if (endpoints.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(IClickHouseEndpointAuthenticator)) != true)
        {
            throw new InvalidOperationException(
                $"MapClickHouse needs to know its users: register an {nameof(IClickHouseEndpointAuthenticator)} in the services.");
        }
        var endpoint = endpoints.ServiceProvider.GetService<ClickHouseEndpoint>()
            ?? throw new InvalidOperationException("MapClickHouse serves the embedded engine: register it with AddAudit(...).AddEmbeddedClickHouse(...).");
        var port = endpoints.ServiceProvider.GetRequiredService<SqlPort>();
        if (port.Url is not null)
            port.Map();
        var group = endpoints.MapGroup(port.Url is null ? pattern : "/");
        if (port.Url is not null)
            group.WithMetadata(SqlPortOnly.Instance);
        // It authenticates by ClickHouse's conventions; a fallback policy of the application would answer in a way that no client knows.
        group.AllowAnonymous();
        group.MapMethods("/ping", [HttpMethods.Get, HttpMethods.Head], ClickHouseEndpoint.PingAsync);
        group.MapMethods("/", Methods, endpoint.ServeAsync);
        return group;
    }
}
