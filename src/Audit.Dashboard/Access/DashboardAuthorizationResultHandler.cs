using Audit.Dashboard.Pages;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace Audit.Dashboard.Access;

/// <summary>Tells people in a browser how to get in, where the application itself answers with a bare status. A redirect to a sign-in page stays one.</summary>
internal sealed class DashboardAuthorizationResultHandler(IAuthorizationMiddlewareResultHandler inner, RefusalPage page) : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        await inner.HandleAsync(next, context, policy, authorizeResult).ConfigureAwait(false);
        if (authorizeResult.Succeeded || context.GetEndpoint()?.Metadata.GetMetadata<DashboardMetadata>() is null || context.Response.HasStarted)
            return;

        if (context.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
            await page.WriteAsync(context).ConfigureAwait(false);
    }
}
