using OpenTelemetry.Metrics;

namespace ReferenceHost.Features.Telemetry;

/// <summary>Metrics of the audit pipeline, of the server and of the runtime, for Prometheus.</summary>
internal static class TelemetryFeature
{
    public const string MetricsPath = "/metrics";

    private static readonly string[] Meters = ["Audit", "Audit.AdoNet", "Audit.ApiKeys", "Audit.Redis", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    public static void AddTelemetry(this WebApplicationBuilder builder) =>
        builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddMeter(Meters).AddPrometheusExporter());

    public static void MapTelemetry(this WebApplication app) => app.MapPrometheusScrapingEndpoint(MetricsPath);
}
