using Audit.Cli.Tests.Support;
using Audit.Events;
using Audit.Testing.EmbeddedEngine;
using CommandRun = Audit.Cli.Tests.Support.CommandRun;

namespace Audit.Cli.Tests.Guarding;

public sealed class GuardCommandTests(EmbeddedEngineFixture engine) : IDisposable
{
    private const string Strict = """
        { "Rules": [
            { "Name": "migrations", "Action": "Alert", "Sources": [ "Migration" ], "MinSeverity": "Critical" },
            { "Name": "production", "Action": "Block", "Environments": [ "Production" ], "MinSeverity": "Critical" },
            { "Name": "few-rows", "Action": "Block", "Operations": [ "UPDATE" ], "MaxRows": 100 } ] }
        """;

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_policy_is_tried_on_what_was_recorded(bool isServer)
    {
        await using var host = await AuditHost.StartAsync(engine);
        await using var server = await ClickHouseServer.StartAsync(engine);
        await host.RecordAsync("Production", CommandSource.RawSql, "DROP TABLE orders", "DELETE FROM orders", "SELECT 1", "UPDATE orders SET paid = true WHERE id = 5");
        await host.RecordAsync("Production", CommandSource.Migration, "DROP TABLE old_orders");
        await host.RecordAsync("Development", CommandSource.RawSql, "DROP TABLE orders");
        await File.WriteAllTextAsync(_file, $$"""{ "Audit": { "Guard": {{Strict}} } }""", TestContext.Current.CancellationToken);

        string[] arguments = ["guard", "test", "--policy", _file, "--last", "PT1H", "--fail-on-block"];
        var run = isServer
            ? await CommandRun.OfAsync([.. arguments, "--clickhouse", $"{server.ConnectionString};Database={host.Database}"])
            : await host.RunAsync("Viewer", arguments);

        Assert.Equal(("", 1), (run.Error, run.ExitCode));
        Assert.Matches(@"Block +│ production +│ 2 +│ alice", run.Output);
        Assert.Matches(@"Alert +│ migrations +│ 1 +│ alice", run.Output);
        Assert.Matches(@"Block, over its +│ few-rows +│ 1 +│ alice|Block, over its limit +│ few-rows +│ 1 +│ alice", run.Output);
        Assert.Contains("Of 6 operations recorded in the last PT1H, 2 would have been held or blocked, 1 alerted on.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_lets_all_pass_does_not_fail()
    {
        await using var host = await AuditHost.StartAsync(engine);
        await File.WriteAllTextAsync(_file, """{ "Rules": [ { "Name": "watch", "Action": "Observe" } ] }""", TestContext.Current.CancellationToken);
        Assert.Contains("Nothing was recorded in the last P30D.", (await host.RunAsync("Viewer", "guard", "test", "--policy", _file)).Output, StringComparison.Ordinal);

        await host.RecordAsync("Production", CommandSource.RawSql, "DROP TABLE orders");
        var run = await host.RunAsync("Viewer", "guard", "test", "--policy", _file, "--fail-on-block");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Of 1 operations recorded in the last P30D, 0 would have been held or blocked, 0 alerted on.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_a_page_is_read()
    {
        await using var host = await AuditHost.StartAsync(engine);
        await host.RecordAsync("Production", CommandSource.RawSql, [.. Enumerable.Repeat("TRUNCATE orders", 1_203)]);
        await File.WriteAllTextAsync(_file, Strict, TestContext.Current.CancellationToken);

        Assert.Matches(@"Block +│ production +│ 1,203 +│", (await host.RunAsync("Viewer", "guard", "test", "--policy", _file)).Output);
    }

    [Theory]
    [InlineData("{", "is no JSON")]
    [InlineData("""{ "Rules": [ { "Name": "x", "Action": "Stop" } ] }""", "Rules:0:Action is 'Stop'. Allowed: Observe, Alert, RequireReason, RequireConfirmation, RequireApproval, Block.")]
    [InlineData("""{ "Audit": { "Guard": { "Rules": [ { "Name": "x", "Action": "Block", "Table": "orders" } ] } } }""", "Audit:Guard:Rules:0:Table is no key of the guard.")]
    public async Task A_policy_that_is_not_allowed_is_told_by_its_keys(string policy, string message)
    {
        await File.WriteAllTextAsync(_file, policy, TestContext.Current.CancellationToken);

        var run = await CommandRun.OfAsync("guard", "test", "--policy", _file);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Option '--policy' is required", "guard", "test")]
    [InlineData("missing.json cannot be read", "guard", "test", "--policy", "/nowhere/missing.json")]
    public async Task Wrong_use_is_told(string message, params string[] arguments)
    {
        var run = await CommandRun.OfAsync(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("30")]
    [InlineData("-P1D")]
    [InlineData("P100000D")]
    public async Task A_span_that_is_none_is_told(string last)
    {
        await File.WriteAllTextAsync(_file, Strict, TestContext.Current.CancellationToken);

        var run = await CommandRun.OfAsync("guard", "test", "--policy", _file, $"--last={last}");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"--last {last} is no span to look back; allowed: an ISO 8601 duration above zero and at most P3660D", run.Error, StringComparison.Ordinal);
    }
}
