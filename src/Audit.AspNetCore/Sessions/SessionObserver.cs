using Audit.AspNetCore.Attribution;
using Audit.Context;
using Microsoft.AspNetCore.Http;

namespace Audit.AspNetCore.Sessions;

/// <summary>Shows the sessions of requests to the tracker.</summary>
internal sealed class SessionObserver(SessionTracker sessions) : IRequestObserver
{
    public ValueTask StartedAsync(HttpContext request, AuditContext context) => sessions.SeeAsync(context);

    public ValueTask EndedAsync(HttpContext request) => ValueTask.CompletedTask;
}
