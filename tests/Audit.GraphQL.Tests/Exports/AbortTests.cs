using System.Net;
using Audit.Events;
using Audit.Querying;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;

namespace Audit.GraphQL.Tests.Exports;

/// <summary>An export that fails after it has begun does not look like a whole one; over TCP.</summary>
public sealed class AbortTests(EmbeddedEngineFixture engine)
{
    private const string Body = """{"format":"NDJSON"}""";

    /// <summary>By a filter that no other test has: they share the engine.</summary>
    private const string Marked = """{"format":"NDJSON","filter":{"not":{"not":{"not":{"destructive":true}}}}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_fails_midway_resets_the_connection()
    {
        var exporter = new ScriptedExporter { Rows = 100_000 };
        exporter.BeforeLine = (row, _) => row == 99_000 ? throw new AuditQueryException(AuditQueryFailure.Unavailable, "gone") : Task.CompletedTask;
        await AssertResetAsync(exporter);
    }

    [Fact]
    public async Task Events_that_are_missing_reset_the_connection() =>
        await AssertResetAsync(new ScriptedExporter { Rows = 100_000, Counts = static () => 100_001 });

    [Fact]
    public async Task A_whole_export_ends_as_it_should()
    {
        await using var api = await ExportApi.StartAsync(new ScriptedExporter { Rows = 1_000 }, listens: true);
        using var response = await api.PostAsync(Body);
        Assert.Equal(ScriptedExporter.ContentOf(1_000), await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(Outcome.Succeeded, Assert.Single(api.Log.Of("audit.export")).Outcome);
    }

    [Fact]
    public async Task What_fails_before_the_first_event_is_told_as_an_error()
    {
        var exporter = new ScriptedExporter { BeforeLine = static (_, _) => throw new AuditQueryException(AuditQueryFailure.Unavailable, "gone") };
        await using var api = await ExportApi.StartAsync(exporter, listens: true);
        using var response = await api.PostAsync(Body);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("UNAVAILABLE", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_query_in_the_engine()
    {
        await using var api = await ExportApi.StartAsync(engine, new() { ["Audit:Exports:MaxRows"] = "1000000" }, listens: true);
        using var database = engine.CreateClient(api.Host.Setting("Audit:Storage:Database")!);
        await database.ExecuteNonQueryAsync(
            "INSERT INTO audit_logs (schema_version, id, occurred_at, statement, retention_class, expires_at) SELECT 1, generateUUIDv7(), now64(6) - number, repeat('x', 500), 'standard', toDateTime(4294967295, 'UTC') FROM numbers(200000)", null, null, Token);
        using (var client = api.Client())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "export") { Content = new StringContent(Marked, System.Text.Encoding.UTF8, "application/json") };
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
            await using var stream = await response.Content.ReadAsStreamAsync(Token);
            await stream.ReadExactlyAsync(new byte[100_000], Token);
            Assert.Equal(1UL, await RunningAsync());
        }

        var export = await api.Log.WaitAsync(one => one.Action == "audit.export", Token);
        Assert.Equal(Outcome.Cancelled, export.Outcome);
        Assert.InRange(export.RowsRead, 0, 199_999);
        for (var look = 0; look < 200 && await RunningAsync() > 0; look++)
            await database.ExecuteScalarAsync("SELECT sleep(0.05)", null, null, Token);
        Assert.Equal(0UL, await RunningAsync());

        async Task<ulong> RunningAsync() => (ulong)(await database.ExecuteScalarAsync(
            "SELECT count() FROM system.processes WHERE query LIKE '%NOT (NOT (NOT (%ORDER BY occurred_at%' AND query NOT LIKE '%system.processes%'", null, null, Token))!;
    }

    private static async Task AssertResetAsync(ScriptedExporter exporter)
    {
        await using var api = await ExportApi.StartAsync(exporter, listens: true);
        using var client = api.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "export") { Content = new StringContent(Body, System.Text.Encoding.UTF8, "application/json") };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsByteArrayAsync(Token));

        Assert.Equal(Outcome.Failed, (await api.Log.WaitAsync(one => one.Action == "audit.export", Token)).Outcome);
    }
}
