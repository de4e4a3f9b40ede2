using System.Runtime.Versioning;
using System.Text.Json;
using Audit.Cli.Tests.Support;
using Audit.Testing.EmbeddedEngine;
using Audit.Testing.Endings;

namespace Audit.Cli.Tests.Doctor;

[SupportedOSPlatform("linux")]
public sealed class DoctorCommandTests(EmbeddedEngineFixture engine) : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("audit-doctor-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Spool => Path.Combine(_directory.FullName, "spool");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_store_that_is_well_has_no_finding()
    {
        await using var server = await ClickHouseServer.StartAsync(engine);
        await using var host = await AuditHost.StartAsync(engine);

        var run = await CommandRun.OfAsync("doctor", "--storage", $"{server.ConnectionString};Database={host.Database}");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.EndsWith("Errors: 0; warnings: 0; without a finding: 10.", run.Output.Trim(), StringComparison.Ordinal);
        Assert.DoesNotContain("→", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_store_is_told_with_what_to_do()
    {
        await using var server = await ClickHouseServer.StartAsync(engine);
        await using var host = await AuditHost.StartAsync(engine);
        var (table, letters) = ($"{host.Database}.audit_logs", $"{host.Database}.audit_dead_letters");
        using var client = engine.CreateClient(host.Database);
        foreach (var statement in (IEnumerable<string>)[
            $"ALTER TABLE {table} MODIFY SETTING non_replicated_deduplication_window = 0, fsync_after_insert = 0",
            $"ALTER TABLE {table} REMOVE TTL",
            $"ALTER TABLE {table} MODIFY COLUMN user_agent String",
            $"INSERT INTO {letters} (stream, seq, code) VALUES ('a', 1, 'VIOLATED_CONSTRAINT'), ('a', 2, 'VIOLATED_CONSTRAINT')",
            $"INSERT INTO {table} (id, occurred_at, category, action, attributes, expires_at) VALUES (generateUUIDv7(), now64(6), 'system', 'audit.gap', {{'reason':'buffer_full','count':'7'}}, now() + 1000000)"])
        {
            await client.ExecuteNonQueryAsync(statement, null, null, Token);
        }

        var findings = await FindAsync(1, "--storage", $"{server.ConnectionString};Database={host.Database}");

        Assert.Equal(("error", $"ALTER TABLE {table} MODIFY SETTING non_replicated_deduplication_window = 10000"), (findings["store.deduplication"].Severity, findings["store.deduplication"].Remedy));
        Assert.Equal("warning", findings["store.fsync"].Severity);
        Assert.Equal(("warning", true), (findings["store.retention"].Severity, findings["store.retention"].Message.Contains("no TTL", StringComparison.Ordinal)));
        Assert.Contains("the column audit_logs.user_agent is String instead of LowCardinality(String)", findings["store.schema"].Message, StringComparison.Ordinal);
        Assert.StartsWith("2 events were set aside since the store refuses them: VIOLATED_CONSTRAINT", findings["store.dead_letters"].Message, StringComparison.Ordinal);
        Assert.Equal("The log declares 7 events as lost within the last day: buffer_full.", findings["store.losses"].Message);
        Assert.All(findings.Values.Where(static finding => finding.Severity != "ok"), static finding => Assert.NotEmpty(finding.Remedy!));
    }

    [Fact]
    public async Task An_account_that_may_not_write_is_told()
    {
        await using var server = await ClickHouseServer.StartAsync(engine);
        await using var host = await AuditHost.StartAsync(engine);

        var findings = await FindAsync(1, "--storage", $"{server.ConnectionString};Database={host.Database};set_readonly=2");

        Assert.Equal("error", findings["store.privileges"].Severity);
        Assert.Contains($"GRANT SELECT, INSERT ON {host.Database}.audit_logs TO …", findings["store.privileges"].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_away_is_one_finding()
    {
        var findings = await FindAsync(1, "--storage", "Host=127.0.0.1;Port=1;Protocol=http");

        Assert.Equal(["store.reachable"], findings.Keys);
        Assert.Contains("does not answer", findings["store.reachable"].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(90, "ahead of", "ok")]
    [InlineData(-90, "behind", "warning")]
    public async Task A_clock_that_is_wrong_is_told(int milliseconds, string direction, string severity)
    {
        await using var server = await ClickHouseServer.StartAsync(engine);
        await using var host = await AuditHost.StartAsync(engine);
        // A second of skew is within what a busy machine takes to answer; a minute and a half is not.
        var skew = severity == "ok" ? TimeSpan.FromMilliseconds(milliseconds) : TimeSpan.FromSeconds(milliseconds);

        var run = await CommandRun.AtAsync(new ShiftedTime(-skew), "doctor", "--json", "--storage", $"{server.ConnectionString};Database={host.Database}");

        var clock = Findings(run)["store.clock"];
        Assert.Equal(severity, clock.Severity);
        if (severity == "warning")
            Assert.Contains(direction, clock.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_lies_in_a_spool_is_told_by_whether_its_process_runs()
    {
        using var killed = EndingProcess.Start(Spool, 20, "wait");
        await killed.RecordedAsync(Token);
        using var running = EndingProcess.Start(Spool, 10, "wait");
        await running.RecordedAsync(Token);
        await killed.KillAsync(Token);

        var findings = await FindAsync(1, "--directory", Spool);

        Assert.Equal("ok", findings["spool.owner"].Severity);
        Assert.Equal("ok", findings["spool.sync"].Severity);
        // The running process may have taken over what the other left by now; whose it is then, it tells.
        Assert.Equal(30, NumberIn(findings["spool.left"].Message) + NumberIn(findings["spool.running"].Message[findings["spool.running"].Message.IndexOf("hold", StringComparison.Ordinal)..]));
        await running.KillAsync(Token);
        Assert.StartsWith("30 events of processes that are gone are not delivered", (await FindAsync(1, "--directory", Spool))["spool.left"].Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Spool, "doctor-*"));
    }

    [Fact]
    public async Task A_directory_that_is_not_fit_for_a_spool_is_told()
    {
        Assert.Equal(["spool.directory"], (await FindAsync(1, "--directory", Spool)).Keys);

        Directory.CreateDirectory(Spool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        Assert.Contains("open to others than its owner", (await FindAsync(1, "--directory", Spool))["spool.owner"].Message, StringComparison.Ordinal);

        var memory = Directory.CreateDirectory($"/dev/shm/{_directory.Name}", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            Assert.Equal(("warning", true), (await FindAsync(1, "--directory", memory.FullName))["spool.filesystem"] is var found ? (found.Severity, found.Message.Contains("tmpfs", StringComparison.Ordinal)) : default);
        }
        finally
        {
            memory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_host_is_asked_for_its_health_and_its_statistics()
    {
        await using var host = await AuditHost.StartAsync(engine);
        await host.RecordAsync("Test", Audit.Events.CommandSource.RawSql, "SELECT 1");

        var findings = Findings(await host.RunAsync("Viewer", "doctor", "--json", "--host", host.Address));

        Assert.Equal("ok", findings["host.health"].Severity);
        Assert.Equal("ok", findings["host.delivery"].Severity);
        Assert.Equal("warning", (await FindAsync(1, "--host", host.Address))["host.statistics"].Severity);
        Assert.Equal("error", Findings(await host.RunAsync("nobody", "doctor", "--json", "--host", host.Address))["host.statistics"].Severity);
        Assert.Equal("error", (await FindAsync(1, "--host", "http://127.0.0.1:1"))["host.health"].Severity);
    }

    [Fact]
    public async Task Nothing_to_check_is_wrong_use()
    {
        var run = await CommandRun.OfAsync("doctor");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("nothing to check is named", run.Error, StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, Found>> FindAsync(int exitCode, params string[] arguments)
    {
        var run = await CommandRun.OfAsync(["doctor", "--json", .. arguments]);
        Assert.True(run.ExitCode == exitCode, $"{run.ExitCode}: {run.Error}{run.Output}");
        return Findings(run);
    }

    private static Dictionary<string, Found> Findings(CommandRun run) => JsonDocument.Parse(run.Output).RootElement.GetProperty("findings").EnumerateArray().ToDictionary(
        static finding => finding.GetProperty("check").GetString()!,
        static finding => new Found(finding.GetProperty("severity").GetString()!, finding.GetProperty("message").GetString()!, finding.GetProperty("remedy").GetString()));

    private static int NumberIn(string text) => int.TryParse(text.Split(' ').FirstOrDefault(static word => int.TryParse(word, out _)), out var number) ? number : 0;

    private sealed record Found(string Severity, string Message, string? Remedy);

    private sealed class ShiftedTime(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
    }
}
