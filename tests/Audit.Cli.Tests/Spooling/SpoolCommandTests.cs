using System.Globalization;
using System.Text.Json;
using Audit.Cli.Tests.Support;
using Audit.Testing.EmbeddedEngine;
using Audit.Testing.Endings;
using Microsoft.AspNetCore.Http;

namespace Audit.Cli.Tests.Spooling;

/// <summary>What a process left that was killed while its store was down.</summary>
public sealed class SpoolCommandTests(EmbeddedEngineFixture engine) : IDisposable
{
    private const int Events = 500;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("audit-drain-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Spool => Path.Combine(_directory.FullName, "spool");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task What_a_killed_process_left_is_in_the_store_once()
    {
        await KillAsync();
        await using var server = await ClickHouseServer.StartAsync(engine);
        var database = await engine.CreateDatabaseAsync("drain");

        var status = await JsonAsync(0, "spool", "status", "--directory", Spool, "--json");
        Assert.Equal(Events, status.GetProperty("events").GetInt64());
        var left = status.GetProperty("instances")[0];
        Assert.Equal(("left", 1, Events), (left.GetProperty("state").GetString(), left.GetProperty("firstSequence").GetInt32(), left.GetProperty("lastSequence").GetInt32()));
        Assert.Equal(Events, (await JsonAsync(0, "spool", "drain", "--directory", Spool, "--dry-run", "--json")).GetProperty("events").GetInt64());

        var drained = await JsonAsync(0, Drain(server, database, "--apply-schema", "--json"));

        Assert.Equal((Events, 0, 0), (drained.GetProperty("delivered").GetInt32(), drained.GetProperty("lost").GetInt32(), drained.GetProperty("left").GetArrayLength()));
        Assert.Equal($"{Events},{Events},{Events}", await StoredAsync(database));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Spool));
        var again = await CommandRun.OfAsync(Drain(server, database));
        Assert.Equal((0, $"0 events were delivered to ClickHouse http://127.0.0.1:{server.Port}, database {database}."), (again.ExitCode, again.Output.Trim()));
        Assert.Equal($"{Events},{Events},{Events}", await StoredAsync(database));
    }

    [Fact]
    public async Task A_store_that_fails_in_between_gets_everything_once()
    {
        await KillAsync();
        await using var server = await ClickHouseServer.StartAsync(engine);
        var database = await engine.CreateDatabaseAsync("drain");
        var inserts = 0;
        server.BeforeForward = context => IsInsert(context) && Interlocked.Increment(ref inserts) < 3 ? throw new IOException("cut") : Task.CompletedTask;

        var run = await CommandRun.OfAsync(Drain(server, database, "--apply-schema"));

        Assert.Equal((0, $"{Events} events were delivered to ClickHouse http://127.0.0.1:{server.Port}, database {database}."), (run.ExitCode, run.Output.Trim()));
        Assert.Equal($"{Events},{Events},{Events}", await StoredAsync(database));
    }

    [Fact]
    public async Task What_a_running_process_holds_is_left_alone_and_told()
    {
        using var process = EndingProcess.Start(Spool, Events, "wait");
        await process.RecordedAsync(Token);
        await using var server = await ClickHouseServer.StartAsync(engine);
        var database = await engine.CreateDatabaseAsync("drain");

        var run = await CommandRun.OfAsync(Drain(server, database, "--apply-schema"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("belongs to a running process (endings/", run.Error, StringComparison.Ordinal);
        Assert.Equal("0,0,0", await StoredAsync(database));
        Assert.Equal(Events, (await JsonAsync(0, "spool", "status", "--directory", Spool, "--json")).GetProperty("instances")[0].GetProperty("events").GetInt64());
        await process.KillAsync(Token);
        Assert.Equal(0, (await CommandRun.OfAsync(Drain(server, database))).ExitCode);
        Assert.Equal($"{Events},{Events},{Events}", await StoredAsync(database));
    }

    [Fact]
    public async Task What_is_damaged_is_told_to_the_event_and_declared_in_the_log()
    {
        await KillAsync();
        await using var server = await ClickHouseServer.StartAsync(engine);
        var database = await engine.CreateDatabaseAsync("drain");
        var instance = Directory.EnumerateDirectories(Spool).Single();
        var segment = Directory.EnumerateFiles(instance, "*.seg").Single(static path => Path.GetFileName(path) == "0000000001.seg");
        await DamageAsync(segment);
        await File.WriteAllTextAsync(Path.Combine(instance, "0000000099.seg"), "planted", Token);

        var status = await CommandRun.OfAsync("spool", "status", "--directory", Spool);
        Assert.Equal(1, status.ExitCode);
        Assert.Contains("cannot be read; they are declared as lost", status.Error, StringComparison.Ordinal);

        var drained = await CommandRun.OfAsync(Drain(server, database, "--apply-schema"));

        Assert.Equal(1, drained.ExitCode);
        Assert.Contains("events could not be read; the log declares them as lost.", drained.Output, StringComparison.Ordinal);
        var stored = await ScalarAsync($"SELECT count() FROM {database}.audit_logs WHERE action = 'db.update'");
        var lost = await ScalarAsync($"SELECT sum(toUInt64(attributes['count'])) FROM {database}.audit_logs WHERE action = 'audit.gap'");
        Assert.Equal((Events, true), (stored + lost, lost > 0));
    }

    [Fact]
    public async Task A_store_that_refuses_everything_ends_it_with_what_to_do()
    {
        await KillAsync();
        await using var server = await ClickHouseServer.StartAsync(engine);
        var database = await engine.CreateDatabaseAsync("drain");
        server.BeforeForward = async context =>
        {
            if (IsInsert(context))
                await QueryAsync($"DROP TABLE IF EXISTS {database}.audit_logs SYNC");
        };

        var run = await CommandRun.OfAsync(Drain(server, database, "--apply-schema", "--json"));

        Assert.Equal(1, run.ExitCode);
        var report = JsonDocument.Parse(run.Output).RootElement;
        Assert.Contains("UNKNOWN_TABLE. Find out who dropped it", report.GetProperty("failure").GetString(), StringComparison.Ordinal);
        Assert.Equal(Events, report.GetProperty("left").EnumerateArray().Where(static left => left.GetProperty("stream").GetString()!.StartsWith("endings/", StringComparison.Ordinal)).Sum(static left => left.GetProperty("events").GetInt64()));
    }

    [Theory]
    [InlineData("--storage", "Host=127.0.0.1;Port=1", "the store cannot be used")]
    [InlineData("--storage", "nonsense", "--storage is no connection string")]
    [InlineData("--embedded", "/nowhere", "--embedded: there is no directory /nowhere")]
    [InlineData("--give-up-after", "soon", "--give-up-after soon is no duration")]
    [InlineData("--database", "audit", "no store is named")]
    public async Task Without_a_store_nothing_is_done(string option, string value, string told)
    {
        Directory.CreateDirectory(Spool);

        var run = await CommandRun.OfAsync("spool", "drain", "--directory", Spool, option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_directory_nothing_is_done()
    {
        var run = await CommandRun.OfAsync("spool", "status", "--directory", Spool);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"there is no directory {Spool}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_embedded_store_is_delivered_to_by_its_directory()
    {
        await KillAsync();
        var store = Path.Combine(_directory.FullName, "store");
        Directory.CreateDirectory(store);

        using var tool = ToolProcess.Start("spool", "drain", "--directory", Spool, "--embedded", store, "--apply-schema");
        tool.StandardInput.Close();
        var output = await tool.StandardOutput.ReadToEndAsync(Token);
        await tool.WaitForExitAsync(Token);

        Assert.Equal((0, $"{Events} events were delivered to ClickHouse embedded, database audit."), (tool.ExitCode, output.Trim()));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Spool));
    }

    /// <summary>Whether it brings a batch of the process that was killed.</summary>
    private static bool IsInsert(HttpContext context) => context.Request.Query["insert_deduplication_token"].ToString().StartsWith("endings/", StringComparison.Ordinal);

    private async Task KillAsync()
    {
        using var process = EndingProcess.Start(Spool, Events, "wait");
        await process.RecordedAsync(Token);
        await process.KillAsync(Token);
    }

    private string[] Drain(ClickHouseServer server, string database, params string[] more) =>
        ["spool", "drain", "--directory", Spool, "--storage", $"{server.ConnectionString};Database={database}", .. more];

    private static async Task<JsonElement> JsonAsync(int exitCode, params string[] arguments)
    {
        var run = await CommandRun.OfAsync(arguments);
        Assert.True(run.ExitCode == exitCode, $"{run.ExitCode}: {run.Error}{run.Output}");
        return JsonDocument.Parse(run.Output).RootElement;
    }

    /// <summary>How many rows there are, how many different ones, and the highest number recorded.</summary>
    private Task<string> StoredAsync(string database) => QueryAsync(
        $"SELECT count(), uniqExact(stream, seq), max(greatest(rows_affected, 0)) FROM {database}.audit_logs WHERE action = 'db.update' FORMAT CSV");

    private async Task<long> ScalarAsync(string query) => long.Parse(await QueryAsync(query), CultureInfo.InvariantCulture);

    private async Task<string> QueryAsync(string query)
    {
        using var body = new StringContent(query);
        using var response = await engine.Http.PostAsync(new Uri("http://clickhouse.embedded/"), body, Token);
        var answer = await response.Content.ReadAsStringAsync(Token);
        return response.IsSuccessStatusCode ? answer.Trim() : throw new InvalidOperationException(answer);
    }

    /// <summary>Overwrites some bytes in the first row, behind the identity, the head and the index of the first batch.</summary>
    private static async Task DamageAsync(string segment)
    {
        var bytes = await File.ReadAllBytesAsync(segment, Token);
        var batch = bytes.AsSpan().IndexOf("ASB1"u8);
        var count = BitConverter.ToInt32(bytes, batch + 48);
        bytes.AsSpan(batch + 64 + (count * 20) + 10, 4).Fill(0xFF);
        await File.WriteAllBytesAsync(segment, bytes, Token);
    }
}
