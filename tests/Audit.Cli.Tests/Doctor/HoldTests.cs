using System.Diagnostics.Metrics;
using System.Text.Json;
using Audit.Cli.Tests.Support;
using Audit.Context;
using Audit.Events;
using Audit.Statistics;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Audit.Cli.Tests.Doctor;

/// <summary>Somebody drops the table of a running application's log: whichever way one looks, it is there to be seen, with what to do.</summary>
public sealed class HoldTests(EmbeddedEngineFixture engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hold_is_seen_in_health_metrics_statistics_and_by_the_doctor()
    {
        await using var server = await ClickHouseServer.StartAsync(engine);
        await using var host = await AuditHost.StartAsync(engine);
        using var client = engine.CreateClient(host.Database);
        using var metric = new HeldMetric(host.Services.GetRequiredService<IMeterFactory>());
        var (log, statistics) = (host.Services.GetRequiredService<IAuditLog>(), host.Services.GetRequiredService<IAuditStatistics>());
        log.Record(Event());
        await log.FlushAsync(Token);
        Assert.Equal(0, metric.Read());

        await client.ExecuteNonQueryAsync("DROP TABLE audit_logs SYNC", null, null, Token);
        log.Record(Event());
        while (statistics.Snapshot().Holds.IsEmpty)
            await Task.Delay(TimeSpan.FromMilliseconds(20), Token);

        using var http = new HttpClient();
        Assert.Equal(503, (int)(await http.GetAsync(new Uri($"{host.Address}/health/ready"), Token)).StatusCode);
        var health = (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries["audit"];
        Assert.Equal((HealthStatus.Unhealthy, "Audit events are not delivered until somebody acts: UNKNOWN_TABLE."), (health.Status, health.Description));

        Assert.Equal(1, metric.Read());

        var hold = (await AskAsync(host, http)).GetProperty("holds")[0];
        Assert.Equal(("PIPELINE", "UNKNOWN_TABLE"), (hold.GetProperty("source").GetString(), hold.GetProperty("reason").GetString()));
        Assert.StartsWith("Find out who dropped it", hold.GetProperty("remedy").GetString(), StringComparison.Ordinal);

        var run = await host.RunAsync("Viewer", "doctor", "--json", "--host", host.Address, "--storage", $"{server.ConnectionString};Database={host.Database}");
        Assert.Equal(1, run.ExitCode);
        var errors = JsonDocument.Parse(run.Output).RootElement.GetProperty("findings").EnumerateArray()
            .Where(static finding => finding.GetProperty("severity").GetString() == "error").ToDictionary(static finding => finding.GetProperty("check").GetString()!);
        Assert.Contains("UNKNOWN_TABLE", errors["host.hold"].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("Find out who dropped it", errors["host.hold"].GetProperty("remedy").GetString(), StringComparison.Ordinal);
        Assert.Contains("the table audit_logs is missing", errors["store.schema"].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("host.health", errors.Keys);
    }

    private static async Task<JsonElement> AskAsync(AuditHost host, HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{host.Address}/graphql")
        {
            Content = new StringContent("""{"query":"{ statistics { holds { source reason since remedy } } }"}""", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", "Viewer");
        using var response = await http.SendAsync(request, Token);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("data").GetProperty("statistics");
    }

    private static AuditEvent Event() => new(AuditEvent.UnixMicroseconds(TimeProvider.System.GetUtcNow()), AuditContext.Background) { Category = EventCategory.Database, Action = "db.update" };

    /// <summary>Reads the gauge <c>audit.delivery.held</c> of one host.</summary>
    private sealed class HeldMetric : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _held = -1;

        public HeldMetric(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "audit.delivery.held" && instrument.Meter.Scope == meters)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<int>((_, value, _, _) => _held = value);
            _listener.Start();
        }

        public int Read()
        {
            _listener.RecordObservableInstruments();
            return _held;
        }

        public void Dispose() => _listener.Dispose();
    }
}
