using Audit.GraphQL.Access;
using Audit.GraphQL.GraphiQL;
using Audit.GraphQL.Transport;
using Audit.GraphQL.Transport.WebSockets;
using Audit.Querying;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the GraphQL API over the audit log.</summary>
public static class AuditGraphQLEndpointExtensions
{
    /// <summary>
    /// Maps GraphQL over HTTP (GET for queries, POST), over server-sent events, and over WebSockets (<c>graphql-transport-ws</c>), and below it at <c>ui</c> GraphiQL for those
    /// who have one of the roles of <c>Audit:GraphQL:GraphiQLRoles</c>. Say who may
    /// read by <c>RequireAuthorization(...)</c> on what is returned; whoever is not authenticated, or has none of the roles of <c>Audit:GraphQL:Roles</c>, is refused in any case.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The path.</param>
    /// <exception cref="InvalidOperationException">The API or a store to read from has not been added.</exception>
    public static IEndpointConventionBuilder MapAuditGraphQL(this IEndpointRouteBuilder endpoints, string pattern = "/graphql")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var endpoint = endpoints.ServiceProvider.GetService<GraphQLEndpoint>()
            ?? throw new InvalidOperationException("The GraphQL API has not been added. Call AddGraphQL() on what AddAudit() returns.");

        // Asked for without making it: a reader may start an engine.
        if (endpoints.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(IAuditReader)) == false)
            throw new InvalidOperationException("There is no store that the GraphQL API can read from. Add one to what AddAudit() returns, for example AddClickHouse().");

        // Browsers ask before they are let in, whatever the API itself is mapped with.
        AuditApi.Mark(endpoints.MapMethods(pattern, [HttpMethods.Options], CrossOrigin.PreflightAsync)).AllowAnonymous().WithDisplayName("Audit GraphQL preflight");
        var http = AuditApi.Mark(endpoints.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Post], endpoint.InvokeAsync))
            .WithDisplayName("Audit GraphQL").WithMetadata(new UpgradeMetadata(IsForUpgrades: false));

        // A WebSocket may say who it is only after it was opened, so it is let in, and asked then.
        var sockets = AuditApi.Mark(endpoints.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Connect], SocketEndpoint.BuildPipeline(endpoints)))
            .WithDisplayName("Audit GraphQL WebSocket").WithMetadata(new UpgradeMetadata(IsForUpgrades: true));
        sockets.Finally(static builder => builder.Metadata.Add(new AllowAnonymousAttribute()));

        var page = endpoints.ServiceProvider.GetRequiredService<GraphiQLPage>();
        var below = pattern.TrimEnd('/') + GraphiQLPage.Path;
        var ui = AuditApi.Mark(endpoints.MapMethods(below, [HttpMethods.Get, HttpMethods.Head], page.WriteAsync)).WithDisplayName("Audit GraphiQL");
        var files = AuditApi.Mark(endpoints.MapMethods(below + "/{file}", [HttpMethods.Get, HttpMethods.Head], page.WriteFileAsync)).WithDisplayName("Audit GraphiQL file");
        return new EndpointConventions([http, sockets, ui, files]);
    }
}
