using Audit.Context;
using Microsoft.AspNetCore.Http;

namespace Audit.AspNetCore.Attribution;

/// <summary>Looks at attributed requests.</summary>
internal interface IRequestObserver
{
    /// <summary>The request was attributed; its context is ambient.</summary>
    /// <param name="request">The request.</param>
    /// <param name="context">What the request itself tells, without what another application propagated.</param>
    ValueTask StartedAsync(HttpContext request, AuditContext context);

    /// <summary>The request was answered; its context still is ambient.</summary>
    ValueTask EndedAsync(HttpContext request);
}
