using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Audit.Events;
using Audit.GraphQL.Tests.Hosting;
using Audit.Querying;
using Audit.Storage.ClickHouse.Connection;
using Audit.Testing.EmbeddedEngine;
using Audit.Testing.Filters;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Engine;

/// <summary>Whatever is asked of the API over 20,000 events is what the same filter finds in memory, on pages in both directions, while events arrive.</summary>
public sealed class FilterPropertyTests(EmbeddedEngineFixture engine)
{
    private const int Count = 20_000;
    private const int Filters = 40;
    private const int ArrivingAtOnce = 50;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    public async Task Pages_of_any_filter_hold_what_the_same_filter_finds_in_memory(int seed)
    {
        var events = EventGenerator.Generate(Count, seed);
        var database = await engine.CreateDatabaseAsync("property");
        await EngineLog.CreateTablesAsync(engine, database);
        using var client = engine.CreateClient(database);
        foreach (var part in events.Chunk(Count / 4))
            await EventRows.InsertAsync(client, part);
        await using var host = await GraphHost.StartAsync(
            null,
            new() { ["Audit:Storage:Database"] = database, ["Audit:GraphQL:RequestsPerSecond"] = "0" },
            audit =>
            {
                audit.Services.AddSingleton<IClickHouseTransport>(new EngineTransport(engine));
                audit.AddClickHouse();
            });

        var random = new Random(seed);
        var arriving = new EventStream(EventGenerator.Generate(Count / 4, seed + 1_000).Chunk(ArrivingAtOnce).GetEnumerator());
        var found = 0;
        var number = 0;
        foreach (var filter in FilterGenerator.Filter().Sample(50, new Rnd((ulong)seed), Filters))
        {
            var predicate = AuditFilterPredicate.Of(filter);
            var expected = events.Where(e => predicate.Matches(e, EventGenerator.Now)).ToDictionary(e => e.Id);
            var (sort, direction) = ((AuditSort)random.Next(3), (SortDirection)random.Next(2));
            var size = Math.Clamp(expected.Count / 6, 10, 1_000);
            var what = $"seed {seed}, filter {number++}: {sort} {direction} by {FilterJson.Of(filter).ToJsonString()}";
            foreach (var isForwards in new[] { true, false })
            {
                var pages = new Pages(host, filter, sort, direction, size, isForwards);
                var ids = await pages.ReadAsync(async () =>
                {
                    if (arriving.Next() is { } some)
                        await EventRows.InsertAsync(client, some);
                });

                Assert.True(ids.Count == ids.Distinct().Count(), $"An event is on two pages. {what}");
                var others = ids.Where(id => !expected.ContainsKey(id)).Select(id => arriving.Arrived.GetValueOrDefault(id)).ToList();
                Assert.True(others.TrueForAll(other => other is not null && predicate.Matches(other, EventGenerator.Now)), $"An event does not belong. {what}");
                Assert.True(expected.Count == ids.Count - others.Count, $"{expected.Count} events, but {ids.Count - others.Count} were found. {what}");
                var order = Sorted(ids.Select(id => expected.GetValueOrDefault(id) ?? arriving.Arrived[id]), sort, direction);
                Assert.True(order.SequenceEqual(ids), $"The events are not in order. {what}");
                Assert.True(pages.Total >= expected.Count && pages.Total <= expected.Count + arriving.Arrived.Count, $"{expected.Count} events, but {pages.Total} were counted. {what}");
            }

            found += Math.Min(1, expected.Count);
        }

        Assert.InRange(found, Filters / 4, Filters);
        Assert.NotEmpty(arriving.Arrived);
    }

    private static IEnumerable<Guid> Sorted(IEnumerable<AuditEvent> events, AuditSort sort, SortDirection direction)
    {
        var ascending = events
            .OrderBy(e => sort switch { AuditSort.Duration => e.DurationMicroseconds, AuditSort.RowsAffected => e.RowsAffected, _ => e.OccurredAtUnixMicroseconds })
            .ThenBy(e => EngineOrder(e.Id));
        return (direction == SortDirection.Ascending ? ascending : ascending.Reverse()).Select(e => e.Id);
    }

    /// <summary>The engine compares the second half of a UUID first.</summary>
    private static UInt128 EngineOrder(Guid id)
    {
        var value = BinaryPrimitives.ReadUInt128BigEndian(id.ToByteArray(bigEndian: true));
        return (value << 64) | (value >> 64);
    }

    /// <summary>Events that arrive while others are read, bit by bit.</summary>
    private sealed class EventStream(IEnumerator<AuditEvent[]> parts)
    {
        public Dictionary<Guid, AuditEvent> Arrived { get; } = [];

        public AuditEvent[]? Next()
        {
            if (!parts.MoveNext())
                return null;
            foreach (var auditEvent in parts.Current)
                Arrived.Add(auditEvent.Id, auditEvent);
            return parts.Current;
        }
    }

    /// <summary>All pages of a query, one after the other.</summary>
    private sealed class Pages(GraphHost host, AuditFilter filter, AuditSort sort, SortDirection direction, int size, bool isForwards)
    {
        private static readonly string[] Sorts = ["OCCURRED_AT", "DURATION", "ROWS_AFFECTED"];

        public long Total { get; private set; }

        /// <param name="between">Happens between two pages.</param>
        public async Task<List<Guid>> ReadAsync(Func<Task> between)
        {
            var ids = new List<Guid>();
            var (arguments, cursor, more) = isForwards ? ($"first:{size},after:$c", "endCursor", "hasNextPage") : ($"last:{size},before:$c", "startCursor", "hasPreviousPage");
            var query = $"query($f:AuditEventFilter,$c:String){{auditEvents(filter:$f,sort:{Sorts[(int)sort]},direction:{(direction == SortDirection.Ascending ? "ASC" : "DESC")},{arguments}){{nodes{{id}} pageInfo{{{cursor} {more}}} totalCount}}}}";
            for (string? place = null; ;)
            {
                Token.ThrowIfCancellationRequested();
                var page = (await host.DataAsync(query, new JsonObject { ["f"] = FilterJson.Of(filter), ["c"] = place }))["auditEvents"]!;
                ids.InsertRange(isForwards ? ids.Count : 0, page["nodes"]!.AsArray().Select(node => node!["id"]!.GetValue<Guid>()));
                Total = page["totalCount"]!.GetValue<long>();
                if (!page["pageInfo"]![more]!.GetValue<bool>())
                    return ids;
                place = page["pageInfo"]![cursor]!.GetValue<string>();
                await between();
            }
        }
    }
}
