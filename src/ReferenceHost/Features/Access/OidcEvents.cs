using System.Globalization;
using System.Security.Claims;
using Audit.AspNetCore.Access;
using Audit.AspNetCore.AccessEvents;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace ReferenceHost.Features.Access;

/// <summary>Decides who gets in of those that the provider vouches for, and tells all others why they do not.</summary>
internal sealed class OidcEvents(OidcOptions oidc) : OpenIdConnectEvents
{
    /// <summary>What comes back from the provider, or claims to.</summary>
    public override async Task MessageReceived(MessageReceivedContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (Throttle(context.HttpContext).TryBegin(context.HttpContext, SecretOf(context.HttpContext)))
            return;
        var wait = SignInThrottle.RetryAfterOf(context.HttpContext)!.Value;
        context.Response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await SignInPage.WriteFailureAsync(
            context.HttpContext, StatusCodes.Status429TooManyRequests, "Too many attempts failed", "Wait before the next one.");
        context.HandleResponse();
    }

    public override Task TokenValidated(TokenValidatedContext context)
    {
        var principal = ProviderClaims.Admit(context.Principal!, oidc, OidcFeature.Scheme, out var missing);
        if (principal is null)
            context.Fail(new RefusedByClaimsException($"no claim '{missing}'"));
        else if (!principal.HasClaim(static claim => claim.Type == ClaimTypes.Role))
            context.Fail(new RefusedByClaimsException($"no role here by claim '{oidc.RoleClaim}'"));
        else
            context.Principal = principal;
        return Task.CompletedTask;
    }

    public override async Task RemoteFailure(RemoteFailureContext context)
    {
        var failure = context.Failure!;
        context.HandleResponse();
        await context.HttpContext.RequestServices.GetRequiredService<IAccessEvents>().SignInFailedAsync(context.HttpContext, OidcFeature.Scheme, failure.Message);
        if (failure is RefusedByClaimsException)
        {
            await SignInPage.WriteFailureAsync(
                context.HttpContext, StatusCodes.Status403Forbidden, "You may not see the audit log",
                $"{oidc.DisplayName} knows you, but you have no role that opens the audit log here. Ask whoever runs this application for one.");
            return;
        }

        // That the provider cannot be reached is nobody's guess.
        if (failure is AuthenticationFailureException or OpenIdConnectProtocolException or SecurityTokenException)
            Throttle(context.HttpContext).End(context.HttpContext, SecretOf(context.HttpContext), isGood: false);
        await SignInPage.WriteFailureAsync(
            context.HttpContext, StatusCodes.Status401Unauthorized, "You are not signed in", $"What came back from {oidc.DisplayName} did not fit, or came too late. Begin anew.");
    }

    private static string SecretOf(HttpContext request) => request.Request.Query["state"].ToString();

    private static SignInThrottle Throttle(HttpContext request) => request.RequestServices.GetRequiredService<SignInThrottle>();

    /// <summary>The provider vouches for somebody who may not get in.</summary>
    private sealed class RefusedByClaimsException(string message) : Exception(message);
}
