using Audit.Context;
using Audit.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Attribution;

/// <summary>Makes the context of the request ambient for everything behind it.</summary>
internal sealed class AuditMiddleware(
    RequestDelegate next,
    IAuditLog log,
    RequestContext contexts,
    RequestActor actor,
    IOptions<AuditAspNetCoreOptions> options,
    ILogger<AuditMiddleware> logger,
    IServiceProviderIsService services)
{
    private readonly bool _usesSession = options.Value.UseSession;
    private readonly bool _hasResolver = services.IsService(typeof(IAuditApiKeyResolver));

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
        var apiKeyId = actor.ApiKeyOf(context.User);
        if (apiKeyId is null && _hasResolver)
            apiKeyId = await context.RequestServices.GetRequiredService<IAuditApiKeyResolver>().ResolveAsync(context).ConfigureAwait(false);
        var sessionId = actor.SessionOf(context.User);
        if (sessionId is null && _usesSession)
            sessionId = await LoadSessionAsync(context).ConfigureAwait(false);

        using var scope = AuditContext.Push(contexts.Create(context, AuditContext.Current, string.IsNullOrEmpty(apiKeyId) ? null : apiKeyId, sessionId));
        context.Features.Set(new AuditedRequest(context.User, context.GetEndpoint()));
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            context.Features.Set(before);
        }
    }

    private async ValueTask<string?> LoadSessionAsync(HttpContext context)
    {
        if (context.Features.Get<ISessionFeature>()?.Session is not { } session)
            return null;

        try
        {
            await session.LoadAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The application decides what a request without its session is worth.
            logger.SessionNotLoaded(exception);
            return null;
        }

        // A session that holds nothing gets another id with every request.
        foreach (var _ in session.Keys)
            return session.Id;
        return null;
    }
}
