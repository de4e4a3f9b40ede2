using System.Collections.Immutable;
using System.Security.Claims;
using Audit.AspNetCore.Attribution;
using Audit.Context;
using Audit.Events;
using Audit.Redaction;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Audit.AspNetCore.AccessEvents;

/// <summary>Records who got in, who left, and who was refused.</summary>
internal sealed class AccessRecorder(IAuditLog log, RequestContext contexts, RequestActor actor, SessionHasher hasher, IAuditRedactor redactor, BoundedFailures failures, TimeProvider time)
    : IAccessEvents
{
    private const int MaxTextLength = 256;

    public bool IsEnabled => log.IsEnabled;

    public async ValueTask SignInFailedAsync(string? user, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (!log.IsEnabled)
            return;
        ImmutableArray<AuditAttribute> attributes = user is null ? [new("reason", Text(reason))] : [new("reason", Text(reason)), new("user", Text(user))];
        await RecordAsync(AuditContext.Current, AccessActions.SignInFailed, Outcome.Failed, attributes, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask SignInFailedAsync(HttpContext request, string scheme, string reason)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(reason);
        request.Features.Set(new NotedDenial());
        return log.IsEnabled ? CredentialsRefusedAsync(request, scheme, new AuthenticationFailureException(reason)) : ValueTask.CompletedTask;
    }

    /// <summary>A handler found credentials, and found them wrong.</summary>
    public ValueTask CredentialsRefusedAsync(HttpContext request, string? scheme, Exception failure) => !failures.Admit(request.Connection.RemoteIpAddress)
        ? ValueTask.CompletedTask
        : RecordAsync(
            ContextOf(request, request.User, null), AccessActions.SignInFailed, Outcome.Failed,
            [new("scheme", scheme ?? ""), new("reason", Text(redactor.RedactMessage(failure.Message).Text))]);

    public ValueTask SignedInAsync(AuditContext context, string? scheme) =>
        RecordAsync(context, AccessActions.SignIn, Outcome.Succeeded, [new("scheme", scheme ?? "")]);

    public ValueTask SignedOutAsync(AuditContext context, string? scheme) =>
        RecordAsync(context, AccessActions.SignOut, Outcome.Succeeded, [new("scheme", scheme ?? "")]);

    public ValueTask DeniedAsync(HttpContext request, int status, string? policy)
    {
        // Somebody who is known answers for what they do; nobody can be anybody.
        if (!RequestActor.IsSignedIn(request.User) && !failures.Admit(request.Connection.RemoteIpAddress))
            return ValueTask.CompletedTask;
        var attributes = ImmutableArray.Create(new AuditAttribute("status", status == StatusCodes.Status401Unauthorized ? "401" : "403"));
        if (policy is not null)
            attributes = attributes.Add(new("policy", Text(policy)));
        // Authorization may have found out who asks only now.
        var context = request.Features.Get<AuditedRequest>() is { } audited && ReferenceEquals(audited.User, request.User)
            ? AuditContext.Current
            : ContextOf(request, request.User, null);
        return RecordAsync(context, AccessActions.Denied, Outcome.Blocked, attributes);
    }

    /// <summary>The context of a request as it is when someone signs in or out in the course of it.</summary>
    public AuditContext ContextOf(HttpContext request, ClaimsPrincipal user, string? sessionId)
    {
        var key = actor.ApiKeyOf(user);
        if (request.Features.Get<AuditedRequest>() is null)
            return contexts.Create(request, AuditContext.Current, user, key, sessionId);
        var current = AuditContext.Current;
        return current with { Actor = actor.Of(user, key), ApiKeyId = key?.Id, SessionId = sessionId is null ? current.SessionId : hasher.Hash(sessionId) };
    }

    private async ValueTask RecordAsync(AuditContext context, string action, Outcome outcome, ImmutableArray<AuditAttribute> attributes, CancellationToken cancellationToken = default)
    {
        if (!log.IsEnabled)
            return;
        using var scope = AuditContext.Push(context);
        await log.RecordAsync(
            new AuditEvent(time.GetUtcNow()) { Category = EventCategory.Access, Action = action, Outcome = outcome, Attributes = attributes }, cancellationToken).ConfigureAwait(false);
    }

    private string Text(string text)
    {
        var redacted = redactor.RedactText(text).Text;
        return redacted.Length <= MaxTextLength ? redacted : redacted[..MaxTextLength];
    }
}
