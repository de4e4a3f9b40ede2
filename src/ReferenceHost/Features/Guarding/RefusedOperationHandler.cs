using Audit.Guarding;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace ReferenceHost.Features.Guarding;

/// <summary>Tells who tried a refused operation what refused it, and what would let it run.</summary>
internal sealed class RefusedOperationHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // A save wraps what stops it.
        var refusal = exception as DestructiveOperationBlockedException ?? (exception as DbUpdateException)?.InnerException as DestructiveOperationBlockedException;
        if (refusal is null)
            return false;

        httpContext.Response.StatusCode = StatusCodes.Status403Forbidden;
        var context = new ProblemDetailsContext { HttpContext = httpContext, Exception = exception };
        context.ProblemDetails.Status = StatusCodes.Status403Forbidden;
        context.ProblemDetails.Title = "The guard refused the operation.";
        context.ProblemDetails.Detail = refusal.Message;
        context.ProblemDetails.Extensions["rule"] = refusal.Rule;
        context.ProblemDetails.Extensions["action"] = refusal.Action.ToString();
        context.ProblemDetails.Extensions["reasons"] = refusal.Reasons.ToArray();
        context.ProblemDetails.Extensions["eventId"] = refusal.EventId;
        if (refusal.ApprovalId is { } approval)
            context.ProblemDetails.Extensions["approvalId"] = approval;
        return await problems.TryWriteAsync(context);
    }
}
