using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Audit.Events;
using Audit.Querying;
using Audit.Storage.ClickHouse.Reading;
using Audit.Storage.ClickHouse.Reading.Execution;
using Audit.Storage.ClickHouse.Reading.Grouping;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Audit.Storage.ClickHouse.Tests.Reading;

/// <summary>Answers made of rollups are those that the log gives.</summary>
[SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "The same queries every time")]
public sealed class RollupTests(EmbeddedEngineFixture engine)
{
    private static readonly long Now = AuditEvent.UnixMicroseconds(EventGenerator.Now);

    private static readonly ImmutableArray<Metric> Sums =
        [Metric.Count, Metric.Failures, Metric.Destructive, Metric.RowsAffectedSum, Metric.RowsAffectedMax, Metric.DurationAvg];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Histogram_of_the_last_days_is_the_same_from_hours_as_from_the_log()
    {
        using var database = await AuditLogDatabase.CreateAsync(engine, EventGenerator.Generate(2000));
        Dimension[] dimensions =
        [
            Dimension.Category, Dimension.Outcome, Dimension.Risk, Dimension.Destructive, Dimension.Source, Dimension.Application, Dimension.Environment, Dimension.TenantId,
            Dimension.Action, Dimension.ActorType, Dimension.DbSystem, Dimension.Database,
        ];
        var random = new Random(3);
        for (var i = 0; i < 60; i++)
        {
            var stacked = dimensions[i % dimensions.Length];
            await AssertSameAsync(database, new AggregateQuery
            {
                By = random.Next(5) == 0 ? [] : random.Next(2) == 0 ? [Dimension.Time, stacked] : [stacked],
                Metrics = [.. Sums.Skip(random.Next(3))],
                Bucket = random.Next(3) switch { 0 => null, 1 => TimeSpan.FromHours(1 + random.Next(30)), _ => TimeSpan.FromDays(7) },
                Filter = WithRange(Filter(random, 0), random),
                Limit = 10_000,
            });
        }
    }

    [Fact]
    public async Task Top_actors_are_the_same_from_days_as_from_the_log()
    {
        using var database = await AuditLogDatabase.CreateAsync(engine, EventGenerator.Generate(2000));
        var random = new Random(4);
        for (var i = 0; i < 40; i++)
        {
            var filter = random.Next(3) switch
            {
                0 => new AuditFilter(),
                1 => new AuditFilter { ActorType = [(ActorType)random.Next(5), ActorType.User], TenantId = new StringFilter { Ne = "tenant-1" } },
                _ => new AuditFilter { Not = new AuditFilter { ActorId = new StringFilter { Eq = "alice" } }, Category = [(EventCategory)random.Next(9), EventCategory.Database] },
            };
            await AssertSameAsync(database, new AggregateQuery
            {
                By = random.Next(4) switch { 0 => [Dimension.ActorId], 1 => [Dimension.ActorId, Dimension.Time], 2 => [Dimension.TenantId, Dimension.ActorId], _ => [Dimension.ActorType, Dimension.ActorId] },
                Metrics = [Metric.UniqueActors, .. Sums],
                OrderBy = Sums[random.Next(Sums.Length)],
                Direction = random.Next(2) == 0 ? SortDirection.Ascending : SortDirection.Descending,
                Bucket = TimeSpan.FromDays(1 + random.Next(3)),
                Filter = WithRange(filter, random),
                Limit = 5 + random.Next(100),
            });
        }
    }

    [Fact]
    public void What_a_rollup_cannot_tell_is_asked_of_the_log()
    {
        var hourly = new AggregateQuery { By = [Dimension.Time, Dimension.Outcome], Bucket = TimeSpan.FromHours(6) };
        var top = new AggregateQuery { By = [Dimension.ActorId], Metrics = [Metric.Count, Metric.UniqueActors] };
        Assert.NotNull(Rollup(hourly));
        Assert.NotNull(Rollup(top));
        AggregateQuery[] others =
        [
            hourly with { Bucket = TimeSpan.FromMinutes(90) },
            hourly with { By = [Dimension.Time, Dimension.Table] },
            hourly with { By = [Dimension.SessionId] },
            hourly with { Metrics = [Metric.DurationP95] },
            hourly with { Metrics = [Metric.UniqueSessions] },
            hourly with { OrderBy = Metric.DurationP50 },
            hourly with { Filter = new AuditFilter { Search = "x" } },
            hourly with { Filter = new AuditFilter { ActorName = new StringFilter { Eq = "x" } } },
            hourly with { Filter = new AuditFilter { Not = new AuditFilter { ParentId = Guid.Empty } } },
            hourly with { Filter = new AuditFilter { Or = [new AuditFilter { From = EventGenerator.Now }] } },
            hourly with { Filter = new AuditFilter { And = [new AuditFilter { Last = TimeSpan.FromDays(1) }] } },
            hourly with { Filter = new AuditFilter { Last = TimeSpan.FromMinutes(59) } },
            top with { By = [Dimension.ActorId, Dimension.Outcome] },
            top with { By = [Dimension.ActorId, Dimension.Time], Bucket = TimeSpan.FromHours(12) },
            top with { Filter = new AuditFilter { Destructive = true } },
        ];
        Assert.All(others, query => Assert.Null(Rollup(query)));
    }

    [Fact]
    public async Task Rollup_that_counts_expired_events_is_not_asked()
    {
        using var database = await AuditLogDatabase.CreateAsync(engine, EventGenerator.Generate(100));
        var query = new AggregateQuery { By = [Dimension.Outcome] };
        await database.Client.ExecuteNonQueryAsync("INSERT INTO audit_rollup_hourly (hour, outcome, events, expires_first, expires_last) VALUES ('2026-03-01 00:00:00', 'failed', 1000, toDateTime('2026-03-10 00:00:00', 'UTC'), toDateTime('2100-01-01 00:00:00', 'UTC'))", null, null, Token);
        Assert.Equal(100, (await database.Reader().AggregateAsync(query, Token)).Rows.Sum(row => row.Metrics[0]));

        var later = query with { Filter = new AuditFilter { From = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero) } };
        await AssertSameAsync(database, later);
    }

    private static async Task AssertSameAsync(AuditLogDatabase database, AggregateQuery query)
    {
        using var runner = new QueryRunner(database.Client, new ClickHouseReadOptions(), NullLogger.Instance);
        var request = new AggregateRequest(query, Now);
        const long start = 40L * 86_400_000_000;
        var rollup = request.Rollup(Now - start, Now);
        Assert.NotNull(rollup);
        var fromRollup = await runner.RunAsync(request.Groups(Now - start, Now, rollup), "test", request.MaxRows, answer => request.Read(answer, default), Token);
        var fromLog = await runner.RunAsync(request.Groups(Now - start, Now, null), "test", request.MaxRows, answer => request.Read(answer, default), Token);
        AssertSame(fromLog, fromRollup);
        if (!request.NeedsRange)
            AssertSame(fromLog, await database.Reader().AggregateAsync(query, Token));
    }

    private static void AssertSame(AggregateResult expected, AggregateResult actual)
    {
        Assert.Equal(expected.Truncated, actual.Truncated);
        Assert.Equal(
            expected.Rows.Select(row => (string.Join('|', row.Key), string.Join('|', row.Metrics))),
            actual.Rows.Select(row => (string.Join('|', row.Key), string.Join('|', row.Metrics))));
    }

    private static RollupSource? Rollup(AggregateQuery query) => new AggregateRequest(query, Now).Rollup(0, 0);

    private static AuditFilter Filter(Random random, int depth) => random.Next(depth > 1 ? 5 : 8) switch
    {
        0 => new AuditFilter(),
        1 => new AuditFilter { Outcome = [Outcome.Failed, (Outcome)random.Next(6)], MinRisk = (Risk)random.Next(5) },
        2 => new AuditFilter { Destructive = random.Next(2) == 0, Source = [(CommandSource)random.Next(10), (CommandSource)random.Next(10)] },
        3 => new AuditFilter { Action = new StringFilter { StartsWith = "db." }, Application = new StringFilter { In = ["shop", "billing"] } },
        4 => new AuditFilter { TenantId = new StringFilter { Eq = $"tenant-{random.Next(3)}" }, Environment = new StringFilter { Ne = "Test" } },
        5 => new AuditFilter { And = [Filter(random, depth + 1), Filter(random, depth + 1)] },
        6 => new AuditFilter { Or = [Filter(random, depth + 1), Filter(random, depth + 1)], Category = [(EventCategory)random.Next(9), (EventCategory)random.Next(9)] },
        _ => new AuditFilter { Not = Filter(random, depth + 1) },
    };

    /// <summary>With ranges that begin and end anywhere, or at full hours and days.</summary>
    private static AuditFilter WithRange(AuditFilter filter, Random random)
    {
        var from = EventGenerator.Now.AddDays(-random.Next(10, 35));
        var to = EventGenerator.Now.AddDays(-random.Next(0, 4));
        return random.Next(6) switch
        {
            0 => filter,
            1 => filter with { Last = TimeSpan.FromDays(random.Next(3, 30)) },
            2 => filter with { From = new DateTimeOffset(from.Date, TimeSpan.Zero), To = to },
            3 => filter with { From = from.AddTicks(random.NextInt64(TimeSpan.TicksPerDay)), To = to.AddTicks(-random.NextInt64(TimeSpan.TicksPerDay)) },
            4 => filter with { From = from.AddTicks(random.NextInt64(TimeSpan.TicksPerDay)) },
            _ => filter with { To = to.AddTicks(-random.NextInt64(TimeSpan.TicksPerDay)) },
        };
    }
}
