using System.IO.Pipelines;
using System.Net.Http.Headers;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO.Parameters;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Http;

public sealed class DriverInsertTests(EmbeddedEngineFixture engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Raw_native_stream_with_nul_bytes_is_stored_as_it_is(bool compress)
    {
        var database = await engine.CreateDatabaseAsync();
        using var client = engine.CreateClient(database);
        await client.ExecuteNonQueryAsync("CREATE TABLE t (a UInt64, s String) ENGINE = MergeTree ORDER BY a", null, null, Token);
        const string rows = "SELECT number AS a, concat('x', char(0), toString(number)) AS s FROM numbers(200000)";
        using var block = new MemoryStream(await NativeAsync(database, rows));
        using var response = await client.InsertRawStreamAsync("t", block, "Native", ["a", "s"], compress, null, Token);
        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(
            await client.ExecuteScalarAsync($"SELECT sum(cityHash64(a, s)) FROM ({rows})", null, null, Token),
            await client.ExecuteScalarAsync("SELECT sum(cityHash64(a, s)) FROM t", null, null, Token));
        Assert.Equal(1UL, await client.ExecuteScalarAsync("SELECT count() FROM system.parts WHERE database = currentDatabase() AND active", null, null, Token));
    }

    [Fact]
    public async Task Batch_with_the_same_token_is_stored_once()
    {
        var database = await engine.CreateDatabaseAsync();
        using var client = engine.CreateClient(database);
        await client.ExecuteNonQueryAsync(
            "CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 100", null, null, Token);
        var block = await NativeAsync(database, "SELECT number AS a FROM numbers(1000)");
        foreach (var token in new[] { "one", "one", "two" })
        {
            var options = new QueryOptions { CustomSettings = new Dictionary<string, object> { ["insert_deduplication_token"] = token, ["async_insert"] = 0 } };
            using var response = await client.InsertRawStreamAsync("t", new MemoryStream(block), "Native", ["a"], false, options, Token);
        }
        Assert.Equal(2000UL, await client.ExecuteScalarAsync("SELECT count() FROM t", null, null, Token));
    }

    [Fact]
    public async Task Rows_of_the_driver_are_stored()
    {
        var database = await engine.CreateDatabaseAsync();
        using var client = engine.CreateClient(database);
        await client.ExecuteNonQueryAsync("CREATE TABLE t (a UInt64, s Nullable(String)) ENGINE = MergeTree ORDER BY a", null, null, Token);
        var written = await client.InsertBinaryAsync("t", ["a", "s"], Enumerable.Range(0, 1000).Select(i => new object[] { (ulong)i, i % 2 == 0 ? "even" : null! }), null, Token);
        Assert.Equal(1000, written);
        Assert.Equal(500UL, await client.ExecuteScalarAsync("SELECT countIf(s IS NULL) FROM t", null, null, Token));
    }

    [Fact]
    public async Task Values_with_parameters_are_stored()
    {
        var database = await engine.CreateDatabaseAsync();
        await using var connection = engine.CreateConnection(database);
        await using var create = connection.CreateCommand("CREATE TABLE t (a UInt64, s String) ENGINE = MergeTree ORDER BY a");
        await create.ExecuteNonQueryAsync(Token);
        await using var insert = connection.CreateCommand("INSERT INTO t (a, s) VALUES ({a:UInt64}, {s:String}), (8, 'FORMAT CSV')");
        insert.Parameters.Add(new ClickHouseDbParameter { ParameterName = "a", Value = 7UL });
        insert.Parameters.Add(new ClickHouseDbParameter { ParameterName = "s", Value = "it's" });
        await insert.ExecuteNonQueryAsync(Token);
        await using var select = connection.CreateCommand("SELECT groupArray(s) FROM (SELECT s FROM t ORDER BY a)");
        Assert.Equal(["it's", "FORMAT CSV"], (string[])(await select.ExecuteScalarAsync(Token))!);
    }

    [Fact]
    public async Task Broken_data_is_refused_and_nothing_is_stored()
    {
        var database = await engine.CreateDatabaseAsync();
        using var client = engine.CreateClient(database);
        await client.ExecuteNonQueryAsync("CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a", null, null, Token);
        using var data = new MemoryStream("1\n2\nnot a number\n"u8.ToArray());
        var error = await Assert.ThrowsAsync<ClickHouseServerException>(() => client.InsertRawStreamAsync("t", data, "CSV", ["a"], false, null, Token));
        Assert.Equal(117, error.ErrorCode);
        Assert.Equal(0UL, await client.ExecuteScalarAsync("SELECT count() FROM t", null, null, Token));
    }

    [Fact]
    public async Task Data_that_arrives_in_pieces_is_stored_as_one_part()
    {
        var database = await engine.CreateDatabaseAsync();
        using var client = engine.CreateClient(database);
        await client.ExecuteNonQueryAsync("CREATE TABLE t (a UInt64, s String) ENGINE = MergeTree ORDER BY a", null, null, Token);
        var block = await NativeAsync(database, "SELECT number AS a, repeat('x', 20) AS s FROM numbers(100000)");
        var body = new Pipe();
        var insert = client.InsertRawStreamAsync("t", body.Reader.AsStream(), "Native", ["a", "s"], false, null, Token);

        foreach (var piece in block.Chunk(700_000))
        {
            Assert.False(insert.IsCompleted);
            await body.Writer.WriteAsync(piece, Token);
        }

        await body.Writer.CompleteAsync();
        using var response = await insert;
        Assert.Equal(100_000UL, await client.ExecuteScalarAsync("SELECT count() FROM t", null, null, Token));
        Assert.Equal(1UL, await client.ExecuteScalarAsync("SELECT count() FROM system.parts WHERE database = currentDatabase() AND active", null, null, Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700_000)]
    public async Task Who_gives_up_in_the_middle_stores_nothing_and_leaves_nothing_running(int length)
    {
        var database = await engine.CreateDatabaseAsync();
        using var client = engine.CreateClient(database);
        await client.ExecuteNonQueryAsync($"CREATE TABLE given_up_{length} (a UInt64, s String) ENGINE = MergeTree ORDER BY a", null, null, Token);
        var block = await NativeAsync(database, "SELECT number AS a, repeat('x', 20) AS s FROM numbers(100000)");
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var body = new Pipe();
        var insert = client.InsertRawStreamAsync($"given_up_{length}", body.Reader.AsStream(), "Native", ["a", "s"], false, null, cancellation.Token);
        await body.Writer.WriteAsync(block.AsMemory(0, length), Token);

        var running = $"SELECT count() FROM system.processes WHERE query LIKE 'INSERT INTO%given_up_{length}%'";
        while (await client.ExecuteScalarAsync(running, null, null, Token) is not 1UL)
            await Task.Yield();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => insert);
        while (await client.ExecuteScalarAsync(running, null, null, Token) is not 0UL)
            await Task.Yield();
        Assert.Equal(0UL, await client.ExecuteScalarAsync($"SELECT count() FROM given_up_{length}", null, null, Token));
    }

    private async Task<byte[]> NativeAsync(string database, string sql)
    {
        using var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(sql + " FORMAT Native"));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        using var response = await engine.Http.PostAsync(new Uri($"/?database={database}", UriKind.Relative), content, Token);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync(Token);
    }
}
