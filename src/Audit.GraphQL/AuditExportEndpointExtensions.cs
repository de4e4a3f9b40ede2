using Audit.GraphQL.Access;
using Audit.GraphQL.Exports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps exports of the audit log.</summary>
public static class AuditExportEndpointExtensions
{
    /// <summary>
    /// Maps <c>POST</c> of a filter and a format, which is answered with the events, and <c>GET</c> of the files that exports by GraphQL made, at <c>{pattern}/{id}</c>. Say who may export by
    /// <c>RequireAuthorization(...)</c> on what is returned; whoever has none of the roles of <c>Audit:GraphQL:ExporterRoles</c> is refused in any case.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The path.</param>
    /// <exception cref="InvalidOperationException">The API has not been added.</exception>
    public static IEndpointConventionBuilder MapAuditExport(this IEndpointRouteBuilder endpoints, string pattern = "/export")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        var services = endpoints.ServiceProvider;
        var routes = services.GetService<ExportRoutes>()
            ?? throw new InvalidOperationException("The GraphQL API has not been added. Call AddGraphQL() on what AddAudit() returns.");

        var path = $"/{pattern.Trim('/')}";
        routes.Path ??= path;
        var group = endpoints.MapGroup("");
        AuditApi.Mark(group);
        group.MapMethods(path, [HttpMethods.Post], services.GetRequiredService<ExportEndpoint>().InvokeAsync).WithDisplayName("Audit export");
        group.MapMethods($"{path}/{{{DownloadEndpoint.IdParameter}}}", [HttpMethods.Get], services.GetRequiredService<DownloadEndpoint>().InvokeAsync).WithDisplayName("Audit export file");
        return group;
    }
}
