using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Audit.Redis.Connecting;

/// <summary>Degraded, and never unhealthy, while Redis is out of reach: the application works without it.</summary>
internal sealed class RedisHealthCheck(RedisLink link) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["waiting"] = link.Waiting };
        return Task.FromResult(link.IsAvailable
            ? HealthCheckResult.Healthy("Redis is in reach.", data)
            : HealthCheckResult.Degraded("Redis is out of reach; this instance works alone.", data: data));
    }
}
