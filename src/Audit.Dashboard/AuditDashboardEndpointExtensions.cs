using Audit.Dashboard.Access;
using Audit.Dashboard.Assets;
using Audit.Dashboard.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the dashboard over the audit log.</summary>
public static class AuditDashboardEndpointExtensions
{
    /// <summary>
    /// Maps the dashboard and all its files. Say who may see it by <c>RequireAuthorization(...)</c> on what is returned; what it shows comes from the GraphQL API, which
    /// decides for itself who may read.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The path below which it is served, of plain text.</param>
    /// <exception cref="InvalidOperationException">The dashboard has not been added.</exception>
    public static IEndpointConventionBuilder MapAuditDashboard(this IEndpointRouteBuilder endpoints, string pattern = "/audit")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        if (pattern.Contains('{', StringComparison.Ordinal))
            throw new ArgumentException("The path of the dashboard has no parameters.", nameof(pattern));

        var services = endpoints.ServiceProvider;
        var assets = services.GetService<DashboardAssets>()
            ?? throw new InvalidOperationException("The dashboard has not been added. Call AddAuditDashboard() on what AddAudit() returns.");
        var index = services.GetRequiredService<IndexPage>();
        var root = "/" + pattern.Trim('/');

        var group = endpoints.MapGroup(root);
        group.WithMetadata(new DashboardMetadata(root));
        group.MapMethods("/assets/{name}", [HttpMethods.Get, HttpMethods.Head], context => assets.WriteAsync(context, (string)context.Request.RouteValues["name"]!))
            .WithDisplayName("Audit dashboard file");
        // Every view has an address of its own, which the application in the browser understands.
        group.MapMethods("/{**view}", [HttpMethods.Get, HttpMethods.Head], context => index.WriteAsync(context, root)).WithDisplayName("Audit dashboard");
        return group;
    }
}
