using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Audit.EndToEnd.Tests.Host;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;
using Microsoft.AspNetCore.Http;

namespace Audit.EndToEnd.Tests.Exports;

/// <summary>An export whose host dies in the middle of it.</summary>
public sealed class RestartTests(EmbeddedEngineFixture engine)
{
    private const string Database = "audit_of_exports";
    private const int Rows = 50_000;

    /// <summary>On the way it is compressed.</summary>
    private const long HeldAt = 256 << 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_of_a_killed_host_is_completed_by_the_next_one_with_every_event_once()
    {
        await using var server = await ClickHouseServer.StartAsync(engine);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.BeforeForward = context =>
        {
            // The first export stops in the middle; later ones do not.
            if (!held.Task.IsCompleted && IsExport(context.Request))
                context.Response.Body = new HeldStream(context.Response.Body, HeldAt, held);
            return Task.CompletedTask;
        };
        using var directory = new HostDirectory();
        var files = Path.Combine(directory.Path, "exports");
        string id;
        await using (var host = await StartAsync(server, directory, files))
        {
            await FillAsync();
            using var client = host.CreateClient(token: HostProcess.AdminToken);
            var started = await new AuditApi(client).AskAsync("mutation { startExport(filter: { application: { eq: \"seeded\" } }, format: CSV) { id rowsTotal } }", null, Token);
            id = started.GetProperty("startExport").GetProperty("id").GetString()!;
            Assert.Equal(Rows, started.GetProperty("startExport").GetProperty("rowsTotal").GetInt64());
            await held.Task.WaitAsync(Token);
            var before = await Eventually.GetAsync(() => FindAsync(client, id), static export => export.GetProperty("rowsWritten").GetInt64() > 0, Token);
            Assert.Equal("RUNNING", before.GetProperty("state").GetString());
            Assert.InRange(before.GetProperty("rowsWritten").GetInt64(), 1, Rows - 1);
            await host.KillAsync();
        }

        Assert.EndsWith(".partial", Assert.Single(Directory.GetFiles(files)), StringComparison.Ordinal);
        await using var next = await StartAsync(server, directory, files);
        using var admin = next.CreateClient(token: HostProcess.AdminToken);
        var export = await Eventually.GetAsync(() => FindAsync(admin, id), static export => export.GetProperty("state").GetString() is not ("QUEUED" or "RUNNING"), Token, seconds: 60);
        Assert.Equal("COMPLETED", export.GetProperty("state").GetString());
        Assert.Equal((Rows, Rows), (export.GetProperty("rowsWritten").GetInt32(), export.GetProperty("rowsTotal").GetInt32()));

        var content = await admin.GetByteArrayAsync(new Uri(export.GetProperty("downloadUrl").GetString()!, UriKind.RelativeOrAbsolute), Token);
        Assert.Equal(export.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(content)));
        Assert.Equal(content.LongLength, export.GetProperty("bytes").GetInt64());
        Assert.Equal(await IdsAsync(), IdsOf(content));
        Assert.EndsWith(".csv", Assert.Single(Directory.GetFiles(files)), StringComparison.Ordinal);
        var ends = await Eventually.GetAsync(() => EndsAsync(admin), static ends => ends.Length > 0, Token);
        Assert.Equal(["SUCCEEDED"], ends);
    }

    private static Task<HostProcess> StartAsync(ClickHouseServer server, HostDirectory directory, string files) => HostProcess.StartAsync(
        directory.Path,
        Token,
        ("Audit:Storage:ConnectionString", server.ConnectionString),
        ("Audit:Storage:Database", Database),
        ("Audit:Exports:Directory", files),
        ("Audit:Exports:Lease", "00:00:05"),
        ("Shop:NightlyPrices:Interval", "1.00:00:00"));

    /// <summary>The engine's query log tells statements apart by this; so does the wire.</summary>
    private static bool IsExport(HttpRequest request) => request.Query["log_comment"] is ["audit:export"];

    private async Task FillAsync()
    {
        using var sql = engine.CreateClient(Database);
        await sql.ExecuteNonQueryAsync(
            string.Create(CultureInfo.InvariantCulture, $"INSERT INTO audit_logs (schema_version, id, occurred_at, application, category, action, outcome, statement, retention_class, stream, seq, expires_at) SELECT 1, toUUID(concat('019cac1a-2b80-7000-8000-', leftPad(lower(hex(number)), 12, '0'))), toDateTime64('2026-03-01 12:00:00', 6, 'UTC') + toIntervalMillisecond(number), 'seeded', 'database', 'db.select', 'succeeded', concat('SELECT ', toString(generateUUIDv4())), 'default', 'seeded', number, toDateTime('2100-01-01 00:00:00', 'UTC') FROM numbers({Rows})"),
            null,
            null,
            Token);
    }

    private async Task<List<string>> IdsAsync()
    {
        using var sql = engine.CreateClient(Database);
        using var reader = await sql.ExecuteReaderAsync("SELECT toString(id) FROM audit_logs WHERE application = 'seeded' ORDER BY occurred_at, id", null, null, Token);
        var ids = new List<string>();
        while (await reader.ReadAsync(Token))
            ids.Add(reader.GetString(0));
        return ids;
    }

    private static IEnumerable<string> IdsOf(byte[] csv)
    {
        var lines = Encoding.UTF8.GetString(csv).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var column = Array.IndexOf(lines[0].Replace("\"", "", StringComparison.Ordinal).Split(','), "id");
        return lines[1..].Select(line => line.Split(',')[column].Trim('"'));
    }

    private static async Task<JsonElement> FindAsync(HttpClient client, string id) =>
        (await new AuditApi(client).AskAsync($"{{ export(id: \"{id}\") {{ state rowsWritten rowsTotal bytes sha256 downloadUrl }} }}", null, Token)).GetProperty("export");

    private static async Task<string[]> EndsAsync(HttpClient client) =>
        [.. (await new AuditApi(client).AskAsync("{ auditEvents(filter: { action: { eq: \"audit.export\" } }) { nodes { outcome } } }", null, Token))
            .GetProperty("auditEvents").GetProperty("nodes").EnumerateArray().Select(static node => node.GetProperty("outcome").GetString()!)];
}
