using Audit.Storage.ClickHouse.Embedded.Tests.Endpoint;

namespace Audit.Storage.ClickHouse.Embedded.Tests.ReadOnly;

public sealed class ReaderRulesTests(EndpointFixture endpoint) : IClassFixture<EndpointFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("  -- a comment\n /* and another */ SELECT 1 -- at the end")]
    [InlineData("SELECT 1;")]
    [InlineData("SELECT count() FROM audit_logs FORMAT JSONEachRow")]
    [InlineData("SELECT actor, countIf(id > 3), uniqExactIf(id, id > 1), quantile(0.9)(id) FROM audit_logs GROUP BY actor ORDER BY actor")]
    [InlineData("SELECT sumMapIf(map(actor, id), id > 1), groupArraySampleOrNull(3)(id) FROM audit_logs")]
    [InlineData("SELECT * FROM {database}.audit_logs AS a ANY LEFT JOIN v_alice AS b ON a.id = b.id LIMIT 3")]
    [InlineData("WITH x AS (SELECT id FROM audit_logs), 3 AS n SELECT count() FROM x WHERE id IN (SELECT id FROM v_alice) AND id > n")]
    [InlineData("WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r WHERE i < 5) SELECT sum(i) FROM r")]
    [InlineData("SELECT id FROM audit_logs WHERE id IN v_alice LIMIT 1")]
    [InlineData("SELECT id FROM audit_logs INTERSECT SELECT id FROM v_alice LIMIT 3")]
    [InlineData("SELECT a.id, path FROM audit_logs AS a WHERE path = '/x' LIMIT 1")]
    [InlineData("SELECT arrayMap(x -> x + 1, [1, 2]), arraySort([3, 1]), CAST(1 AS String), '1'::UInt8, (1, 'a').2, [1, 2][1]")]
    [InlineData("SELECT toStartOfInterval(now(), INTERVAL 1 DAY), CASE WHEN 1 THEN 2 ELSE 3 END, CASE 1 WHEN 1 THEN 2 END, extract(YEAR FROM now())")]
    [InlineData("SELECT row_number() OVER (PARTITION BY actor ORDER BY id) FROM audit_logs LIMIT 2")]
    [InlineData("SELECT sum(id) OVER w FROM audit_logs WINDOW w AS (ORDER BY id) LIMIT 2")]
    [InlineData("SELECT id AS n FROM audit_logs ORDER BY n WITH FILL FROM 0 TO 10 LIMIT 5")]
    [InlineData("SELECT * EXCEPT (path) REPLACE (upper(actor) AS actor) FROM audit_logs LIMIT 1")]
    [InlineData("SELECT COLUMNS('a.*') FROM audit_logs LIMIT 1")]
    [InlineData("SELECT number FROM numbers(3)")]
    [InlineData("SELECT * FROM generateSeries(1, 3) AS g")]
    [InlineData("SELECT * FROM values('a UInt8, b String', (1, 'x'))")]
    [InlineData("SELECT * FROM view(SELECT 1)")]
    [InlineData("SELECT 'file(''/etc/passwd'') INTO OUTFILE', 'SELECT url(1)'")]
    [InlineData("SELECT name, type FROM system.columns WHERE table = 'audit_logs'")]
    [InlineData("SELECT table_name FROM information_schema.tables LIMIT 1")]
    [InlineData("SELECT formatRowNoNewline('RowBinary', id, actor), SHA256(concat('\\0', actor)) FROM audit_logs LIMIT 1")]
    [InlineData("SHOW TABLES")]
    [InlineData("SHOW DATABASES")]
    [InlineData("SHOW FULL TABLES LIKE 'audit%' LIMIT 3")]
    [InlineData("SHOW COLUMNS FROM audit_logs")]
    [InlineData("SHOW CREATE TABLE audit_logs")]
    [InlineData("SHOW CREATE TABLE {database}.audit_logs")]
    [InlineData("DESCRIBE TABLE audit_logs")]
    [InlineData("EXISTS TABLE audit_logs")]
    [InlineData("EXPLAIN SELECT * FROM audit_logs WHERE id = 3")]
    [InlineData("EXPLAIN indexes = 1 SELECT * FROM audit_logs WHERE id = 3")]
    [InlineData("EXPLAIN SYNTAX SELECT 1")]
    [InlineData("EXPLAIN PIPELINE SELECT count() FROM audit_logs")]
    [InlineData("EXPLAIN AST SELECT 1")]
    public async Task Reading_the_audit_trail_is_allowed(string sql)
    {
        using var client = endpoint.CreateHttpClient();
        var (status, _, text) = await EndpointFixture.SendAsync(client, Fill(sql), "", Token);
        Assert.True(status == 200, text);
        Assert.NotEqual("", text.Trim());
    }

    [Theory]
    // Files and the network by table functions, at every depth.
    [InlineData("SELECT * FROM file('/etc/passwd', 'LineAsString')")]
    [InlineData("SELECT * FROM url('http://localhost:1/', 'LineAsString')")]
    [InlineData("SELECT * FROM remote('127.0.0.1', system.one)")]
    [InlineData("SELECT * FROM executable('id', 'TSV', 'a String')")]
    [InlineData("SELECT * FROM s3('http://localhost:1/x')")]
    [InlineData("SELECT * FROM filesystem('/etc')")]
    [InlineData("SELECT * FROM merge('system', '.*')")]
    [InlineData("SELECT * FROM cluster('default', system.processes)")]
    [InlineData("SELECT * FROM eval('SELECT 1')")]
    [InlineData("SELECT * FROM format('CSV', '1')")]
    [InlineData("SELECT * FROM input('a UInt8')")]
    [InlineData("SELECT * FROM dictionary('d')")]
    [InlineData("SELECT * FROM loop(system.processes)")]
    [InlineData("SELECT 1 WHERE 1 IN (SELECT 1 FROM file('/etc/passwd', 'LineAsString'))")]
    [InlineData("SELECT 1 UNION ALL SELECT count() FROM file('/etc/passwd', 'LineAsString')")]
    [InlineData("SELECT 1 EXCEPT SELECT count() FROM url('http://localhost:1/', 'LineAsString')")]
    [InlineData("WITH x AS (SELECT * FROM file('/etc/passwd', 'LineAsString')) SELECT * FROM x")]
    [InlineData("SELECT * FROM view(SELECT * FROM file('/etc/passwd', 'LineAsString'))")]
    [InlineData("SELECT * FROM audit_logs AS a JOIN file('/etc/passwd', 'LineAsString') AS b ON 1 = 1")]
    [InlineData("DESCRIBE TABLE file('/etc/passwd', 'LineAsString')")]
    [InlineData("DESCRIBE (SELECT file('/etc/hostname'))")]
    // Files and the network by scalar functions.
    [InlineData("SELECT file('/etc/passwd')")]
    [InlineData("SELECT FILE('/etc/passwd')")]
    [InlineData("SELECT `file`('/etc/passwd')")]
    [InlineData("SELECT \"file\" /* */ ('/etc/passwd')")]
    [InlineData("SELECT 1 WHERE file('/etc/passwd') LIKE 'root%'")]
    [InlineData("SELECT (SELECT file('/etc/passwd'))")]
    [InlineData("SELECT arrayMap(x -> file(x), ['/etc/passwd'])")]
    [InlineData("SELECT arrayMap(file, ['/etc/passwd'])")]
    [InlineData("SELECT arrayMap(`FILE`, ['/etc/passwd'])")]
    [InlineData("SELECT * APPLY(file) FROM audit_logs")]
    [InlineData("SELECT COLUMNS('path') APPLY(x -> file(x)) FROM audit_logs")]
    [InlineData("SELECT * REPLACE (file(path) AS path) FROM audit_logs")]
    [InlineData("SELECT id FROM audit_logs ORDER BY file(path)")]
    [InlineData("SELECT id FROM audit_logs LIMIT 1 BY file(path)")]
    [InlineData("SELECT sum(id) OVER w FROM audit_logs WINDOW w AS (PARTITION BY file(path))")]
    [InlineData("SELECT id AS n FROM audit_logs ORDER BY n WITH FILL INTERPOLATE (actor AS file(path))")]
    [InlineData("SELECT count() FROM audit_logs GROUP BY file(path)")]
    [InlineData("SELECT 1 FROM audit_logs AS a JOIN audit_logs AS b ON a.path = file(b.path)")]
    [InlineData("SELECT 1 FROM audit_logs ARRAY JOIN [file('/etc/passwd')] AS x")]
    [InlineData("SELECT 1 FROM audit_logs PREWHERE file(path) = ''")]
    [InlineData("SELECT count() FROM audit_logs GROUP BY actor HAVING file(any(path)) = ''")]
    [InlineData("SELECT id, row_number() OVER (ORDER BY id) AS r FROM audit_logs QUALIFY file(path) = ''")]
    [InlineData("SELECT sum(id) OVER (PARTITION BY file(path)) FROM audit_logs")]
    [InlineData("SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN length(file(path)) PRECEDING AND CURRENT ROW) FROM audit_logs")]
    [InlineData("SELECT count(id) FILTER (WHERE file(path) = '') FROM audit_logs")]
    [InlineData("SELECT count() FROM audit_logs GROUP BY GROUPING SETS ((file(path)), (actor))")]
    [InlineData("SELECT DISTINCT ON (file(path)) id FROM audit_logs")]
    [InlineData("SELECT id FROM audit_logs ORDER BY id WITH FILL TO length(file(path)) STEP 1")]
    [InlineData("SELECT id FROM audit_logs LIMIT length(file('/etc/passwd'))")]
    [InlineData("SELECT id FROM audit_logs LIMIT 1 OFFSET length(file('/etc/passwd'))")]
    [InlineData("SELECT now() + INTERVAL length(file('/etc/passwd')) DAY")]
    [InlineData("SELECT 1 BETWEEN 0 AND length(file('/etc/passwd'))")]
    [InlineData("SELECT CASE WHEN 1 THEN file('/etc/passwd') END")]
    [InlineData("SELECT 'x' IN (file('/etc/passwd'), 'y')")]
    [InlineData("SELECT CAST(file('/etc/passwd') AS String), [file('/etc/passwd')][1]")]
    [InlineData("WITH (x -> file(x)) AS f SELECT f('/etc/passwd')")]
    [InlineData("SELECT mapApply(file, map('/etc/passwd', 1))")]
    [InlineData("SHOW TABLES WHERE file('/etc/passwd') LIKE 'root%'")]
    [InlineData("SHOW TABLES WHERE name IN system.users")]
    [InlineData("SHOW COLUMNS FROM audit_logs WHERE file('/etc/passwd') LIKE 'root%'")]
    [InlineData("SHOW TABLES LIMIT length(file('/etc/passwd'))")]
    [InlineData("SELECT hasColumnInTable('127.0.0.1', 'system', 'one', 'dummy')")]
    [InlineData("SELECT catboostEvaluate('/tmp/x', 1)")]
    [InlineData("SELECT reverseDNSQuery('127.0.0.1')")]
    [InlineData("SELECT aiGenerate('x')")]
    [InlineData("SELECT AIGenerate('x')")]
    // Dictionaries, joins and what tells of the machine and of others.
    [InlineData("SELECT dictGet('d', 'a', 1)")]
    [InlineData("SELECT dictHas('d', 1)")]
    [InlineData("SELECT joinGet('j', 'a', 1)")]
    [InlineData("SELECT regionToName(1)")]
    [InlineData("SELECT sleep(1)")]
    [InlineData("SELECT sleepEachRow(1) FROM audit_logs")]
    [InlineData("SELECT hostName()")]
    [InlineData("SELECT getMacro('x')")]
    [InlineData("SELECT getServerSetting('path')")]
    [InlineData("SELECT getClientHTTPHeader('x')")]
    [InlineData("SELECT addressToLine(1)")]
    [InlineData("SELECT logTrace('x')")]
    [InlineData("SELECT generateSerialID('x')")]
    [InlineData("SELECT no_such_function(1)")]
    [InlineData("SELECT * FROM system.processes")]
    [InlineData("SELECT * FROM `system`.`processes`")]
    [InlineData("SELECT 'x' IN system.processes")]
    [InlineData("SELECT 1 WHERE 'x' NOT IN (system.users)")]
    [InlineData("SELECT * FROM system.named_collections")]
    [InlineData("SELECT * FROM system.query_cache")]
    [InlineData("SELECT * FROM system.stack_trace")]
    [InlineData("SELECT * FROM {other}.secrets")]
    [InlineData("SELECT * FROM audit_logs WHERE id IN {other}.secrets")]
    [InlineData("SHOW PROCESSLIST")]
    [InlineData("SHOW GRANTS")]
    [InlineData("SHOW CREATE TABLE {other}.secrets")]
    [InlineData("CHECK TABLE audit_logs")]
    // Inside what only explains.
    [InlineData("EXPLAIN SELECT file('/etc/passwd')")]
    [InlineData("EXPLAIN SYNTAX SELECT * FROM file('/etc/passwd', 'LineAsString')")]
    [InlineData("EXPLAIN QUERY TREE SELECT file('/etc/passwd')")]
    [InlineData("EXPLAIN ESTIMATE SELECT * FROM url('http://localhost:1/')")]
    [InlineData("EXPLAIN TABLE OVERRIDE file('/etc/passwd') COLUMNS (a UInt8)")]
    [InlineData("SELECT * FROM (EXPLAIN SELECT file('/etc/passwd'))")]
    [InlineData("EXPLAIN SELECT 1 INTO OUTFILE '/tmp/audit-escape'")]
    [InlineData("EXPLAIN AST SELECT 1 INTO OUTFILE '/tmp/audit-escape'")]
    // Writing.
    [InlineData("SELECT 1 INTO OUTFILE '/tmp/audit-escape'")]
    [InlineData("SELECT 1 INTO /* */ OUTFILE '/tmp/audit-escape' APPEND")]
    [InlineData("INSERT INTO audit_logs VALUES (1, 'x', 'y')")]
    [InlineData("INSERT INTO audit_logs FORMAT CSV 1,x,y")]
    [InlineData("INSERT INTO audit_logs SELECT 1, 'x', 'y'")]
    [InlineData("INSERT INTO FUNCTION file('/tmp/audit-escape') SELECT 1")]
    [InlineData("DROP TABLE audit_logs")]
    [InlineData("TRUNCATE TABLE audit_logs")]
    [InlineData("ALTER TABLE audit_logs DELETE WHERE 1")]
    [InlineData("DELETE FROM audit_logs WHERE 1")]
    [InlineData("OPTIMIZE TABLE audit_logs")]
    [InlineData("CREATE TABLE x (a UInt8) ENGINE = Memory")]
    [InlineData("CREATE TEMPORARY TABLE x (a UInt8)")]
    [InlineData("CREATE FUNCTION f AS x -> x")]
    [InlineData("BACKUP DATABASE {database} TO File('/tmp/audit-escape')")]
    [InlineData("KILL QUERY WHERE 1")]
    [InlineData("SYSTEM SHUTDOWN")]
    [InlineData("SET max_threads = 1")]
    [InlineData("SET readonly = 0")]
    [InlineData("USE system")]
    [InlineData("GRANT ALL ON *.* TO default")]
    [InlineData("ATTACH TABLE x FROM '/tmp' (a UInt8) ENGINE = File(CSV)")]
    public async Task Everything_else_is_refused(string sql)
    {
        using var client = endpoint.CreateHttpClient();
        var (status, code, text) = await EndpointFixture.SendAsync(client, Fill(sql), "", Token);
        Assert.True(status >= 400, $"{status} {text}");
        Assert.True(code is 164 or 497, text);
        Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
        Assert.False(File.Exists("/tmp/audit-escape"));
    }

    [Theory]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1; DROP TABLE audit_logs")]
    [InlineData("SELECT 1 PARALLEL WITH DROP TABLE audit_logs")]
    public async Task More_than_one_statement_is_refused(string sql)
    {
        using var client = endpoint.CreateHttpClient();
        var (status, code, text) = await EndpointFixture.SendAsync(client, sql, "", Token);
        Assert.Equal((400, 62), (status, code));
        Assert.Contains("Multi-statements are not allowed", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT * FROM audit_logs SETTINGS max_threads = 1")]
    [InlineData("SELECT * FROM audit_logs SETTINGS readonly = 0")]
    [InlineData("SELECT * FROM (SELECT 1 SETTINGS max_memory_usage = 0)")]
    public async Task Settings_clause_gets_the_error_of_the_engine(string sql)
    {
        using var client = endpoint.CreateHttpClient();
        var (_, code, text) = await EndpointFixture.SendAsync(client, sql, "", Token);
        Assert.Equal(164, code);
        Assert.Contains("readonly mode", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?max_threads=1", 200)]
    [InlineData("?output_format_json_quote_64bit_integers=1", 200)]
    [InlineData("?max_result_rows=10", 500)]
    [InlineData("?format_schema=/etc/passwd", 500)]
    [InlineData("?allow_introspection_functions=1", 500)]
    [InlineData("?no_such_setting=1", 404)]
    [InlineData("?database=system", 403)]
    [InlineData("?database={other}", 403)]
    [InlineData("?database=default", 200)]
    [InlineData("?database={database}", 200)]
    [InlineData("?readonly=0", 200)]
    public async Task Settings_of_the_client_are_on_a_list_and_within_limits(string query, int expected)
    {
        using var client = endpoint.CreateHttpClient();
        var (status, _, text) = await EndpointFixture.SendAsync(client, "SELECT id FROM audit_logs", Fill(query), Token);
        Assert.True(status == expected, $"{status} {text}");
    }

    [Fact]
    public async Task Limits_cannot_be_raised()
    {
        using var client = endpoint.CreateHttpClient();
        var (_, _, text) = await EndpointFixture.SendAsync(
            client, "SELECT value FROM system.settings WHERE name = 'max_execution_time'", "?max_execution_time=9999", Token);
        Assert.Equal("30", text.Trim());
    }

    [Fact]
    public async Task Name_by_parameter_is_checked_like_one_in_the_text()
    {
        using var client = endpoint.CreateHttpClient();
        var (status, code, _) = await EndpointFixture.SendAsync(
            client, "SELECT * FROM {d:Identifier}.{t:Identifier}", "?param_d=system&param_t=processes", Token);
        Assert.Equal(403, status);
        Assert.Equal(497, code);
    }

    private string Fill(string sql) => sql
        .Replace("{database}", endpoint.Database, StringComparison.Ordinal)
        .Replace("{other}", endpoint.OtherDatabase, StringComparison.Ordinal);
}
