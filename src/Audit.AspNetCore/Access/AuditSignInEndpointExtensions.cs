using Audit.AspNetCore.Access;
using Audit.AspNetCore.AccessEvents;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Exchanges one-time sign-in links for a cookie.</summary>
public static class AuditSignInEndpointExtensions
{
    private const string Administrator = "administrator";

    /// <summary>
    /// Maps <c>GET pattern?t=code</c>, which uses a code of <see cref="SignInLinks"/> up, sets the cookie of <see cref="AuditSchemes.Cookie"/>
    /// with role <see cref="AuditRoles.Admin"/>, and redirects to a page. A code that is used, expired or wrong is answered with 401.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The path, for example <c>/login</c>.</param>
    /// <param name="landing">The local path to go to afterwards.</param>
    public static IEndpointConventionBuilder MapAuditSignIn(this IEndpointRouteBuilder endpoints, string pattern = "/login", string landing = "/")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapGet(pattern, async (HttpContext context, SignInLinks links, SignInThrottle throttle, string? t) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            // The code is part of the address: it must not travel on to other pages.
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers.XFrameOptions = "DENY";
            var code = t ?? "";
            var (redeemed, retryAfter) = throttle.Try(context.Connection.RemoteIpAddress, null, code, () => links.TryRedeem(code) ? code : null);
            if (retryAfter is { } wait)
            {
                new ThrottledSignIn(wait).Write(context.Response);
                return Results.Problem("There were too many wrong sign-in links. Wait before the next attempt.", statusCode: StatusCodes.Status429TooManyRequests);
            }

            if (redeemed is null)
            {
                if (context.RequestServices.GetService<AccessRecorder>() is { } recorder)
                    await recorder.SignInFailedAsync(context, AuditSchemes.Cookie, "used, expired or unknown sign-in link").ConfigureAwait(false);

                return Results.Problem("The sign-in link was used before, or is too old. Restart the host to get a new one.", statusCode: StatusCodes.Status401Unauthorized);
            }

            await context.SignInAsync(AuditSchemes.Cookie, new AuditViewer(Administrator, [AuditRoles.Admin]).ToPrincipal(AuditSchemes.Cookie)).ConfigureAwait(false);
            return Results.LocalRedirect(landing);
        });
    }

    /// <summary>
    /// Maps <c>POST pattern</c>, which takes the cookie of <see cref="AuditSchemes.Cookie"/> back and answers 204, or 401 for who is not signed in. Other sites
    /// cannot sign anybody out: their requests come without the cookie.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The path, for example <c>/logout</c>.</param>
    public static IEndpointConventionBuilder MapAuditSignOut(this IEndpointRouteBuilder endpoints, string pattern = "/logout")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return endpoints.MapPost(pattern, async (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            await context.SignOutAsync(AuditSchemes.Cookie).ConfigureAwait(false);
            return Results.NoContent();
        }).RequireAuthorization(AuditPolicies.Viewer);
    }
}
