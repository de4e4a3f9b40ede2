using System.Globalization;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using ClickHouse.Driver.ADO.Parameters;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Http;

public sealed class DriverQueryTests(EmbeddedEngineFixture engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connection_opens_and_tells_the_version()
    {
        await using var connection = engine.CreateConnection("default");
        await connection.OpenAsync(Token);
        Assert.Equal("1", Convert.ToString(await ScalarAsync(connection, "SELECT 1"), CultureInfo.InvariantCulture));
        Assert.Equal(engine.Engine.Version, await ScalarAsync(connection, "SELECT version()"));
    }

    [Fact]
    public async Task Client_pings()
    {
        using var client = engine.CreateClient("default");
        Assert.True(await client.PingAsync(null, Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Parameters_reach_the_engine_by_url_and_by_form(bool form)
    {
        var settings = new ClickHouseClientSettings(engine.CreateSettings("default")) { UseFormDataParameters = form };
        using var client = new ClickHouseClient(settings);
        var parameters = new ClickHouseParameterCollection
        {
            new ClickHouseDbParameter { ParameterName = "text", Value = "it's a \\ \t\n ünï\u0000code", ClickHouseType = "String" },
            new ClickHouseDbParameter { ParameterName = "number", Value = 42L, ClickHouseType = "Int64" },
            new ClickHouseDbParameter { ParameterName = "list", Value = new[] { "a", "b'c" }, ClickHouseType = "Array(String)" },
        };
        await using var reader = await client.ExecuteReaderAsync(
            "SELECT {text:String}, {number:Int64}, {list:Array(String)}", parameters, null, Token);
        Assert.True(reader.Read());
        Assert.Equal("it's a \\ \t\n ünï\u0000code", reader.GetString(0));
        Assert.Equal(42L, reader.GetInt64(1));
        Assert.Equal(["a", "b'c"], (string[])reader.GetValue(2));
    }

    [Fact]
    public async Task Error_carries_the_code_and_text_of_the_engine()
    {
        using var client = engine.CreateClient("default");
        var error = await Assert.ThrowsAsync<ClickHouseServerException>(() => client.ExecuteScalarAsync("SELECT nothing_of_the_kind", null, null, Token));
        Assert.Equal(47, error.ErrorCode);
        Assert.Contains("UNKNOWN_IDENTIFIER", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_result_has_its_columns()
    {
        using var client = engine.CreateClient("default");
        await using var reader = await client.ExecuteReaderAsync("SELECT 1 AS a, 'x' AS b WHERE 0", null, null, Token);
        Assert.Equal(2, reader.FieldCount);
        Assert.False(reader.Read());
    }

    [Fact]
    public async Task Settings_apply_to_their_statement_only()
    {
        using var client = engine.CreateClient("default");
        var options = new QueryOptions { CustomSettings = new Dictionary<string, object> { ["max_block_size"] = 17 } };
        const string sql = "SELECT toUInt64(getSetting('max_block_size'))";
        Assert.Equal(17UL, await client.ExecuteScalarAsync(sql, null, options, Token));
        Assert.NotEqual(17UL, await client.ExecuteScalarAsync(sql, null, null, Token));
    }

    [Theory]
    [InlineData("no_such_setting", "1", 115)]
    [InlineData("path", "/tmp/elsewhere", 115)]
    [InlineData("max_threads", "many", 27)]
    public async Task Wrong_setting_is_refused_with_the_reason(string name, string value, int code)
    {
        using var client = engine.CreateClient("default");
        var options = new QueryOptions { CustomSettings = new Dictionary<string, object> { [name] = value } };
        var error = await Assert.ThrowsAsync<ClickHouseServerException>(() => client.ExecuteScalarAsync("SELECT 1", null, options, Token));
        Assert.Equal(code, error.ErrorCode);
    }

    [Fact]
    public async Task Five_million_rows_stream_with_flat_memory()
    {
        using var client = engine.CreateClient("default");
        await using var reader = await client.ExecuteReaderAsync("SELECT number, toString(number) FROM numbers(5000000)", null, null, Token);
        var before = 0L;
        var peak = 0L;
        var rows = 0L;
        while (await reader.ReadAsync(Token))
        {
            rows++;
            if (rows == 100_000)
                before = Environment.WorkingSet;
            if (rows % 500_000 == 0)
                peak = Math.Max(peak, Environment.WorkingSet);
        }
        Assert.Equal(5_000_000, rows);
        Assert.True(peak - before < 150L << 20, $"grew by {(peak - before) >> 20} MiB");
    }

    private static async Task<object?> ScalarAsync(ClickHouseConnection connection, string sql)
    {
        await using var command = connection.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }
}
