using Audit.AspNetCore.Propagation;
using Audit.Context;
using Audit.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.AspNetCore.Attribution;

/// <summary>Makes the context of the request ambient for everything behind it.</summary>
internal sealed class AuditMiddleware(
    RequestDelegate next,
    IAuditLog log,
    RequestContext contexts,
    RequestActor actor,
    RequestSession sessions,
    IncomingContext incoming,
    IEnumerable<IRequestObserver> observers,
    IServiceProviderIsService services)
{
    private readonly IRequestObserver[] _observers = [.. observers];
    private readonly bool _hasAttributor = services.IsService(typeof(IApiKeyAttributor));

    public Task InvokeAsync(HttpContext context)
    {
        if (!log.IsEnabled)
            return next(context);

        // It may stand in the pipeline twice. Nothing new is known of the request unless someone signed in, or routing ran, since.
        var before = context.Features.Get<AuditedRequest>();
        return before is not null && ReferenceEquals(before.User, context.User) && ReferenceEquals(before.Endpoint, context.GetEndpoint())
            ? next(context)
            : AttributeAsync(context, before);
    }

    private async Task AttributeAsync(HttpContext context, AuditedRequest? before)
    {
        var key = actor.ApiKeyOf(context.User);
        if (key is null && _hasAttributor)
            key = await context.RequestServices.GetRequiredService<IApiKeyAttributor>().AttributeAsync(context).ConfigureAwait(false);
        var sessionId = await sessions.IdOfAsync(context).ConfigureAwait(false);

        // A second pass starts from what the first started from, unless the application made something else ambient in between.
        var outer = before is not null && ReferenceEquals(AuditContext.Current, before.Context) ? before.Outer : AuditContext.Current;
        var own = contexts.Create(context, outer, context.User, string.IsNullOrEmpty(key?.Id) ? null : key, sessionId);
        var attributed = incoming.Apply(context, own);
        using var scope = AuditContext.Push(attributed);
        context.Features.Set(new AuditedRequest(context.User, context.GetEndpoint(), outer, attributed));
        try
        {
            foreach (var observer in _observers)
                await observer.StartedAsync(context, own).ConfigureAwait(false);
            await next(context).ConfigureAwait(false);
            foreach (var observer in _observers)
                await observer.EndedAsync(context).ConfigureAwait(false);
        }
        finally
        {
            context.Features.Set(before);
        }
    }
}
