using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ReferenceHost.Features.ApiKeys;

/// <summary>Authenticates by the header <c>X-Api-Key</c>.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    IOptionsMonitor<ApiKeyOptions> keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string HeaderName = "X-Api-Key";

    public const string KeyIdClaim = "api_key_id";

    public new const string Scheme = "ApiKey";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Request.Headers[HeaderName].ToString()));
        ApiKey? found = null;
        foreach (var key in keys.CurrentValue.ApiKeys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(key.Sha256)))
                found = key;
        }

        if (found is null)
            return Task.FromResult(AuthenticateResult.Fail("The API key is not known."));

        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, found.Owner),
                new Claim(ClaimTypes.Name, char.ToUpperInvariant(found.Owner[0]) + found.Owner[1..]),
                new Claim(KeyIdClaim, found.Id),
            ],
            Scheme);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme)));
    }
}
