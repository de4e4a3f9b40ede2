using System.Security.Claims;
using Audit;
using Audit.AspNetCore.Access;
using Audit.AspNetCore.AccessEvents;
using Audit.Dashboard;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using ReferenceHost.Features.Auditing;

namespace ReferenceHost.Features.Access;

/// <summary>Signs people in with a browser at the organisation's own provider, by the cookie that a sign-in link is exchanged for as well.</summary>
internal static class OidcFeature
{
    public const string Scheme = "Audit.Oidc";
    public const string SignInPath = "/login/oidc";

    private const string CallbackPath = SignInPath + "/callback";
    private const string DonePath = SignInPath + "/done";
    private const string ReturnUrl = "returnUrl";

    public static void AddOidcSignIn(this IAuditBuilder audit, IConfiguration configuration)
    {
        var services = audit.Services;
        services.AddOptions<OidcOptions>().BindConfiguration(OidcOptions.SectionName).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OidcOptions>, OidcOptionsValidator>();
        if (!IsConfigured(configuration))
            return;

        services.AddAuthentication().AddOpenIdConnect(Scheme, static _ => { });
        services.AddOptions<OpenIdConnectOptions>(Scheme).Configure<IOptions<OidcOptions>>(static (client, oidc) => Configure(client, oidc.Value));
        services.AddOptions<AuditDashboardOptions>().PostConfigure<IOptions<OidcOptions>>(static (dashboard, oidc) =>
        {
            if (dashboard.SignInUrl.Length > 0)
                return;
            dashboard.SignInUrl = $"{SignInPath}?{ReturnUrl}={AuditDashboardOptions.ReturnUrlPlace}";
            dashboard.SignInName = oidc.Value.DisplayName;
        });
    }

    public static void MapOidcSignIn(this WebApplication app)
    {
        if (!IsConfigured(app.Configuration))
            return;
        app.MapGet(SignInPath, (Delegate)BeginAsync);
        app.MapGet(DonePath, static (HttpContext context, string? returnUrl) => SignInPage.WriteArrivalAsync(context, LocalOf(context, returnUrl)));
    }

    private static bool IsConfigured(IConfiguration configuration) => configuration.GetSection(OidcOptions.SectionName).Get<OidcOptions>() is { IsConfigured: true };

    private static void Configure(OpenIdConnectOptions client, OidcOptions oidc)
    {
        client.ConfigurationManager = ProviderClaims.ConfigurationOf(oidc);
        client.ClientId = oidc.ClientId;
        client.ClientSecret = oidc.ClientSecret;
        client.SignInScheme = AuditSchemes.Cookie;
        client.CallbackPath = CallbackPath;
        // Whoever signs out does so here; the provider's own pages are not listened to.
        client.RemoteSignOutPath = default;
        client.SignedOutCallbackPath = default;
        client.ResponseType = OpenIdConnectResponseType.Code;
        // By an address rather than a form, for which the cookies of the way would have to be sent along from other sites.
        client.ResponseMode = OpenIdConnectResponseMode.Query;
        client.UsePkce = true;
        client.DisableTelemetry = true;
        client.MapInboundClaims = false;
        client.Scope.Clear();
        foreach (var scope in oidc.Scopes)
            client.Scope.Add(scope);
        client.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAudience = oidc.ClientId,
            NameClaimType = oidc.NameClaim,
            RoleClaimType = ClaimTypes.Role,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
        };
        foreach (var cookie in new[] { client.CorrelationCookie, client.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }

        client.Events = new OidcEvents(oidc);
    }

    /// <summary>Sends the browser to the provider.</summary>
    private static async Task BeginAsync(HttpContext context, IAccessEvents access, string? returnUrl)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        var done = $"{context.Request.PathBase}{DonePath}?{ReturnUrl}={Uri.EscapeDataString(LocalOf(context, returnUrl))}";
        try
        {
            await context.ChallengeAsync(Scheme, new AuthenticationProperties { RedirectUri = done });
        }
        catch (InvalidOperationException unreachable) when (!context.Response.HasStarted)
        {
            await access.SignInFailedAsync(context, Scheme, unreachable.Message);
            await SignInPage.WriteFailureAsync(context, StatusCodes.Status503ServiceUnavailable, "The sign-in of your organization does not answer", "Try again in a while.");
        }
    }

    /// <summary>Where to go afterwards: only to pages of this host, or anybody's link could lead people who just signed in to a page that looks like one of ours.</summary>
    private static string LocalOf(HttpContext context, string? address) =>
        address is ['/', ..] && RedirectHttpResult.IsLocalUrl(address) ? address : context.Request.PathBase + AuditingFeature.DashboardPath;
}
