using System.Security.Claims;
using Audit;
using Audit.AspNetCore.Access;
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

    private const string Bearer = "Bearer ";

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
            OnMessageReceived = static async context =>
            {
                // Tokens that are not signed are those of Audit:Access:Tokens.
                if (TokenOf(context.HttpContext) is not { } token || !Throttle(context.HttpContext).TryBegin(context.HttpContext, token))
                    context.NoResult();
                else if (context.Options.ConfigurationManager is { } provider)
                    await ReachAsync(provider, context);
            },
            OnTokenValidated = context =>
            {
                var principal = ProviderClaims.Admit(context.Principal!, jwt, Scheme, out var missing);
                if (principal is null)
                    context.Fail($"The token has no claim '{missing}'.");
                else
                    context.Principal = principal;
                End(context.HttpContext, isGood: principal is not null);
                return Task.CompletedTask;
            },
            OnAuthenticationFailed = static context =>
            {
                if (context.Exception is SecurityTokenException or ArgumentException)
                    End(context.HttpContext, isGood: false);
                return Task.CompletedTask;
            },
            OnChallenge = static context =>
            {
                // The answer is then 429, which the scheme of the other tokens gives.
                if (SignInThrottle.RetryAfterOf(context.HttpContext) is not null)
                    context.HandleResponse();
                return Task.CompletedTask;
            },
        };
        if (!string.IsNullOrWhiteSpace(jwt.SigningKey))
        {
            bearer.TokenValidationParameters.IssuerSigningKey = new SymmetricSecurityKey(Convert.FromBase64String(jwt.SigningKey));
            bearer.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];
            return;
        }

        bearer.ConfigurationManager = ProviderClaims.ConfigurationOf(jwt);
    }

    /// <summary>Fails when the provider cannot be reached, which is nobody's guess: without its keys any token would look like a forged one.</summary>
    private static async Task ReachAsync(IConfigurationManager<OpenIdConnectConfiguration> provider, MessageReceivedContext context)
    {
        try
        {
            await provider.GetConfigurationAsync(context.HttpContext.RequestAborted);
        }
        catch (InvalidOperationException unreachable)
        {
            context.Fail(unreachable);
        }
    }

    /// <summary>The signed token of a request; <see langword="null"/> when it has none, as the scheme of the other tokens tells them apart.</summary>
    private static string? TokenOf(HttpContext request)
    {
        var header = request.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return null;
        var token = header[Bearer.Length..].Trim();
        return token.StartsWith("ey", StringComparison.Ordinal) && token.AsSpan().Count('.') == 2 ? token : null;
    }

    private static SignInThrottle Throttle(HttpContext request) => request.RequestServices.GetRequiredService<SignInThrottle>();

    private static void End(HttpContext request, bool isGood) => Throttle(request).End(request, TokenOf(request)!, isGood);
}
