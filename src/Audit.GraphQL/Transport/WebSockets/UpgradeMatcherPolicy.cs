using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Audit.GraphQL.Transport.WebSockets;

/// <summary>Marks the endpoints of the API: one path answers requests and WebSockets alike, which are authorized in different ways.</summary>
/// <param name="IsForUpgrades">Whether the endpoint takes WebSockets, and only these.</param>
internal sealed record UpgradeMetadata(bool IsForUpgrades);

/// <summary>Sends each request to that endpoint of a path that is meant for it.</summary>
internal sealed class UpgradeMatcherPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    private const string WebSocket = "websocket";

    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(static endpoint => endpoint.Metadata.GetMetadata<UpgradeMetadata>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var isUpgrade = IsUpgrade(httpContext);
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && candidates[i].Endpoint.Metadata.GetMetadata<UpgradeMetadata>() is { } metadata && metadata.IsForUpgrades != isUpgrade)
                candidates.SetValidity(i, false);
        }

        return Task.CompletedTask;
    }

    /// <summary>By HTTP/1.1 with headers, by HTTP/2 with the method CONNECT (RFC 8441).</summary>
    private static bool IsUpgrade(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: WebSocket }
        || (HttpMethods.IsGet(context.Request.Method)
            && string.Equals(context.Request.Headers.Upgrade, WebSocket, StringComparison.OrdinalIgnoreCase)
            && context.Request.Headers.Connection.ToString().Contains("upgrade", StringComparison.OrdinalIgnoreCase));
}
