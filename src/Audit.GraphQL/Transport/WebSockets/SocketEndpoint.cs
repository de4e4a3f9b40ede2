using System.Net.WebSockets;
using Audit.GraphQL.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Transport.WebSockets;

/// <summary>Opens WebSockets for GraphQL.</summary>
internal sealed class SocketEndpoint(
    SocketQuota quota, CrossOrigin origins, IOptions<AuditGraphQLOptions> options, IHostApplicationLifetime lifetime, ILogger<SocketEndpoint> logger)
{
    private const string Protocol = "graphql-transport-ws";

    /// <summary>With a WebSocket middleware of its own, so that the application needs none.</summary>
    public static RequestDelegate BuildPipeline(IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var interval = services.GetRequiredService<IOptions<AuditGraphQLOptions>>().Value.Subscriptions.CheckInterval;
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets(new WebSocketOptions { KeepAliveInterval = interval, KeepAliveTimeout = interval });
        pipeline.Run(services.GetRequiredService<SocketEndpoint>().InvokeAsync);
        return pipeline.Build();
    }

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        // A page of another origin could use the cookie of whoever visits it: nothing but the origin tells.
        if (!IsAllowedOrigin(context.Request))
        {
            Log.OriginRefused(logger, context.Request.Headers.Origin.ToString());
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested || !quota.TryOpen())
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        try
        {
            await RunAsync(context).ConfigureAwait(false);
        }
        finally
        {
            quota.Close();
        }
    }

    private async Task RunAsync(HttpContext context)
    {
        var isKnown = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(isKnown ? Protocol : null).ConfigureAwait(false);
        var services = context.RequestServices;
        var time = services.GetRequiredService<TimeProvider>();
        using var connection = new SocketConnection(socket, options.Value.MaxRequestBytes, options.Value.Timeout, time);
        if (!isKnown)
        {
            await connection.CloseAsync(CloseCodes.SubprotocolNotAcceptable, "Subprotocol not acceptable").ConfigureAwait(false);
            await connection.DrainAsync().ConfigureAwait(false);
            return;
        }

        var session = ActivatorUtilities.CreateInstance<SocketSession>(services, context, connection);
        await using (session.ConfigureAwait(false))
            await session.RunAsync().ConfigureAwait(false);
    }

    /// <summary>Behind a proxy the scheme may be another one, so of the endpoint's own origin host and port decide. Programs send no origin.</summary>
    private bool IsAllowedOrigin(HttpRequest request)
    {
        if (request.Headers.Origin is not [{ Length: > 0 } origin])
            return request.Headers.Origin.Count == 0;
        return origins.Allows(origin)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && request.Host.HasValue && IsSame(uri, request.Host));
    }

    private static bool IsSame(Uri origin, HostString host) =>
        string.Equals(origin.IdnHost, host.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase) && (host.Port is not { } port ? origin.IsDefaultPort : origin.Port == port);
}
