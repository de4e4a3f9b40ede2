using Audit;
using Audit.AspNetCore.Attribution;
using Audit.AspNetCore.Propagation;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Attributes events to requests.</summary>
public static class AspNetCoreAuditBuilderExtensions
{
    /// <summary>
    /// Adds what <c>app.UseAudit()</c> needs to attribute events to the user, session, API key, client and trace of the request, configured by section
    /// <c>Audit:AspNetCore</c>. Safe to call again.
    /// </summary>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    /// <param name="configure">Changes the options after the configuration was bound.</param>
    public static IAuditBuilder AddAspNetCore(this IAuditBuilder builder, Action<AuditAspNetCoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (!services.Any(static service => service.ServiceType == typeof(RequestContext)))
        {
            services.AddLogging();
            services.AddOptions<AuditAspNetCoreOptions>().BindConfiguration(AuditAspNetCoreOptions.SectionName).ValidateOnStart();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AuditAspNetCoreOptions>, AuditAspNetCoreOptionsDefaults>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditAspNetCoreOptions>, AuditAspNetCoreOptionsValidator>());
            services.TryAddSingleton<SessionHasher>();
            services.TryAddSingleton<RequestActor>();
            services.TryAddSingleton<RequestSession>();
            services.TryAddSingleton<IncomingContext>();
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<RequestContext>();
        }

        if (configure is not null)
            services.Configure(configure);
        return builder;
    }
}
