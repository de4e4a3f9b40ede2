using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Audit.EndToEnd.Tests.Host;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;
using Microsoft.AspNetCore.Http;

namespace Audit.EndToEnd.Tests.Exports;

/// <summary>An export whose host is killed in the middle of it.</summary>
public sealed class RestartTests(EmbeddedEngineFixture engine)
{
    private const string Database = "audit_of_exports";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_from_a_server_is_completed_by_the_next_host_with_every_event_once()
    {
        const int Rows = 50_000;
        await using var server = await ClickHouseServer.StartAsync(engine);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.BeforeForward = context =>
        {
            // The first export stops in the middle, when so many bytes are out, compressed; later ones do not.
            if (!held.Task.IsCompleted && context.Request.Query["log_comment"] is ["audit:export"])
                context.Response.Body = new HeldStream(context.Response.Body, 256 << 10, held);
            return Task.CompletedTask;
        };
        using var directory = new HostDirectory();
        (string, string)[] settings = [("Audit:Storage:ConnectionString", server.ConnectionString), ("Audit:Storage:Database", Database)];
        string id;
        await using (var host = await StartAsync(directory, settings))
        {
            using var sql = engine.CreateClient(Database);
            await sql.ExecuteNonQueryAsync(Fill(Rows), null, null, Token);
            using var client = host.CreateClient(token: HostProcess.AdminToken);
            id = await BeginAsync(client, Rows);
            await held.Task.WaitAsync(Token);
            var before = await Eventually.GetAsync(() => FindAsync(client, id), static export => export.GetProperty("rowsWritten").GetInt64() > 0, Token);
            Assert.Equal("RUNNING", before.GetProperty("state").GetString());
            Assert.InRange(before.GetProperty("rowsWritten").GetInt64(), 1, Rows - 1);
            await host.KillAsync();
        }

        Assert.Equal(".partial", Assert.Single(Files(directory)).Extension);
        await using var next = await StartAsync(directory, settings);
        await AssertCompletedAsync(next, directory, id, Rows);
    }

    [Fact]
    public async Task Export_from_the_engine_in_process_which_dies_with_its_host_is_completed_by_the_next_one()
    {
        const int Rows = 400_000;
        using var directory = new HostDirectory();
        await using (var host = await StartAsync(directory))
            Assert.Equal(0, await host.StopAsync());
        await RunSqlAsync(Path.Combine(directory.Path, "audit"), "USE audit", Fill(Rows));

        string id;
        await using (var host = await StartAsync(directory))
        {
            using var client = host.CreateClient(token: HostProcess.AdminToken);
            id = await BeginAsync(client, Rows);
            await Eventually.GetAsync(() => Task.FromResult(Files(directory)), static files => files is [{ Length: > 0 }], Token);
            await host.KillAsync();
        }

        Assert.Equal(".partial", Assert.Single(Files(directory)).Extension);
        await using var next = await StartAsync(directory);
        await AssertCompletedAsync(next, directory, id, Rows);
    }

    /// <summary>Holds what the export of a host that died left against what its successor makes of it.</summary>
    private static async Task AssertCompletedAsync(HostProcess next, HostDirectory directory, string id, int rows)
    {
        using var client = next.CreateClient(token: HostProcess.AdminToken);
        var export = await Eventually.GetAsync(
            () => FindAsync(client, id), static export => export.GetProperty("state").GetString() is not ("QUEUED" or "RUNNING"), Token, seconds: 90);
        Assert.Equal("COMPLETED", export.GetProperty("state").GetString());
        Assert.Equal((rows, rows), (export.GetProperty("rowsWritten").GetInt32(), export.GetProperty("rowsTotal").GetInt32()));

        var content = await client.GetByteArrayAsync(new Uri(export.GetProperty("downloadUrl").GetString()!, UriKind.RelativeOrAbsolute), Token);
        Assert.Equal(export.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(content)));
        Assert.Equal(content.LongLength, export.GetProperty("bytes").GetInt64());
        Assert.Equal(Enumerable.Range(0, rows).Select(static number => string.Create(CultureInfo.InvariantCulture, $"019cac1a-2b80-7000-8000-{number:x12}")), IdsOf(content));
        Assert.Equal(".csv", Assert.Single(Files(directory)).Extension);
        var ends = await Eventually.GetAsync(() => EndsAsync(client), static ends => ends.Length > 0, Token);
        Assert.Equal(["SUCCEEDED"], ends);
    }

    private static Task<HostProcess> StartAsync(HostDirectory directory, params (string, string)[] settings) => HostProcess.StartAsync(
        directory.Path,
        Token,
        [.. settings, ("Audit:Exports:Directory", Path.Combine(directory.Path, "exports")), ("Audit:Exports:Lease", "00:00:05"), ("Shop:NightlyPrices:Interval", "1.00:00:00")]);

    private static FileInfo[] Files(HostDirectory directory) =>
        new DirectoryInfo(Path.Combine(directory.Path, "exports")) is { Exists: true } exports ? exports.GetFiles() : [];

    /// <summary>Events a millisecond apart, numbered in their ids.</summary>
    private static string Fill(int rows) => string.Create(
        CultureInfo.InvariantCulture,
        $"INSERT INTO audit_logs (schema_version, id, occurred_at, application, category, action, outcome, statement, retention_class, stream, seq, expires_at) SELECT 1, toUUID(concat('019cac1a-2b80-7000-8000-', leftPad(lower(hex(number)), 12, '0'))), toDateTime64('2026-03-01 12:00:00', 6, 'UTC') + toIntervalMillisecond(number), 'seeded', 'database', 'db.select', 'succeeded', concat('SELECT ', toString(generateUUIDv4())), 'default', 'seeded', number, toDateTime('2100-01-01 00:00:00', 'UTC') FROM numbers({rows})");

    /// <summary>Runs statements on the engine's files while no host does.</summary>
    private static async Task RunSqlAsync(string path, params string[] statements)
    {
        var program = Path.Combine(
            AppContext.BaseDirectory.Replace("Audit.EndToEnd.Tests", "Audit.Storage.ClickHouse.Embedded.Crash", StringComparison.Ordinal), "Audit.Storage.ClickHouse.Embedded.Crash.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "sql", path]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await process.StandardInput.WriteAsync(string.Join('\n', statements).AsMemory(), Token);
        process.StandardInput.Close();
        var answers = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.Equal((0, ""), (process.ExitCode, answers.Trim()));
    }

    private static async Task<string> BeginAsync(HttpClient client, int rows)
    {
        var started = (await new AuditApi(client).AskAsync("mutation { startExport(filter: { application: { eq: \"seeded\" } }, format: CSV) { id rowsTotal } }", null, Token)).GetProperty("startExport");
        Assert.Equal(rows, started.GetProperty("rowsTotal").GetInt64());
        return started.GetProperty("id").GetString()!;
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
