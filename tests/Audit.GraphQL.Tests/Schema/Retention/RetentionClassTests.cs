using Audit.GraphQL.Tests.Hosting;
using Audit.Querying;
using Audit.Retention;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Schema.Retention;

/// <summary>Classes of retention: those that are configured, and those that events are stored by.</summary>
public sealed class RetentionClassTests
{
    private static readonly DateTimeOffset Oldest = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Configured_and_stored_classes_are_one_list_from_one_question()
    {
        var reader = new MemoryReader
        {
            Stored =
            [
                new RetentionUsage("default", 12, 3_456, Oldest.AddTicks(1_234_560), null),
                new RetentionUsage("retired", 1, 200, Oldest, TimeSpan.FromDays(30)),
            ],
        };
        await using var host = await StartAsync(reader);
        var data = await host.DataAsync("{retentionClasses{name keepFor archive events bytes oldest}}");
        Assert.Equal(
            """
            [{"name":"default","keepFor":"P365D","archive":false,"events":12,"bytes":3456,"oldest":"2026-03-01T12:00:00.123456Z"},
            {"name":"retired","keepFor":"P30D","archive":false,"events":1,"bytes":200,"oldest":"2026-03-01T12:00:00.000000Z"},
            {"name":"security","keepFor":"P2555DT12H","archive":false,"events":0,"bytes":0,"oldest":null}]
            """.ReplaceLineEndings(""),
            data["retentionClasses"]!.ToJsonString());
        var asked = Assert.Single(reader.Retention);
        Assert.Null(asked.Filter);
        Assert.Equal(["default", "security"], asked.Known.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Store_that_does_not_answer_is_told_as_such()
    {
        await using var host = await StartAsync(new MemoryReader { Before = static _ => throw new AuditQueryException(AuditQueryFailure.Unavailable, "The store does not answer.") });
        Assert.Equal("UNAVAILABLE", (await host.RefusalAsync("{retentionClasses{name}}")).Code);
    }

    private static Task<GraphHost> StartAsync(MemoryReader reader) =>
        GraphHost.StartAsync(reader, null, static audit => audit.Services.AddSingleton<IRetentionClasses>(new Classes()));

    private sealed class Classes : IRetentionClasses
    {
        public IReadOnlyList<ConfiguredRetention> Configured => [new("security", TimeSpan.FromDays(2555.5)), new("default", TimeSpan.FromDays(365))];
    }
}
