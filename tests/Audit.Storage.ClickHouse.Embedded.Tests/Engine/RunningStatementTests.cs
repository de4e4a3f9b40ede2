using System.Globalization;
using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Engine;

public sealed class RunningStatementTests(EmbeddedEngineFixture engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))")]
    [InlineData("SELECT number FROM system.numbers")]
    [InlineData("INSERT INTO t SELECT number FROM system.numbers")]
    public async Task Cancelling_ends_the_statement_in_the_engine(string sql)
    {
        var database = await engine.CreateDatabaseAsync();
        using var client = engine.CreateClient(database);
        await client.ExecuteNonQueryAsync("CREATE TABLE t (a UInt64) ENGINE = Null", null, null, Token);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var statement = RunAsync(client, sql, cancellation.Token);
        // Longer than what the question below begins with.
        var mark = sql[..24];
        while (await RunningAsync(client, mark) == 0)
            await Task.Yield();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => statement);
        while (await RunningAsync(client, mark) > 0)
            await Task.Yield();
    }

    [Fact]
    public async Task Leaving_a_result_half_read_ends_the_statement()
    {
        using var client = engine.CreateClient("default");
        await using (var reader = await client.ExecuteReaderAsync("SELECT number AS half_read FROM system.numbers", null, null, Token))
            Assert.True(reader.Read());
        while (await RunningAsync(client, "SELECT number AS half_read") > 0)
            await Task.Yield();
    }

    [Fact]
    public async Task Error_in_the_middle_of_a_result_reaches_the_reader_with_its_text()
    {
        using var client = engine.CreateClient("default");
        await using var reader = await client.ExecuteReaderAsync(
            "SELECT throwIf(number = 3000000), number FROM numbers(4000000)", null, null, Token);
        var error = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (await reader.ReadAsync(Token))
            {
            }
        });
        Assert.Contains("FUNCTION_THROW_IF_VALUE_IS_NON_ZERO", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_keeps_temporary_tables_and_its_own_settings()
    {
        var settings = new ClickHouseClientSettings(engine.CreateSettings("default")) { UseSession = true, SessionId = "session-of-the-test" };
        using var client = new ClickHouseClient(settings);
        await client.ExecuteNonQueryAsync("CREATE TEMPORARY TABLE kept (a UInt8)", null, null, Token);
        await client.ExecuteNonQueryAsync("SET max_block_size = 123", null, null, Token);
        await client.ExecuteNonQueryAsync("INSERT INTO kept VALUES (7)", null, null, Token);
        Assert.Equal((byte)7, await client.ExecuteScalarAsync("SELECT a FROM kept", null, null, Token));
        var options = new QueryOptions { CustomSettings = new Dictionary<string, object> { ["max_block_size"] = 17 } };
        const string sql = "SELECT toUInt64(getSetting('max_block_size'))";
        Assert.Equal(17UL, await client.ExecuteScalarAsync(sql, null, options, Token));
        Assert.Equal(123UL, await client.ExecuteScalarAsync(sql, null, null, Token));
        using var stranger = engine.CreateClient("default");
        await Assert.ThrowsAsync<ClickHouseServerException>(() => stranger.ExecuteScalarAsync("SELECT a FROM kept", null, null, Token));
    }

    [Fact]
    public async Task Unused_session_ends_after_its_timeout()
    {
        var time = new FakeTimeProvider();
        await using var sessions = new EngineSessions(engine.Engine.Engine, time);
        await using (var lease = await sessions.LeaseAsync("s", TimeSpan.FromSeconds(10), false, ConnectionRequest.Plain, Token))
            lease.Connection.Query("SET max_threads = 1", "Null").ThrowIfFailed();
        time.Advance(TimeSpan.FromSeconds(5));
        await using (await sessions.LeaseAsync("s", TimeSpan.FromSeconds(10), true, ConnectionRequest.Plain, Token))
        {
            var locked = await Assert.ThrowsAsync<ClickHouseError>(() => sessions.LeaseAsync("s", TimeSpan.FromSeconds(10), true, ConnectionRequest.Plain, Token));
            Assert.Equal(373, locked.Code);
        }
        time.Advance(TimeSpan.FromSeconds(12));
        var error = await Assert.ThrowsAsync<ClickHouseError>(() => sessions.LeaseAsync("s", TimeSpan.FromSeconds(10), true, ConnectionRequest.Plain, Token));
        Assert.Equal(372, error.Code);
    }

    [Fact]
    public async Task Many_statements_at_once_wait_for_their_turn()
    {
        using var client = engine.CreateClient("default");
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(
            i => client.ExecuteScalarAsync($"SELECT toUInt64({i}) + sum(number) FROM numbers(1000)", null, null, Token)));
        for (var i = 0; i < results.Length; i++)
            Assert.Equal(499500UL + (ulong)i, results[i]);
    }

    [Fact]
    public async Task Read_only_request_changes_nothing()
    {
        using var response = await engine.Http.GetAsync(new Uri("/?query=CREATE+TABLE+x+(a+UInt8)+ENGINE=Memory", UriKind.Relative), Token);
        Assert.Equal("164", response.Headers.GetValues("X-ClickHouse-Exception-Code").Single());
    }

    private static async Task RunAsync(ClickHouseClient client, string sql, CancellationToken cancellationToken)
    {
        await using var reader = await client.ExecuteReaderAsync(sql, null, null, cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
        }
    }

    private static async Task<int> RunningAsync(ClickHouseClient client, string mark) => Convert.ToInt32(
        await client.ExecuteScalarAsync($"SELECT count() FROM system.processes WHERE startsWith(query, '{mark}')", null, null, Token),
        CultureInfo.InvariantCulture);
}
