namespace Audit.Storage.ClickHouse.Embedded.Tests.ReadOnly;

/// <summary>Attacks by a reader who is bound to a tenant.</summary>
public sealed class TenantRulesTests(TenantFixture endpoint) : IClassFixture<TenantFixture>
{
    private const int AccessDenied = 497;
    private const int ReadOnly = 164;

    [Theory]
    [InlineData("SELECT count() FROM audit_logs")]
    [InlineData("SELECT count() FROM {database}.audit_logs")]
    [InlineData("SELECT count() FROM `audit_logs` AS t")]
    [InlineData("SELECT countIf(1) FROM audit_logs WHERE 1 OR tenant_id = 'globex'")]
    [InlineData("SELECT sum(n) FROM (SELECT count() AS n FROM audit_logs UNION ALL SELECT count() FROM audit_logs WHERE tenant_id = 'globex')")]
    [InlineData("WITH x AS (SELECT * FROM audit_logs) SELECT count() FROM x")]
    [InlineData("WITH audit_logs AS (SELECT * FROM {database}.audit_logs) SELECT count() FROM audit_logs")]
    [InlineData("SELECT (SELECT count() FROM audit_logs)")]
    [InlineData("SELECT count() FROM view(SELECT * FROM audit_logs)")]
    [InlineData("SELECT count() FROM v_all")]
    [InlineData("SELECT count() FROM v_all WHERE tenant_id = 'globex' OR 1")]
    [InlineData("SELECT sum(events) FROM v_nested")]
    [InlineData("SELECT sum(events) FROM audit_rollup_hourly")]
    [InlineData("SELECT count() FROM audit_logs AS a JOIN audit_logs AS b ON a.id = b.id")]
    [InlineData("SELECT count() FROM numbers(200000) WHERE number IN (SELECT id FROM audit_logs)")]
    [InlineData("SELECT uniqExact(b.id) FROM audit_logs AS a RIGHT JOIN audit_logs AS b ON a.id = b.id + 1000")]
    [InlineData("SELECT uniqExact(b.id) FROM numbers(1) AS a FULL JOIN audit_logs AS b ON a.number = b.id WHERE b.occurred_at > toDateTime(0)")]
    [InlineData("SELECT sum(events) FROM audit_rollup_hourly FINAL")]
    [InlineData("SELECT count() FROM audit_logs WHERE throwIf(tenant_id = 'globex', 'leak') = 0")]
    [InlineData("SELECT count() FROM audit_logs WHERE toUInt32(actor_id) = 7")]
    [InlineData("SELECT count() FROM audit_logs WHERE id >= 0 AND intDiv(1, statement = 'own') = 1")]
    [InlineData("SELECT count() FROM audit_logs WHERE actor_id = '7' AND throwIf(statement = 'foreign') = 0")]
    [InlineData("SELECT count() FROM v_all WHERE toUInt32(actor_id) = 7")]
    [InlineData("SELECT count() FROM (SELECT actor_id FROM audit_logs ORDER BY occurred_at DESC) WHERE toUInt32(actor_id) = 7")]
    [InlineData("SELECT count() FROM (SELECT toUInt32(actor_id) AS n FROM audit_logs WHERE n > 0)")]
    [InlineData("SELECT count() FROM audit_logs AS a JOIN audit_logs AS b ON a.id = b.id AND toUInt32(a.actor_id) = 7 AND toUInt32(b.actor_id) = 7")]
    [InlineData("SELECT count() FROM numbers(1) AS n CROSS JOIN audit_logs AS a WHERE toUInt32(a.actor_id) = 7")]
    [InlineData("SELECT count() FROM numbers(1) AS n JOIN audit_logs AS a ON n.number = a.id * 0 WHERE toUInt32(a.actor_id) = 7")]
    public async Task Rows_of_the_tenant_are_all_there_is(string sql)
    {
        var (status, _, text) = await endpoint.SendAsync(sql);
        Assert.Equal((200, $"{TenantFixture.OwnRows}\n"), (status, text));
        Assert.DoesNotContain("globex", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT max(occurred_at) < toDateTime('2026-03-15 00:00:00') FROM audit_logs", "1")]
    [InlineData("SELECT max(id) FROM audit_logs", "598")]
    [InlineData("SELECT DISTINCT tenant_id FROM audit_logs", "acme")]
    [InlineData("SELECT tenant_id FROM audit_logs GROUP BY ALL", "acme")]
    [InlineData("SELECT id FROM audit_logs ORDER BY occurred_at DESC, id DESC LIMIT 1", "598")]
    [InlineData("SELECT count() FROM audit_logs WHERE tenant_id = 'globex'", "0")]
    [InlineData("SELECT count() FROM audit_logs WHERE hasToken(actor_id, 'secret')", "0")]
    [InlineData("SELECT statement FROM audit_approvals", "own")]
    [InlineData("SELECT count() FROM v_dead", "0")]
    [InlineData("SELECT toUInt8('globex' IN (SELECT tenant_id FROM audit_logs))", "0")]
    public async Task Nothing_of_others_is_told(string sql, string expected)
    {
        var (status, _, text) = await endpoint.SendAsync(sql);
        Assert.Equal((200, expected + "\n"), (status, text));
    }

    [Theory]
    [InlineData("SELECT * FROM audit_dead_letters")]
    [InlineData("SELECT * FROM {database}.audit_dead_letters")]
    [InlineData("SELECT 'x' IN audit_dead_letters")]
    [InlineData("SELECT 1 WHERE 'x' IN {database}.audit_dead_letters")]
    [InlineData("SELECT * FROM audit_schema_migrations")]
    [InlineData("SELECT * FROM audit_rollup_hourly_mv")]
    [InlineData("SELECT * FROM audit_inner_mv")]
    [InlineData("SELECT * FROM `.inner.audit_inner_mv`")]
    [InlineData("SELECT * FROM merge('{database}', '.*')")]
    [InlineData("SELECT * FROM dictionary('d')")]
    [InlineData("SELECT * FROM remote('localhost', {database}.audit_logs)")]
    [InlineData("SELECT * FROM loop(audit_logs)")]
    [InlineData("SELECT * FROM mergeTreeIndex('{database}', 'audit_logs')")]
    [InlineData("SELECT * FROM system.parts")]
    [InlineData("SELECT total_rows FROM system.tables")]
    [InlineData("SELECT * FROM system.columns")]
    [InlineData("SELECT * FROM system.query_log")]
    [InlineData("SELECT * FROM system.processes")]
    [InlineData("SELECT * FROM information_schema.tables")]
    [InlineData("EXPLAIN ESTIMATE SELECT * FROM audit_logs")]
    [InlineData("EXPLAIN indexes = 1 SELECT * FROM audit_logs WHERE actor_id = 'secret-of-globex'")]
    [InlineData("SELECT * FROM viewExplain('EXPLAIN ESTIMATE', '', (SELECT * FROM audit_logs))")]
    [InlineData("SELECT count() FROM audit_logs PREWHERE toUInt32(actor_id) = 7")]
    [InlineData("SELECT count() FROM audit_logs /* */ prewhere throwIf(statement = 'foreign') = 0")]
    [InlineData("SELECT count() FROM audit_logs SETTINGS additional_table_filters = {}")]
    [InlineData("SELECT * FROM (SELECT count() FROM audit_logs SETTINGS additional_table_filters = {})")]
    [InlineData("SET additional_table_filters = {}")]
    public async Task What_leads_around_the_filter_is_refused(string sql)
    {
        var (_, code, text) = await endpoint.SendAsync(sql);
        Assert.True(code is AccessDenied or ReadOnly, text);
    }

    [Theory]
    [InlineData("additional_table_filters={}")]
    [InlineData("additional_result_filter=1")]
    [InlineData("optimize_move_to_prewhere=1")]
    [InlineData("query_plan_merge_filters=1")]
    [InlineData("use_query_condition_cache=1")]
    public async Task Settings_that_would_lift_the_filter_are_refused(string setting) =>
        Assert.Equal(ReadOnly, (await endpoint.SendAsync("SELECT count() FROM audit_logs", "?" + setting)).Code);

    [Theory]
    [InlineData("allow_experimental_analyzer=0")]
    [InlineData("enable_analyzer=0")]
    [InlineData("enable_analyzer=0&allow_experimental_analyzer=0&final=1")]
    [InlineData("optimize_read_in_order=0&join_use_nulls=1")]
    public async Task Settings_that_are_allowed_lift_nothing(string setting)
    {
        Assert.Equal($"{TenantFixture.OwnRows}\n", (await endpoint.SendAsync("SELECT count() FROM audit_logs", "?" + setting)).Text);
        Assert.Equal($"{TenantFixture.OwnRows}\n", (await endpoint.SendAsync("SELECT count() FROM v_all WHERE toUInt32(actor_id) = 7", "?" + setting)).Text);
    }

    [Fact]
    public async Task Name_of_a_tenant_is_a_text_whatever_it_holds()
    {
        foreach (var tenant in new[] { TenantFixture.Hostile, "'", "\\", "\\'", "%", "a', 'x':'1", "\n" })
            Assert.Equal((200, "0\n"), (await endpoint.SendAsync("SELECT count() FROM audit_logs", tenant: tenant)) is var (status, _, text) ? (status, text) : default);

        // What no setting can hold opens nothing.
        Assert.Equal(400, (await endpoint.SendAsync("SELECT count() FROM audit_logs", tenant: "acme\0")).Status);
    }

    [Fact]
    public async Task Parameter_names_no_table_that_is_hidden()
    {
        Assert.Equal($"{TenantFixture.OwnRows}\n", (await endpoint.SendAsync("SELECT count() FROM {t:Identifier}", "?param_t=audit_logs")).Text);
        Assert.Equal(AccessDenied, (await endpoint.SendAsync("SELECT * FROM {t:Identifier}", "?param_t=audit_dead_letters")).Code);
    }

    [Fact]
    public async Task One_tenant_leaves_nothing_behind_for_the_other()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal($"{TenantFixture.OwnRows}\n", (await endpoint.SendAsync("SELECT count() FROM audit_logs WHERE statement != ''")).Text);
            Assert.Equal("1300\n", (await endpoint.SendAsync("SELECT count() FROM audit_logs WHERE statement != ''", tenant: "globex")).Text);
            Assert.Equal("1600\n", (await endpoint.SendAsync("SELECT count() FROM audit_logs WHERE statement != ''", user: "all")).Text);
        }

        Assert.Equal("1600\n", (await endpoint.SendAsync("SELECT sum(events) FROM audit_rollup_hourly_mv", user: "all")).Text);
    }

    [Theory]
    [InlineData("SHOW TABLES")]
    [InlineData("DESCRIBE TABLE audit_logs")]
    [InlineData("SELECT name FROM system.functions LIMIT 1")]
    [InlineData("SELECT actor_id, count() FROM audit_logs GROUP BY actor_id")]
    public async Task Ordinary_work_goes_on(string sql) => Assert.Equal(200, (await endpoint.SendAsync(sql)).Status);

    [Fact]
    public async Task Who_sees_no_personal_data_gets_no_SQL()
    {
        var (status, code, text) = await endpoint.SendAsync("SELECT 1", user: "impersonal");
        Assert.Equal((403, AccessDenied), (status, code));
        Assert.Contains("SQL shows personal data", text, StringComparison.Ordinal);
    }
}
