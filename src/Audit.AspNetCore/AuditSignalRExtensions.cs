using Audit.AspNetCore.Hubs;
using Microsoft.AspNetCore.SignalR;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Attributes what hubs of SignalR do.</summary>
public static class AuditSignalRExtensions
{
    /// <summary>
    /// Attributes each call of each hub to its caller: the user, session, API key and client of the connection, and <c>route of the hub/method</c> as the route.
    /// Needs <c>AddAudit().AddAspNetCore()</c>. Safe to call again.
    /// </summary>
    /// <param name="signalR">What <c>AddSignalR</c> returned.</param>
    public static ISignalRServerBuilder AddAudit(this ISignalRServerBuilder signalR)
    {
        ArgumentNullException.ThrowIfNull(signalR);
        if (signalR.Services.Any(static service => service.ServiceType == typeof(AuditHubFilter)))
            return signalR;

        signalR.Services.AddSingleton<AuditHubFilter>();
        signalR.Services.Configure<HubOptions>(static options => options.AddFilter<AuditHubFilter>());
        return signalR;
    }
}
