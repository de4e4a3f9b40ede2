using System.Diagnostics.CodeAnalysis;
using Audit;
using Audit.AspNetCore.AccessEvents;
using Audit.AspNetCore.Attribution;
using Audit.AspNetCore.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Records who gets in, who leaves and who is refused.</summary>
public static class AuditAccessEventsExtensions
{
    /// <summary>
    /// Records <c>auth.sign_in</c>, <c>auth.sign_out</c>, <c>auth.sign_in_failed</c> and <c>auth.denied</c>, whichever handler or endpoint is their cause.
    /// Call it behind what replaces ASP.NET Core's own <c>IAuthenticationService</c> or <c>IAuthorizationMiddlewareResultHandler</c>, if anything does.
    /// What an application knows better is told to <see cref="IAccessEvents"/>. Safe to call again.
    /// </summary>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    public static IAuditBuilder AddAccessEvents(this IAuditBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddAspNetCore();
        var services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(AccessRecorder)))
            return builder;

        services.AddAuthenticationCore();
        services.AddAuthorization();
        services.TryAddSingleton<BoundedFailures>();
        services.AddSingleton<AccessRecorder>();
        services.AddSingleton<IAccessEvents>(static provider => provider.GetRequiredService<AccessRecorder>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRequestObserver, DenialObserver>());
        Decorate<IAuthenticationService>(services, static (provider, inner) => new AuditedAuthenticationService(
            inner,
            provider.GetRequiredService<AccessRecorder>(),
            provider.GetRequiredService<RequestSession>(),
            provider.GetService<SessionTracker>()));
        Decorate<IAuthorizationMiddlewareResultHandler>(services, static (provider, inner) => new AuditedAuthorizationResultHandler(
            inner, provider.GetRequiredService<AccessRecorder>()));
        return builder;
    }

    /// <summary>
    /// Records when sessions start, end, expire, and show another address or user agent, configured by section <c>Audit:AspNetCore:Sessions</c>; and what
    /// <see cref="AddAccessEvents"/> does. Safe to call again.
    /// </summary>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    /// <param name="configure">Changes the options after the configuration was bound.</param>
    public static IAuditBuilder AddSessions(this IAuditBuilder builder, Action<AuditSessionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddAccessEvents();
        var services = builder.Services;
        if (!services.Any(static service => service.ServiceType == typeof(SessionTracker)))
        {
            services.AddOptions<AuditSessionOptions>().BindConfiguration(AuditSessionOptions.SectionName).ValidateOnStart();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditSessionOptions>, AuditSessionOptionsValidator>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditAspNetCoreOptions>, SharedSessionKeyValidator>());
            services.AddSingleton<SessionTracker>();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IRequestObserver, SessionObserver>());
            services.AddHostedService<SessionSweeper>();
        }

        if (configure is not null)
            services.Configure(configure);
        return builder;
    }

    private static void Decorate<TService>(IServiceCollection services, Func<IServiceProvider, TService, TService> decorate)
        where TService : class
    {
        var inner = services.Last(static service => service.ServiceType == typeof(TService) && !service.IsKeyedService);
        services.Remove(inner);
        services.Add(ServiceDescriptor.Describe(typeof(TService), provider => decorate(provider, Create<TService>(provider, inner)), inner.Lifetime));
    }

    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "ServiceDescriptor keeps the constructors of the types it is given.")]
    private static TService Create<TService>(IServiceProvider provider, ServiceDescriptor inner)
        where TService : class =>
        (TService)(inner.ImplementationInstance ?? inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!));
}
