using Audit;
using Audit.AspNetCore.Access;
using Audit.AspNetCore.AccessEvents;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets people and tools in who may read the audit log.</summary>
public static class AuditAccessBuilderExtensions
{
    /// <summary>
    /// Adds the authentication schemes of <see cref="AuditSchemes"/> and the policies of <see cref="AuditPolicies"/>, configured by section
    /// <c>Audit:Access</c>. The application's own schemes and its default scheme stay as they are. Safe to call twice.
    /// </summary>
    public static IAuditBuilder AddAccess(this IAuditBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(AuditTokenVerifier)))
            return builder;

        services.AddOptions<AuditAccessOptions>().BindConfiguration(AuditAccessOptions.SectionName).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditAccessOptions>, AuditAccessOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditAccessOptions>, AuditAccessTokensValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AuditTokenVerifier>();
        services.AddSingleton<SignInLinks>();
        services.TryAddSingleton<BoundedFailures>();
        services.AddSingleton<SignInThrottle>();
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, AuditTokenHandler>(AuditSchemes.Token, null)
            .AddCookie(AuditSchemes.Cookie);
        services.AddOptions<CookieAuthenticationOptions>(AuditSchemes.Cookie).Configure<IOptions<AuditAccessOptions>>(ConfigureCookie);
        services.AddAuthorization();
        services.AddOptions<AuthorizationOptions>().Configure<IEnumerable<AccessScheme>>(static (authorization, further) =>
        {
            string[] schemes = [.. further.Select(static scheme => scheme.Name).Distinct(), AuditSchemes.Token, AuditSchemes.Cookie];
            Add(authorization, AuditPolicies.Viewer, schemes, [.. AuditRoles.All]);
            Add(authorization, AuditPolicies.Analyst, schemes, AuditRoles.Analyst, AuditRoles.Admin);
            Add(authorization, AuditPolicies.Operator, schemes, AuditRoles.Operator, AuditRoles.Admin);
            Add(authorization, AuditPolicies.Admin, schemes, AuditRoles.Admin);
        });
        return builder;
    }

    /// <summary>
    /// Makes the policies of <see cref="AuditPolicies"/> accept a further authentication scheme of the application, for example one of JWT. Its users need claims
    /// of the roles of <see cref="AuditRoles"/>, and are bound to a tenant by <c>tenant_id</c>. Signed tokens (JWT) in the header <c>Authorization</c> are then
    /// left to it.
    /// </summary>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    /// <param name="scheme">The scheme's name.</param>
    public static IAuditBuilder AddAccessScheme(this IAuditBuilder builder, string scheme)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(scheme);
        builder.AddAccess();
        builder.Services.AddSingleton(new AccessScheme(scheme));
        return builder;
    }

    private static void Add(AuthorizationOptions authorization, string name, string[] schemes, params string[] roles) =>
        authorization.AddPolicy(name, policy => policy.AddAuthenticationSchemes(schemes).RequireAuthenticatedUser().RequireRole(roles));

    private static void ConfigureCookie(CookieAuthenticationOptions cookie, IOptions<AuditAccessOptions> access)
    {
        cookie.Cookie.Name = "audit";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = access.Value.CookieLifetime;
        cookie.SlidingExpiration = false;
        // An API answers with a status code; there is no page to send people to.
        cookie.Events.OnRedirectToLogin = static context => Refuse(context, StatusCodes.Status401Unauthorized);
        cookie.Events.OnRedirectToAccessDenied = static context => Refuse(context, StatusCodes.Status403Forbidden);
    }

    private static Task Refuse(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (!ThrottledSignIn.Refuse(context.HttpContext))
            context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
