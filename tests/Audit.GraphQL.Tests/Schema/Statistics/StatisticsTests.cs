using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Audit.AspNetCore.Access;
using Audit.GraphQL.Tests.Hosting;
using Audit.Querying;
using Audit.Statistics;
using Audit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Schema.Statistics;

public sealed class StatisticsTests
{
    private const string Contract = "eventsPerSecond destructiveLastHour failuresLastHour queueDepth spooledBytes declaredLosses lagMilliseconds";

    private static readonly DateTimeOffset Since = new(2026, 3, 15, 11, 58, 0, TimeSpan.Zero);

    private static readonly PipelineStatistics Snapshot = new()
    {
        TakenAt = Since.AddMinutes(2),
        Instance = "shop-1",
        IsRunning = true,
        Recorded = 100,
        Delivered = 80,
        Dropped = 3,
        Spooled = 15,
        Losses = [new EventLoss("buffer_full", 2), new EventLoss("dead_lettered", 1)],
        LastLossAt = Since,
        DeadLetters = 1,
        Adopted = 7,
        SpooledBytes = 1_048_576,
        SpoolCapacityBytes = 8_589_934_592,
        OldestUndeliveredAge = TimeSpan.FromSeconds(90),
        BatchLatency = TimeSpan.FromMilliseconds(12.5),
        DeliveredBatches = 9,
        FailedAttempts = 5,
        Retries = 4,
        ConsecutiveFailures = 2,
        Holds = [new DeliveryHold(DeliverySource.Pipeline, "UNKNOWN_TABLE", Since, "Make it anew.")],
        OutboxWaiting = 6,
        OutboxOldestAge = TimeSpan.FromSeconds(1),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly CollectingAuditLog _log = new();
    private readonly MemoryReader _reader = new([]);

    [Fact]
    public async Task The_pipeline_of_the_process_tells_how_it_fares()
    {
        await using var host = await StartAsync(new FixedStatistics(Snapshot));

        var statistics = (await host.DataAsync(
            $$"""
            { statistics { at {{Contract}} holds { source reason since remedy } pipeline {
                instance running recorded delivered queued dropped losses { reason count } lastLossAt deadLetters adopted spooled spoolCapacityBytes
                oldestUndeliveredAt batches batchLatencyMilliseconds failedAttempts retries consecutiveFailures outboxWaiting outboxLagMilliseconds } } }
            """))["statistics"]!;

        Assert.Equal(
            """
            {"at":"2026-03-15T12:00:00.000000Z","eventsPerSecond":0,"destructiveLastHour":11,"failuresLastHour":0,"queueDepth":2,"spooledBytes":1048576,"declaredLosses":3,"lagMilliseconds":90000,"holds":[{"source":"PIPELINE","reason":"UNKNOWN_TABLE","since":"2026-03-15T11:58:00.000000Z","remedy":"Make it anew."}],"pipeline":{"instance":"shop-1","running":true,"recorded":100,"delivered":80,"queued":17,"dropped":3,"losses":[{"reason":"buffer_full","count":2},{"reason":"dead_lettered","count":1}],"lastLossAt":"2026-03-15T11:58:00.000000Z","deadLetters":1,"adopted":7,"spooled":15,"spoolCapacityBytes":8589934592,"oldestUndeliveredAt":"2026-03-15T11:58:30.000000Z","batches":9,"batchLatencyMilliseconds":12.5,"failedAttempts":5,"retries":4,"consecutiveFailures":2,"outboxWaiting":6,"outboxLagMilliseconds":1000}}
            """,
            statistics.ToJsonString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_there_is_no_pipeline_it_is_null_and_not_zero(bool isSwitchedOff)
    {
        await using var host = await StartAsync(isSwitchedOff ? new FixedStatistics(Snapshot) { IsEnabled = false } : null);

        var statistics = (await host.DataAsync("{ statistics { queueDepth lagMilliseconds declaredLosses spooledBytes holds { reason } pipeline { recorded } } }"))["statistics"]!;

        Assert.Equal("""{"queueDepth":0,"lagMilliseconds":0,"declaredLosses":0,"spooledBytes":0,"holds":[],"pipeline":null}""", statistics.ToJsonString());
    }

    [Fact]
    public async Task The_log_is_asked_for_the_last_minute_and_the_last_hour()
    {
        await using var host = await StartAsync(null);

        await host.DataAsync($"{{ statistics {{ {Contract} }} }}");

        Assert.Equal(TimeSpan.FromMinutes(1), Assert.Single(_reader.Counts).Last);
        var aggregate = Assert.Single(_reader.Aggregates);
        Assert.Equal(TimeSpan.FromHours(1), aggregate.Filter.Last);
        Assert.Equal([Metric.Destructive, Metric.Failures], aggregate.Metrics);
    }

    [Fact]
    public async Task Two_hundred_dashboards_cost_one_query()
    {
        await using var host = await StartAsync(null);
        var gate = new TaskCompletionSource();
        _reader.Before = _ => gate.Task;

        var asked = Enumerable.Range(0, 200).Select(_ => host.DataAsync($"{{ statistics {{ {Contract} }} }}")).ToArray();
        gate.SetResult();
        await Task.WhenAll(asked);
        await host.DataAsync($"{{ statistics {{ {Contract} }} }}");
        Assert.Single(_reader.Aggregates);

        host.Time.Advance(TimeSpan.FromSeconds(2));
        await host.DataAsync($"{{ statistics {{ {Contract} }} }}");
        Assert.Equal(2, _reader.Aggregates.Count);
    }

    [Fact]
    public async Task Figures_that_take_long_are_asked_for_less_often()
    {
        await using var host = await StartAsync(null);
        _reader.Before = _ =>
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        };
        await host.DataAsync("{ statistics { eventsPerSecond } }");

        host.Time.Advance(TimeSpan.FromSeconds(17));
        await host.DataAsync("{ statistics { eventsPerSecond } }");
        Assert.Single(_reader.Aggregates);

        host.Time.Advance(TimeSpan.FromSeconds(3));
        await host.DataAsync("{ statistics { eventsPerSecond } }");
        Assert.Equal(2, _reader.Aggregates.Count);
    }

    [Fact]
    public async Task What_the_pipeline_knows_is_told_while_the_store_is_away()
    {
        await using var host = await StartAsync(new FixedStatistics(Snapshot));
        _reader.Before = static _ => throw new AuditQueryException(AuditQueryFailure.Unavailable, "down");

        var held = await host.DataAsync("{ statistics { holds { reason } pipeline { queued } } }");
        Assert.Equal("UNKNOWN_TABLE", held["statistics"]!["holds"]![0]!["reason"]!.GetValue<string>());

        Assert.Equal("UNAVAILABLE", (await host.RefusalAsync("{ statistics { destructiveLastHour holds { reason } } }")).Code);

        _reader.Before = static _ => Task.CompletedTask;
        host.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("11", (await host.DataAsync("{ statistics { destructiveLastHour } }"))["statistics"]!["destructiveLastHour"]!.ToJsonString());
    }

    [Fact]
    public async Task Who_asks_and_goes_away_takes_the_answer_from_nobody()
    {
        await using var host = await StartAsync(null);
        var gate = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        _reader.Before = _ =>
        {
            asked.TrySetResult();
            return gate.Task;
        };
        using var client = host.CreateClient();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var first = client.PostAsync(new Uri("graphql", UriKind.Relative), GraphHost.Body("{ statistics { eventsPerSecond } }"), gone.Token);
        await asked.Task.WaitAsync(Token);
        var second = host.DataAsync("{ statistics { eventsPerSecond } }");
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        gate.SetResult();

        Assert.Equal("0", (await second)["statistics"]!["eventsPerSecond"]!.ToJsonString());
        Assert.Single(_reader.Aggregates);
    }

    [Fact]
    public async Task Who_is_bound_to_a_tenant_sees_figures_of_its_events_and_no_pipeline()
    {
        await using var host = await StartAsync(new FixedStatistics(Snapshot));
        using var client = host.CreateClient("acme-token");

        using var response = await client.PostAsync(new Uri("graphql", UriKind.Relative), GraphHost.Body("{ statistics { destructiveLastHour queueDepth holds { reason } pipeline { recorded } } }"), Token);
        var seen = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["data"]!["statistics"]!;
        await host.DataAsync("{ statistics { destructiveLastHour } }");

        Assert.Equal("""{"destructiveLastHour":11,"queueDepth":0,"holds":[],"pipeline":null}""", seen.ToJsonString());
        Assert.Equal(["acme", null], _reader.Aggregates.Select(static asked => asked.Filter.TenantId?.Eq));
        Assert.Equal(["acme", null], _reader.Counts.Select(static asked => asked.TenantId?.Eq));
    }

    [Fact]
    public async Task Looking_at_the_figures_is_not_reading_the_log()
    {
        await using var host = await StartAsync(new FixedStatistics(Snapshot));

        await host.DataAsync($"{{ statistics {{ {Contract} }} }}");
        await host.DataAsync("{ auditEvents { totalCount } }");

        Assert.Equal(["audit.read"], _log.Events.Select(told => told.Action));
        Assert.Contains("auditEvents", string.Create(CultureInfo.InvariantCulture, $"{_log.Events.Single().Attributes[1].Value}"), StringComparison.Ordinal);
    }

    private Task<GraphHost> StartAsync(IAuditStatistics? statistics) => GraphHost.StartAsync(_reader, new()
    {
        ["Audit:Access:Tokens:1:Name"] = "anna",
        ["Audit:Access:Tokens:1:Sha256"] = Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("acme-token"))),
        ["Audit:Access:Tokens:1:Roles:0"] = AuditRoles.Viewer,
        ["Audit:Access:Tokens:1:Tenant"] = "acme",
    }, audit =>
    {
        audit.Services.AddSingleton<Audit.Events.IAuditLog>(_log);
        if (statistics is not null)
            audit.Services.AddSingleton(statistics);
    });

    private sealed class FixedStatistics(PipelineStatistics snapshot) : IAuditStatistics
    {
        public bool IsEnabled { get; init; } = true;

        public PipelineStatistics Snapshot() => snapshot;
    }
}
