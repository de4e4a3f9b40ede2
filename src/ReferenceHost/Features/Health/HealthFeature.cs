using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ReferenceHost.Features.Auditing;

namespace ReferenceHost.Features.Health;

/// <summary>Whether the process lives, and whether it is fit to serve.</summary>
internal static class HealthFeature
{
    public const string LivePath = "/health/live";

    public const string ReadyPath = "/health/ready";

    private const string ReadyTag = "ready";

    public static void AddHealth(this WebApplicationBuilder builder)
    {
        var checks = builder.Services.AddHealthChecks().AddAudit(tags: ReadyTag);
        if (builder.Configuration.Redis() is not null)
            checks.AddAuditRedis(tags: ReadyTag);
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks(LivePath, new HealthCheckOptions { Predicate = static _ => false });
        app.MapHealthChecks(ReadyPath, new HealthCheckOptions
        {
            Predicate = static check => check.Tags.Contains(ReadyTag),
            ResponseWriter = static (context, report) => context.Response.WriteAsJsonAsync(Describe(report), context.RequestAborted),
        });
    }

    private static HealthReply Describe(HealthReport report) => new(
        report.Status.ToString(),
        report.Entries.ToDictionary(
            static entry => entry.Key,
            static entry => new HealthEntry(entry.Value.Status.ToString(), entry.Value.Description, entry.Value.Data)));

    private sealed record HealthReply(string Status, IReadOnlyDictionary<string, HealthEntry> Checks);

    private sealed record HealthEntry(string Status, string? Description, IReadOnlyDictionary<string, object> Data);
}
