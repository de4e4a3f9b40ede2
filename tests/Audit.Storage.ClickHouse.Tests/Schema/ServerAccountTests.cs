using System.Text.RegularExpressions;
using Audit.Querying;
using Audit.Storage.ClickHouse.Reading.Retention;
using Audit.Storage.ClickHouse.Schema;
using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing.EmbeddedEngine;

namespace Audit.Storage.ClickHouse.Tests.Schema;

/// <summary>What the accounts of the scripts in <c>docs/sql.md</c> may do, by the engine: enough for their work, and nothing else.</summary>
public sealed partial class ServerAccountTests(EmbeddedEngineFixture engine) : IAsyncLifetime
{
    private const string Denied = "Code: 497. ";
    private const string ReadOnly = "Code: 164. ";
    private const string Insert = "INSERT INTO audit.audit_logs (schema_version, id, occurred_at, category, action, outcome, destructive, tenant_id, retention_class, expires_at) SELECT 1, generateUUIDv4(), now64(6), 'database', 'db.drop', 'failed', true, ";

    private static readonly string[] Tables = [.. AuditTables.All.Select(static table => table.Name)];

    private static readonly IReadOnlyList<string> Script =
        [.. Scripts().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "sql.md"))).SelectMany(static match => match.Groups[1].Value.Split(";\n", StringSplitOptions.RemoveEmptyEntries))];

    private readonly string _directory = Directory.CreateTempSubdirectory("audit-accounts-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The store's own tables and views in a directory of their own, with an event of acme, two of globex and one of nobody.</summary>
    public async ValueTask InitializeAsync()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        var database = application.Database.Name;
        var schema = await application.ScalarAsync<string[]>(
            $"SELECT groupArray(create_table_query) FROM (SELECT create_table_query FROM system.tables WHERE database = '{database}' AND name NOT LIKE '.inner%' ORDER BY engine = 'MaterializedView', engine = 'View', name)");
        var answers = await ServerAccount.RunFreelyAsync(
            _directory,
            [
                "CREATE DATABASE audit", .. schema.Select(statement => statement.Replace($"{database}.", "audit.", StringComparison.Ordinal).ReplaceLineEndings(" ")),
                Insert + "arrayJoin(['acme', 'globex', 'globex', '']), 'default', toDateTime('2100-01-01 00:00:00', 'UTC')",
            ],
            Token);
        Assert.All(answers, static answer => Assert.Equal("", answer));
    }

    [Fact]
    public async Task Application_writes_and_reads_but_changes_nothing()
    {
        var account = new ServerAccount(Script, "audit_writer", isLimited: false);
        await AssertAsync(
            account,
            [
                ("USE audit", ""),
                (Insert + "'acme', 'default', toDateTime('2100-01-01 00:00:00', 'UTC')", ""),
                ("INSERT INTO audit.audit_approvals (id) VALUES (generateUUIDv4())", ""),
                ("INSERT INTO audit.audit_exports (id) VALUES (generateUUIDv4())", ""),
                ("INSERT INTO audit.audit_dead_letters (seq) VALUES (1)", ""),
                ("SELECT count() FROM audit_logs", "5"),
                ("SELECT sum(events) FROM audit_rollup_hourly", "5"),
                ($"SELECT count() FROM ({new RetentionRequest(new RetentionQuery(), 0).Usage()})", "1"),
                ("SELECT count() FROM system.databases WHERE name = 'audit'", "1"),
                ("SELECT count() > 50 FROM system.columns WHERE database = 'audit' AND table = 'audit_logs'", "1"),
                ("SELECT count() FROM system.tables WHERE database = 'audit' AND name = 'audit_logs'", "1"),
            ],
            ["INSERT INTO audit.audit_rollup_hourly (events) VALUES (1)", "ALTER TABLE audit.audit_logs DELETE WHERE 1", "ALTER TABLE audit.audit_logs UPDATE action = '' WHERE 1", "DROP TABLE audit.audit_logs", "TRUNCATE TABLE audit.audit_logs", "DELETE FROM audit.audit_logs WHERE 1", "ALTER TABLE audit.audit_logs MODIFY TTL expires_at", "CREATE TABLE audit.more (x Int8) ENGINE = Memory", "RENAME TABLE audit.audit_logs TO audit.old"]);
    }

    [Fact]
    public async Task Analyst_reads_everything_within_limits_that_stay()
    {
        var account = new ServerAccount(Script, "audit_analyst", isLimited: true);
        await AssertAsync(
            account,
            [("SELECT count() FROM audit.audit_logs", "4"), .. Tables.Concat(AuditTables.AnalystViews).Select(static table => ($"SELECT count() >= 0 FROM audit.{table}", "1"))],
            ["SELECT * FROM file('/etc/passwd', 'LineAsString')", "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')", "INSERT INTO audit.audit_logs (action) VALUES ('x')", "DROP TABLE audit.audit_logs"]);
        Assert.All(
            await account.RunAsync(_directory, ["SET max_execution_time = 0", "SET readonly = 0", "SELECT count() FROM audit.audit_logs SETTINGS max_memory_usage = 0", "SET use_top_k_dynamic_filtering = 1"], Token),
            static answer => Assert.StartsWith(ReadOnly, answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Analyst_of_a_tenant_reads_its_rows_and_no_table_that_tells_no_tenant()
    {
        var account = new ServerAccount(Script, "audit_tenant_acme", isLimited: true);
        await AssertAsync(
            account,
            [
                ("SELECT count(), any(tenant_id) FROM audit.audit_logs", "1\tacme"),
                ("SELECT count() FROM audit.audit_logs WHERE tenant_id != 'acme' OR 1", "1"),
                ("SELECT sum(events) FROM audit.audit_rollup_hourly", "1"),
                ("SELECT sum(events) FROM audit.audit_rollup_actor_daily", "1"),
                ("SELECT count() FROM audit.v_destructive", "1"),
                ("SELECT count() FROM audit.v_failures", "1"),
                .. AuditTables.AnalystViews.Select(static view => ($"SELECT count() < 2 FROM audit.{view}", "1")),
            ],
            ["SELECT count() FROM audit.audit_approvals", "SELECT count() FROM audit.audit_exports", "SELECT count() FROM audit.audit_dead_letters", "SELECT count() FROM audit.audit_schema_migrations", "INSERT INTO audit.audit_logs (action) VALUES ('x')"]);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task AssertAsync(ServerAccount account, IReadOnlyList<(string Statement, string Answer)> allowed, IReadOnlyList<string> denied)
    {
        var answers = await account.RunAsync(_directory, allowed.Select(static one => one.Statement).Concat(denied), Token);
        Assert.Equal(allowed.Select(static one => $"{one.Statement}: {one.Answer}"), allowed.Zip(answers, static (one, answer) => $"{one.Statement}: {answer}"));
        Assert.All(denied.Zip(answers.Skip(allowed.Count)), static one => Assert.True(one.Second.StartsWith(Denied, StringComparison.Ordinal) || one.Second.StartsWith(ReadOnly, StringComparison.Ordinal), $"{one.First}: {one.Second}"));
    }

    [GeneratedRegex(@"```clickhouse\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Scripts();
}
