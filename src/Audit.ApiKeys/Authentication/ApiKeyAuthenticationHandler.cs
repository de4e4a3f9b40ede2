using System.Text.Encodings.Web;
using Audit.ApiKeys.Verifying;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Audit.ApiKeys.Authentication;

/// <summary>Authenticates by a key in a header. Why one is refused is for the log and not for the client.</summary>
internal sealed class ApiKeyAuthenticationHandler(
    IOptionsMonitor<ApiKeyAuthenticationOptions> options, ILoggerFactory logger, UrlEncoder encoder, IApiKeyVerifier verifier)
    : AuthenticationHandler<ApiKeyAuthenticationOptions>(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Headers.TryGetValue(Options.HeaderName, out var values))
            return AuthenticateResult.NoResult();
        if (values is not [{ } presented])
            return AuthenticateResult.Fail("There are several API keys.");

        var verification = await verifier.VerifyAsync(presented, Context.RequestAborted).ConfigureAwait(false);
        Context.Features.Set(new VerifiedKey(verification));
        return verification.Key is { } key
            ? AuthenticateResult.Success(new AuthenticationTicket(ApiKeyPrincipal.Of(key, Scheme.Name), Scheme.Name))
            : AuthenticateResult.Fail(Describe(verification));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.Append(HeaderNames.WWWAuthenticate, Scheme.Name);
        return Task.CompletedTask;
    }

    private static string Describe(ApiKeyVerification verification) => verification.Refusal switch
    {
        ApiKeyRefusal.Malformed => "The API key is none of this application.",
        ApiKeyRefusal.Revoked => $"The API key {verification.KeyId} was revoked.",
        ApiKeyRefusal.Expired => $"The API key {verification.KeyId} has expired.",
        _ => "The API key is not known.",
    };
}
