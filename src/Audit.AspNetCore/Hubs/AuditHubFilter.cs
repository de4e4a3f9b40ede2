using Audit.AspNetCore.Attribution;
using Audit.Context;
using Audit.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;

namespace Audit.AspNetCore.Hubs;

/// <summary>
/// Makes the context of a hub's caller ambient for each call: what runs a connection's calls is not always the request that opened it.
/// </summary>
internal sealed class AuditHubFilter(IAuditLog log, RequestContext contexts, RequestActor actor, RequestSession sessions) : IHubFilter
{
    private static readonly object ItemKey = new();

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (!log.IsEnabled)
            return await next(invocationContext).ConfigureAwait(false);

        var connection = await ContextOfAsync(invocationContext.Context).ConfigureAwait(false);
        using var scope = AuditContext.Push(connection with
        {
            TraceId = null,
            SpanId = null,
            HttpRoute = $"{connection.HttpRoute}/{invocationContext.HubMethodName}",
        });
        return await next(invocationContext).ConfigureAwait(false);
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        if (!log.IsEnabled)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        using var scope = AuditContext.Push(await ContextOfAsync(context.Context).ConfigureAwait(false));
        await next(context).ConfigureAwait(false);
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        if (!log.IsEnabled)
        {
            await next(context, exception).ConfigureAwait(false);
            return;
        }

        using var scope = AuditContext.Push(await ContextOfAsync(context.Context).ConfigureAwait(false));
        await next(context, exception).ConfigureAwait(false);
    }

    /// <summary>Made once for a connection: nobody signs in or out on it.</summary>
    private async ValueTask<AuditContext> ContextOfAsync(HubCallerContext caller)
    {
        if (caller.Items.TryGetValue(ItemKey, out var known) && known is AuditContext context)
            return context;

        var user = caller.User ?? new System.Security.Claims.ClaimsPrincipal();
        context = caller.GetHttpContext() is { } request
            ? contexts.Create(request, AuditContext.Background, user, actor.ApiKeyOf(user), await sessions.IdOfAsync(request).ConfigureAwait(false))
            : AuditContext.Background with { Actor = actor.Of(user, actor.ApiKeyOf(user)) };
        context = context with { RequestId = caller.ConnectionId };
        caller.Items[ItemKey] = context;
        return context;
    }
}
