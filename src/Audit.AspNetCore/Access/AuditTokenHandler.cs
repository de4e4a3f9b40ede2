using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Audit.AspNetCore.Access;

/// <summary>Authenticates <c>Authorization: Bearer</c> (RFC 6750) by the configured tokens.</summary>
internal sealed class AuditTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    AuditTokenVerifier verifier,
    SignInThrottle throttle,
    IEnumerable<AccessScheme> further)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return Task.FromResult(AuthenticateResult.NoResult());

        var token = header[Bearer.Length..].Trim();
        if (further.Any() && IsSigned(token))
            return Task.FromResult(AuthenticateResult.NoResult());

        var (viewer, retryAfter) = throttle.Try(Context.Connection.RemoteIpAddress, null, token, () => verifier.Verify(token));
        if (retryAfter is { } wait)
        {
            Context.Features.Set(new ThrottledSignIn(wait));
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        return Task.FromResult(viewer is null
            ? AuthenticateResult.Fail("The token is not known.")
            : AuthenticateResult.Success(new AuthenticationTicket(viewer.ToPrincipal(Scheme.Name), Scheme.Name)));
    }

    /// <summary>Whether it has the parts of a JSON Web Token, which another scheme verifies.</summary>
    private static bool IsSigned(string token) => token.StartsWith("ey", StringComparison.Ordinal) && token.AsSpan().Count('.') == 2;

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (ThrottledSignIn.Refuse(Context))
            return Task.CompletedTask;
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer realm=\"audit\"";
        return Task.CompletedTask;
    }
}
