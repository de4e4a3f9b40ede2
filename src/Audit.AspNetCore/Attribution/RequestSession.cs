using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Attribution;

/// <summary>Finds the session of a request: what a claim tells, the authentication ticket, or the session of ASP.NET Core.</summary>
internal sealed class RequestSession(RequestActor actor, IOptions<AuditAspNetCoreOptions> options, ILogger<RequestSession> logger)
{
    /// <summary>Where a ticket keeps its id. Tickets are protected: clients neither read nor write it.</summary>
    private const string TicketItem = "audit.session";

    private const int IdBytes = 16;

    private readonly bool _usesSession = options.Value.UseSession;

    /// <summary>The session's own id, which is not to be recorded.</summary>
    public ValueTask<string?> IdOfAsync(HttpContext context)
    {
        var known = actor.SessionOf(context.User) ?? TicketOf(context);
        return known is not null || !_usesSession ? new ValueTask<string?>(known) : LoadAsync(context);
    }

    /// <summary>The id of a session that begins by signing in, which the ticket takes along when no claim tells one.</summary>
    public string Begin(ClaimsPrincipal principal, AuthenticationProperties properties)
    {
        if (actor.SessionOf(principal) is { } told)
            return told;
        if (properties.Items.TryGetValue(TicketItem, out var kept) && kept is not null)
            return kept;
        return properties.Items[TicketItem] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
    }

    private static string? TicketOf(HttpContext context) =>
        context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult is { Succeeded: true, Properties: { } properties }
        && properties.Items.TryGetValue(TicketItem, out var id) && !string.IsNullOrEmpty(id)
            ? id
            : null;

    private async ValueTask<string?> LoadAsync(HttpContext context)
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
