using Audit.Events;
using Audit.Querying;
using Audit.Storage.ClickHouse.Reading;
using Audit.Storage.ClickHouse.Reading.Execution;
using Audit.Storage.ClickHouse.Reading.Sql;
using Audit.Statements;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;
using Microsoft.Extensions.Logging.Abstractions;

namespace Audit.Storage.ClickHouse.Tests.Reading;

public sealed class LimitTests(EmbeddedEngineFixture engine)
{
    /// <summary>Runs for minutes unless something stops it.</summary>
    private static readonly SqlFragment Endless = new("SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 7");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Query_that_takes_too_long_is_refused_with_advice()
    {
        using var client = engine.CreateClient("default");
        var runner = new QueryRunner(client, new ClickHouseReadOptions { MaxExecutionTime = TimeSpan.FromSeconds(1) }, NullLogger.Instance);
        var error = await Assert.ThrowsAsync<AuditQueryException>(async () => await RunAsync(runner, Endless, Token));
        AssertRefused(error, AuditQueryFailure.LimitExceeded, "longer than it may");
    }

    [Fact]
    public async Task Query_that_needs_too_much_memory_is_refused_with_advice()
    {
        using var client = engine.CreateClient("default");
        var runner = new QueryRunner(client, new ClickHouseReadOptions { MaxMemoryBytes = 32 << 20 }, NullLogger.Instance);
        var error = await Assert.ThrowsAsync<AuditQueryException>(async () => await RunAsync(runner, new SqlFragment("SELECT uniqExact(number) FROM numbers(20000000)"), Token));
        AssertRefused(error, AuditQueryFailure.LimitExceeded, "more memory than it may");
    }

    [Fact]
    public async Task Query_that_reads_too_many_rows_is_refused_with_advice()
    {
        using var database = await AuditLogDatabase.CreateAsync(engine, EventGenerator.Generate(500));
        var error = await Assert.ThrowsAsync<AuditQueryException>(async () => await database.Reader(new ClickHouseReadOptions { MaxRowsToRead = 100 }).CountAsync(new AuditFilter { MinRisk = Risk.High }, Token));
        AssertRefused(error, AuditQueryFailure.LimitExceeded, "reads more rows than it may");
    }

    [Fact]
    public async Task Answer_that_is_too_large_is_refused_with_advice()
    {
        var random = new Random(3);
        var statements = Enumerable.Range(0, 40).Select(_ => new string([.. Enumerable.Range(0, 100_000).Select(_ => (char)random.Next('a', 'z'))]));
        using var database = await AuditLogDatabase.CreateAsync(
            engine, statements.Select(text => new AuditEvent(EventGenerator.Now) { Category = EventCategory.Database, Action = "x", Statement = new StatementInfo { RedactedText = text } }));
        var error = await Assert.ThrowsAsync<AuditQueryException>(async () => await database.Reader(new ClickHouseReadOptions { MaxResultBytes = 1 << 20 }).QueryAsync(new AuditQuery(), Token));
        AssertRefused(error, AuditQueryFailure.LimitExceeded, "answer is larger");
        Assert.Equal(40, (await database.Reader().QueryAsync(new AuditQuery(), Token)).Items.Count);
    }

    [Fact]
    public async Task Cancelled_query_stops_in_the_engine()
    {
        using var client = engine.CreateClient("default");
        var runner = new QueryRunner(client, new ClickHouseReadOptions { MaxExecutionTime = TimeSpan.FromMinutes(10) }, NullLogger.Instance);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var query = RunAsync(runner, Endless, cancel.Token).AsTask();
        await UntilAsync(client, running: true);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
        await UntilAsync(client, running: false);
    }

    [Fact]
    public async Task Store_without_a_schema_is_not_available()
    {
        using var client = engine.CreateClient(await engine.CreateDatabaseAsync());
        var reader = new ClickHouseAuditReader(new QueryRunner(client, new ClickHouseReadOptions(), NullLogger.Instance), TimeProvider.System);
        var error = await Assert.ThrowsAsync<AuditQueryException>(async () => await reader.CountAsync(new AuditFilter(), Token));
        AssertRefused(error, AuditQueryFailure.Unavailable, "not set up yet");
    }

    [Fact]
    public async Task Store_that_nobody_listens_at_is_not_available()
    {
        using var client = new ClickHouseClient("Host=127.0.0.1;Port=9;Username=default");
        var reader = new ClickHouseAuditReader(new QueryRunner(client, new ClickHouseReadOptions(), NullLogger.Instance), TimeProvider.System);
        var error = await Assert.ThrowsAsync<AuditQueryException>(async () => await reader.CountAsync(new AuditFilter(), Token));
        AssertRefused(error, AuditQueryFailure.Unavailable, "does not answer");
        Assert.DoesNotContain("127.0.0.1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task Page_has_a_limit(int limit)
    {
        using var client = engine.CreateClient("default");
        var reader = new ClickHouseAuditReader(new QueryRunner(client, new ClickHouseReadOptions(), NullLogger.Instance), TimeProvider.System);
        var error = await Assert.ThrowsAsync<AuditQueryException>(async () => await reader.QueryAsync(new AuditQuery { Limit = limit }, Token));
        AssertRefused(error, AuditQueryFailure.Invalid, "limit: it must lie between 1 and 1000");
    }

    [Fact]
    public async Task Groups_that_make_no_sense_are_refused()
    {
        using var client = engine.CreateClient("default");
        var reader = new ClickHouseAuditReader(new QueryRunner(client, new ClickHouseReadOptions(), NullLogger.Instance), TimeProvider.System);
        (AggregateQuery Query, string Message)[] wrong =
        [
            (new AggregateQuery { By = [Dimension.Action, Dimension.Action] }, "by: Action is named twice"),
            (new AggregateQuery { By = [(Dimension)99] }, "by: there is no such dimension"),
            (new AggregateQuery { Metrics = [] }, "metrics: name at least one"),
            (new AggregateQuery { Metrics = [(Metric)99] }, "metrics: there is no such metric"),
            (new AggregateQuery { Limit = 10_001 }, "limit: it must lie between 1 and 10000"),
            (new AggregateQuery { Bucket = TimeSpan.FromMilliseconds(999) }, "bucket: it must be a second or more"),
        ];
        foreach (var (query, message) in wrong)
            AssertRefused(await Assert.ThrowsAsync<AuditQueryException>(async () => await reader.AggregateAsync(query, Token)), AuditQueryFailure.Invalid, message);
        var facets = await Assert.ThrowsAsync<AuditQueryException>(async () => await reader.FacetsAsync(new FacetQuery { Dimensions = [Dimension.Time] }, Token));
        AssertRefused(facets, AuditQueryFailure.Invalid, "dimensions: TIME has no facets");
    }

    private static ValueTask<long> RunAsync(QueryRunner runner, SqlFragment statement, CancellationToken cancellationToken) =>
        runner.RunAsync(new SqlText().Add($"{statement}"), "test", 1, static answer => (long)answer.Length, cancellationToken);

    private static async Task UntilAsync(ClickHouseClient client, bool running)
    {
        const string sql = "SELECT count() FROM system.processes WHERE query LIKE '%sipHash64(number) = 7%' AND query NOT LIKE '%system.processes%' AND is_cancelled = 0";
        while ((ulong)(await client.ExecuteScalarAsync(sql, null, null, Token))! > 0 != running)
            await Task.Yield();
    }

    private static void AssertRefused(AuditQueryException error, AuditQueryFailure failure, string message)
    {
        Assert.Equal(failure, error.Failure);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("DB::Exception", error.Message, StringComparison.Ordinal);
    }
}
