using Audit;
using Audit.ApiKeys;
using Audit.ApiKeys.Authentication;
using Audit.ApiKeys.Diagnostics;
using Audit.ApiKeys.Keys;
using Audit.ApiKeys.Managing;
using Audit.ApiKeys.Storing;
using Audit.ApiKeys.Usage;
using Audit.ApiKeys.Verifying;
using Audit.AspNetCore.Attribution;
using Audit.AspNetCore.Sharing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps API keys.</summary>
public static class ApiKeysAuditBuilderExtensions
{
    /// <summary>
    /// Keeps API keys in a table of <typeparamref name="TContext"/> (whose model calls <c>AddAuditApiKeys()</c>), hashed, with caches in front, configured by section
    /// <c>Audit:ApiKeys</c>. They are managed by <see cref="IApiKeys"/>, authenticate by <c>AddAuthentication().AddApiKey()</c>, and requests are attributed to them.
    /// Safe to call again; the first context counts.
    /// </summary>
    /// <typeparam name="TContext">The context that has the table; registered in the services.</typeparam>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    /// <param name="configure">Changes the options after the configuration was bound.</param>
    public static IAuditBuilder AddApiKeys<TContext>(this IAuditBuilder builder, Action<AuditApiKeyOptions>? configure = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddAspNetCore();
        var services = builder.Services;
        if (!services.Any(static service => service.ServiceType == typeof(IApiKeyTable)))
        {
            services.AddMetrics();
            services.AddOptions<AuditApiKeyOptions>().BindConfiguration(AuditApiKeyOptions.SectionName).ValidateOnStart();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditApiKeyOptions>, AuditApiKeyOptionsValidator>());
            services.AddSingleton<IApiKeyTable, ApiKeyTable<TContext>>();
            services.AddSingleton<ApiKeyFormat>();
            services.AddSingleton<RefusedKeys>();
            services.AddSingleton<EndedKeys>();
            services.AddSingleton<KeyCache>();
            services.AddSingleton<KeyNews>();
            services.AddSingleton<KeyUse>();
            services.AddSingleton<KeyEvents>();
            services.AddSingleton<ApiKeyInstruments>();
            services.AddSingleton<IApiKeys, ApiKeys>();
            services.AddSingleton<IApiKeyVerifier, ApiKeyVerifier>();
            services.TryAddSingleton<IApiKeyAttributor, ApiKeyAttributor>();
            services.AddSingleton<KeyUseWriter>();
            services.AddHostedService<KeyService>();
            AddCache(services);
        }

        if (configure is not null)
            services.Configure(configure);
        return builder;
    }

    /// <summary>A cache of its own, so that the application's has neither its entries nor its options; the second level is the one that instances share, if there is one.</summary>
    private static void AddCache(IServiceCollection services)
    {
        services.AddMemoryCache();
        // HybridCache asks for a second level in any case, and takes this kind for none.
        services.AddKeyedSingleton(KeyCache.ServiceKey, static (provider, _) => provider.GetKeyedService<IDistributedCache>(SharedCache.ServiceKey)
            ?? new MemoryDistributedCache(Options.Options.Create(new MemoryDistributedCacheOptions())));
        services.AddKeyedHybridCache(KeyCache.ServiceKey, static options =>
        {
            options.DisableCompression = true;
            options.DistributedCacheServiceKey = KeyCache.ServiceKey;
        }).AddSerializer<KnownKey?, KnownKeySerializer>();
    }
}
