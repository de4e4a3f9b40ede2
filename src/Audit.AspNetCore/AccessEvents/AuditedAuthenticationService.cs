using System.Security.Claims;
using Audit.AspNetCore.Attribution;
using Audit.AspNetCore.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Audit.AspNetCore.AccessEvents;

/// <summary>Sees everyone sign in and out, whichever handler does it.</summary>
internal sealed class AuditedAuthenticationService(
    IAuthenticationService inner, AccessRecorder recorder, RequestSession requestSessions, SessionTracker? sessions) : IAuthenticationService
{
    public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme)
    {
        var result = inner.AuthenticateAsync(context, scheme);
        return result.IsCompletedSuccessfully && result.GetAwaiter().GetResult().Failure is null ? result : NoteFailureAsync(context, scheme, result);
    }

    public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => inner.ChallengeAsync(context, scheme, properties);

    public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => inner.ForbidAsync(context, scheme, properties);

    public async Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties)
    {
        // A scheme that forwards to another comes by again for the same sign-in.
        if (!recorder.IsEnabled || ReferenceEquals(context.Features.Get<SigningIn>()?.Principal, principal))
        {
            await inner.SignInAsync(context, scheme, principal, properties).ConfigureAwait(false);
            return;
        }

        properties ??= new AuthenticationProperties();
        var sessionId = requestSessions.Begin(principal, properties);
        context.Features.Set(new SigningIn(principal));
        try
        {
            await inner.SignInAsync(context, scheme, principal, properties).ConfigureAwait(false);
        }
        finally
        {
            context.Features.Set<SigningIn>(null);
        }

        var begun = recorder.ContextOf(context, principal, sessionId);
        await recorder.SignedInAsync(begun, scheme).ConfigureAwait(false);
        if (sessions is not null)
            await sessions.SeeAsync(begun).ConfigureAwait(false);
    }

    public async Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties)
    {
        var user = context.User;
        // Who signs out of several schemes, or of one that forwards, leaves once.
        if (!recorder.IsEnabled || !RequestActor.IsSignedIn(user) || ReferenceEquals(context.Features.Get<SignedOut>()?.User, user))
        {
            await inner.SignOutAsync(context, scheme, properties).ConfigureAwait(false);
            return;
        }

        var sessionId = await requestSessions.IdOfAsync(context).ConfigureAwait(false);
        context.Features.Set(new SignedOut(user));
        try
        {
            await inner.SignOutAsync(context, scheme, properties).ConfigureAwait(false);
        }
        catch
        {
            context.Features.Set<SignedOut>(null);
            throw;
        }

        var ended = recorder.ContextOf(context, user, sessionId);
        await recorder.SignedOutAsync(ended, scheme).ConfigureAwait(false);
        if (sessions is not null)
            await sessions.EndAsync(ended).ConfigureAwait(false);
    }

    private async Task<AuthenticateResult> NoteFailureAsync(HttpContext context, string? scheme, Task<AuthenticateResult> authentication)
    {
        var result = await authentication.ConfigureAwait(false);
        // A scheme that forwards to another gives its failure, and asking again gives the same one.
        if (result.Failure is { } failure && recorder.IsEnabled && !ReferenceEquals(context.Features.Get<NotedFailure>()?.Failure, failure))
        {
            context.Features.Set(new NotedFailure(failure));
            await recorder.CredentialsRefusedAsync(context, scheme, failure).ConfigureAwait(false);
        }

        return result;
    }

    private sealed record NotedFailure(Exception Failure);

    private sealed record SigningIn(ClaimsPrincipal Principal);

    private sealed record SignedOut(ClaimsPrincipal User);
}
