using Audit.Diagnostics;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds auditing to the health checks of an application.</summary>
public static class AuditHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of the audit pipeline: unhealthy when it does not run or loses events, degraded when the store fails or a queue is
    /// more than four fifths full.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="tags">The check's tags, for example <c>ready</c>.</param>
    public static IHealthChecksBuilder AddAudit(this IHealthChecksBuilder builder, string name = "audit", params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<AuditHealthCheck>(name, tags: tags);
    }
}
