using Audit.Storage.ClickHouse.Embedded.Tests.Blocks;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Endpoint;

/// <summary>What ClickHouse's driver for the JVM asks with its default settings, and DBeaver through it.</summary>
public sealed class JvmDriverTests(EndpointFixture endpoint) : IClassFixture<EndpointFixture>
{
    private const string Defaults = "?compress=1&async_insert=0&wait_end_of_query=1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SELECT currentUser() AS user, timezone() AS timezone, version() AS version LIMIT 1")]
    [InlineData("SELECT name FROM system.databases ORDER BY name")]
    [InlineData("SELECT t.database, t.name, if(t.is_temporary = 1, concat('Temporary', t.engine), t.engine) AS type, t.comment, d.engine FROM system.tables t JOIN system.databases d ON system.tables.database = system.databases.name WHERE t.database LIKE '%' AND t.name LIKE '%' AND (NOT t.engine LIKE 'System%') AND (t.is_temporary = 0)")]
    [InlineData("SELECT database, table, name, type, default_kind, default_expression, comment, position, numeric_precision, numeric_scale, is_in_primary_key FROM system.columns WHERE database LIKE '%' AND table LIKE '%' AND name LIKE '%' ORDER BY database, table, position")]
    [InlineData("SELECT name, case_insensitive, alias_to FROM system.data_type_families ORDER BY name")]
    [InlineData("SELECT '' AS PROCEDURE_CAT, CAST(0 as Int16) AS RESERVED1, CAST(null as Nullable(String)) AS REF LIMIT 0")]
    public async Task What_it_asks_about_server_and_schema_is_answered(string sql)
    {
        var (status, answer) = await AskAsync(sql, Defaults);

        Assert.True(status == 200, System.Text.Encoding.UTF8.GetString(answer));
        Assert.NotEmpty(TestBlocks.UnpackAll(answer));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(200)]
    public async Task Page_of_rows_is_given_instead_of_an_error(int rows)
    {
        var (status, answer) = await AskAsync("SELECT number FROM numbers(9000000)", $"{Defaults}&max_result_rows={rows}&result_overflow_mode=break");

        // The engine ends with the block in which the limit was reached.
        Assert.Equal(200, status);
        Assert.InRange(Lines(answer), rows, 1_000_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&result_overflow_mode=throw")]
    public async Task Who_does_not_ask_for_a_page_gets_the_error(string mode) =>
        Assert.Equal(500, (await AskAsync("SELECT id FROM audit_logs", $"{Defaults}&max_result_rows=10{mode}")).Status);

    [Fact]
    public async Task Page_that_is_larger_than_the_limit_of_the_endpoint_ends_with_its_error()
    {
        var (status, answer) = await AskAsync(
            "SELECT value FROM system.settings WHERE name IN ('result_overflow_mode', 'max_result_rows') ORDER BY name",
            $"{Defaults}&max_result_rows={long.MaxValue}&result_overflow_mode=break");

        Assert.Equal((200, "10000000\nthrow\n"), (status, System.Text.Encoding.UTF8.GetString(TestBlocks.UnpackAll(answer))));
    }

    private static int Lines(byte[] answer) => TestBlocks.UnpackAll(answer).Count(static one => one == (byte)'\n');

    private async Task<(int Status, byte[] Answer)> AskAsync(string sql, string query)
    {
        using var client = endpoint.CreateHttpClient();
        var format = query.Contains("max_", StringComparison.Ordinal) ? "TabSeparated" : "RowBinaryWithNamesAndTypes";
        client.DefaultRequestHeaders.Add("X-ClickHouse-Format", format);
        client.DefaultRequestHeaders.Add("X-ClickHouse-Database", "default");
        using var content = new StringContent(sql);
        using var response = await client.PostAsync(new Uri(query, UriKind.Relative), content, Token);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(Token));
    }
}
