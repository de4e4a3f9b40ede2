using Audit.AspNetCore.Attribution;
using Audit.Context;
using Microsoft.AspNetCore.Http;

namespace Audit.AspNetCore.AccessEvents;

/// <summary>Records the denials of endpoints that decide for themselves, known by what they answer.</summary>
internal sealed class DenialObserver(AccessRecorder recorder) : IRequestObserver
{
    public ValueTask StartedAsync(HttpContext request, AuditContext context) => ValueTask.CompletedTask;

    public ValueTask EndedAsync(HttpContext request)
    {
        if (request.Response.StatusCode is not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden) || request.Features.Get<NotedDenial>() is not null)
            return ValueTask.CompletedTask;

        request.Features.Set(new NotedDenial());
        return recorder.DeniedAsync(request, request.Response.StatusCode, null);
    }
}
