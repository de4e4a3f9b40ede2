using System.Security.Claims;
using Audit;
using Audit.Querying;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace ReferenceHost.Features.Access;

/// <summary>Lets in who has a signed token of the organisation's own sign-in.</summary>
internal static class JwtFeature
{
    public const string Scheme = "Audit.Jwt";

    private const string Subject = "sub";
    private const string Discovery = "/.well-known/openid-configuration";

    /// <summary>How soon keys are read again when a token names one that is not known.</summary>
    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromSeconds(10);

    public static void AddJwtAccess(this IAuditBuilder audit, IConfiguration configuration)
    {
        var services = audit.Services;
        services.AddOptions<JwtOptions>().BindConfiguration(JwtOptions.SectionName).ValidateOnStart();
        services.AddSingleton<IValidateOptions<JwtOptions>, JwtOptionsValidator>();
        // The scheme is there only when it can let somebody in: the application's own tokens are none of its business.
        if (configuration.GetSection(JwtOptions.SectionName).Get<JwtOptions>() is not { IsConfigured: true })
            return;

        services.AddAuthentication().AddJwtBearer(Scheme, static _ => { });
        services.AddOptions<JwtBearerOptions>(Scheme).Configure<IOptions<JwtOptions>>(static (bearer, jwt) => Configure(bearer, jwt.Value));
        audit.AddAccessScheme(Scheme);
    }

    private static void Configure(JwtBearerOptions bearer, JwtOptions jwt)
    {
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAudience = jwt.Audience,
            ValidIssuer = jwt.Issuer,
            NameClaimType = jwt.NameClaim,
            RoleClaimType = ClaimTypes.Role,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
        };
        bearer.Events = new JwtBearerEvents
        {
            OnMessageReceived = static context =>
            {
                // Tokens that are not signed are those of Audit:Access:Tokens.
                if (!IsSigned(context.Request.Headers.Authorization.ToString()))
                    context.NoResult();
                return Task.CompletedTask;
            },
            OnTokenValidated = context =>
            {
                if (Admit(context.Principal!, jwt) is { } principal)
                    context.Principal = principal;
                else
                    context.Fail($"The token has no claim '{jwt.TenantClaim}'.");
                return Task.CompletedTask;
            },
        };
        if (!string.IsNullOrWhiteSpace(jwt.SigningKey))
        {
            bearer.TokenValidationParameters.IssuerSigningKey = new SymmetricSecurityKey(Convert.FromBase64String(jwt.SigningKey));
            bearer.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];
            return;
        }

        var authority = jwt.Authority!.TrimEnd('/');
        bearer.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
            authority + Discovery,
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever { RequireHttps = !new Uri(authority).IsLoopback })
        {
            AutomaticRefreshInterval = jwt.KeyLifetime,
            RefreshInterval = ShortestRefresh,
            // A key that the provider does not name any more may have been stolen.
            UseLastKnownGoodConfiguration = false,
        };
    }

    private static bool IsSigned(string header) =>
        header.StartsWith("Bearer ey", StringComparison.OrdinalIgnoreCase) && header.Count(static letter => letter == '.') == 2;

    /// <summary>What the provider says of somebody, in the terms of the audit log and nothing more; <see langword="null"/> when a tenant is missing.</summary>
    private static ClaimsPrincipal? Admit(ClaimsPrincipal token, JwtOptions jwt)
    {
        var tenants = token.FindAll(jwt.TenantClaim).Select(static claim => claim.Value).Distinct().ToArray();
        if (tenants.Length == 0 && jwt.RequireTenant)
            return null;

        var subject = token.FindFirst(Subject)?.Value ?? "";
        var identity = new ClaimsIdentity(Scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, subject));
        identity.AddClaim(new Claim(ClaimTypes.Name, token.FindFirst(jwt.NameClaim)?.Value ?? subject));
        foreach (var role in token.FindAll(jwt.RoleClaim).Select(claim => jwt.RoleOf(claim.Value)).OfType<string>().Distinct())
            identity.AddClaim(new Claim(ClaimTypes.Role, role));
        foreach (var tenant in tenants)
            identity.AddClaim(new Claim(AuditReadScope.TenantClaim, tenant));
        return new ClaimsPrincipal(identity);
    }
}
