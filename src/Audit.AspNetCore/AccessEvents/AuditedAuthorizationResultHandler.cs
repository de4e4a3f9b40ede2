using Audit.AspNetCore.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace Audit.AspNetCore.AccessEvents;

/// <summary>Records what authorization denies, with the reason that only it knows; then answers as the application does.</summary>
internal sealed class AuditedAuthorizationResultHandler(IAuthorizationMiddlewareResultHandler inner, AccessRecorder recorder) : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Succeeded && recorder.IsEnabled && context.Features.Get<ThrottledSignIn>() is null)
        {
            context.Features.Set(new NotedDenial());
            await recorder.DeniedAsync(
                context, authorizeResult.Challenged ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden, Describe(context, authorizeResult)).ConfigureAwait(false);
        }

        await inner.HandleAsync(next, context, policy, authorizeResult).ConfigureAwait(false);
    }

    private static string? Describe(HttpContext context, PolicyAuthorizationResult result)
    {
        var names = new List<string>();
        foreach (var data in context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>() ?? [])
        {
            if (data.Policy is { Length: > 0 } policy)
                names.Add(policy);
        }

        if (names.Count > 0)
            return string.Join(", ", names);
        foreach (var requirement in result.AuthorizationFailure?.FailedRequirements ?? [])
            names.Add(requirement.GetType().Name);
        return names.Count == 0 ? null : string.Join(", ", names);
    }
}

/// <summary>The denial of this request is recorded.</summary>
internal sealed class NotedDenial;
