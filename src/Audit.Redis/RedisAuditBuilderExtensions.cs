using Audit;
using Audit.AspNetCore.Sessions;
using Audit.AspNetCore.Sharing;
using Audit.Redis;
using Audit.Redis.Caching;
using Audit.Redis.Connecting;
using Audit.Redis.Messaging;
using Audit.Redis.Sessions;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets instances share through Redis.</summary>
public static class RedisAuditBuilderExtensions
{
    /// <summary>
    /// Lets the instances of an application share, through the Redis of section <c>Audit:Redis</c>, sessions, the cache of API keys, and the news of what is revoked.
    /// The application starts and works without Redis, each instance by itself, and shares again when it comes back. Safe to call again.
    /// </summary>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    /// <param name="configure">Changes the options after the configuration was bound.</param>
    public static IAuditBuilder AddRedis(this IAuditBuilder builder, Action<AuditRedisOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddAspNetCore();
        var services = builder.Services;
        if (!services.Any(static service => service.ServiceType == typeof(RedisLink)))
        {
            services.AddMetrics();
            services.AddOptions<AuditRedisOptions>().BindConfiguration(AuditRedisOptions.SectionName).ValidateOnStart();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditRedisOptions>, AuditRedisOptionsValidator>());
            services.AddSingleton<RedisInstruments>();
            services.AddSingleton<RedisLink>();
            services.AddSingleton<RedisMessages>();
            services.TryAddSingleton<IInstanceMessages>(static provider => provider.GetRequiredService<RedisMessages>());
            services.TryAddSingleton<ISharedSessions, RedisSessions>();
            services.TryAddKeyedSingleton<IDistributedCache, SharedRedisCache>(SharedCache.ServiceKey);
            services.AddHostedService<RedisWatch>();
        }

        if (configure is not null)
            services.Configure(configure);
        return builder;
    }

    /// <summary>Adds a check of Redis, which is degraded while it is out of reach. Needs <see cref="AddRedis"/>.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="tags">The check's tags, for example <c>ready</c>.</param>
    public static IHealthChecksBuilder AddAuditRedis(this IHealthChecksBuilder builder, string name = "audit-redis", params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<RedisHealthCheck>(name, tags: tags);
    }
}
