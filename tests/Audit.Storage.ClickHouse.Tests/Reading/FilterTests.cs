using Audit.Events;
using Audit.Querying;
using Audit.Testing.EmbeddedEngine;
using FsCheck.Fluent;

namespace Audit.Storage.ClickHouse.Tests.Reading;

public sealed class FilterTests(EmbeddedEngineFixture engine)
{
    [Fact]
    public async Task Any_filter_finds_what_the_same_filter_finds_in_memory()
    {
        var events = EventGenerator.Generate(3000);
        using var database = await AuditLogDatabase.CreateAsync(engine, events);
        var reader = database.Reader();
        var found = 0;
        foreach (var filter in FilterGenerator.Filter().Sample(300))
        {
            var expected = events.Where(e => FilterEvaluator.Matches(filter, e, EventGenerator.Now)).Select(e => e.Id).ToHashSet();
            var predicate = AuditFilterPredicate.Of(filter);
            Assert.True(expected.SetEquals(events.Where(e => predicate.Matches(e, EventGenerator.Now)).Select(e => e.Id)), $"in memory by {Describe(filter)}");
            var page = await reader.QueryAsync(new AuditQuery { Filter = filter, Limit = 1000 }, TestContext.Current.CancellationToken);
            var actual = page.Items.Select(item => item.Event.Event.Id).ToHashSet();
            Assert.True(page.HasNext ? actual.IsSubsetOf(expected) : actual.SetEquals(expected), $"{actual.Count} instead of {expected.Count} by {Describe(filter)}");
            Assert.True(expected.Count == await reader.CountAsync(filter, TestContext.Current.CancellationToken), $"count by {Describe(filter)}");
            found += Math.Min(1, expected.Count);
        }

        Assert.InRange(found, 50, 300);
    }

    private static string Describe(AuditFilter filter) => System.Text.Json.JsonSerializer.Serialize(filter, JsonOptions);

    private static readonly System.Text.Json.JsonSerializerOptions JsonOptions = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
}
