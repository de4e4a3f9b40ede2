using System.Text.Json.Nodes;
using Audit.Context;
using Audit.Events;
using Audit.GraphQL.Tests.Hosting;
using Audit.Querying;
using Audit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Reads;

/// <summary>Who reads the log leaves an event in it.</summary>
public sealed class ReadEventTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly CollectingAuditLog _log = new();
    private readonly MemoryReader _reader = new(StoredEvents.At(1), StoredEvents.At(2), StoredEvents.At(3));

    [Fact]
    public async Task A_query_is_told_by_its_shape_and_filter_with_who_asked_and_how_many_rows_they_got()
    {
        await using var host = await StartAsync();

        await host.DataAsync(
            """
            query Who($filter: AuditEventFilter) {
              auditEvents(filter: $filter, first: 2) { ...page }
              facets(dimensions: [ACTION, ACTOR_ID], filter: { last: "P1D", or: [{ actorId: { in: ["a", "b"] } }, { destructive: true }] }) { values { value count } }
            }
            fragment page on AuditEventConnection { renamed: nodes { id actor { id } } totalCount }
            """,
            JsonNode.Parse("""{ "filter": { "actorId": { "eq": "alice" }, "rowsAffected": { "gt": 5 } } }""")!.AsObject());

        var read = Assert.Single(_log.Events);
        Assert.Equal((EventCategory.Access, "audit.read", Outcome.Succeeded), (read.Category, read.Action, read.Outcome));
        Assert.Equal(new AuditActor(ActorType.User, "vera", "vera"), read.Context.Actor);
        // Two events and a value for each dimension.
        Assert.Equal(4, read.RowsRead);
        Assert.Equal("graphql", Attribute(read, "read.api"));
        Assert.Equal("Who", Attribute(read, "read.operation"));
        Assert.Equal("auditEvents(filter,first){nodes{id actor{id}} totalCount} facets(dimensions,filter){values{value count}}", Attribute(read, "read.fields"));
        Assert.Equal(
            "actorId.eq=alice; rowsAffected.gt=5; last=P1D; or.actorId.in=a; or.actorId.in=b; or.destructive=true", Attribute(read, "read.filter"));
    }

    [Fact]
    public async Task Values_that_are_secrets_are_left_out_of_the_filter()
    {
        await using var host = await StartAsync();

        await host.DataAsync(
            """
            query ($jwt: String, $name: String!) {
              auditEvents(filter: { search: $jwt, attribute: [{ name: "password", value: { eq: "hunter2" } }, { name: $name, value: { startsWith: "T-1" } }] }) { totalCount }
            }
            """,
            JsonNode.Parse("""{ "name": "ticket", "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ" }""")!.AsObject());

        Assert.Equal("search=<redacted>; attribute.password.eq=<redacted>; attribute.ticket.startsWith=T-1", Attribute(Assert.Single(_log.Events), "read.filter"));
    }

    [Theory]
    [InlineData("{ me { name } }")]
    [InlineData("{ __schema { queryType { name } } }")]
    [InlineData("{ pendingApprovals { id } }")]
    [InlineData("{ not closed")]
    public async Task What_reads_nothing_of_the_log_leaves_nothing(string query)
    {
        await using var host = await StartAsync();
        await host.AskAsync(query);
        Assert.Empty(_log.Events);
    }

    [Fact]
    public async Task A_reading_that_fails_is_one_as_well()
    {
        await using var host = await StartAsync();
        _reader.Before = static _ => throw new AuditQueryException(AuditQueryFailure.Unavailable, "The store does not answer.");
        await host.AskAsync("{ auditEvents { nodes { id } } }");
        await host.AskAsync("{ auditEvents(first: 1000) { nodes { related(first: 1000) { id } } } }");

        Assert.Equal(["UNAVAILABLE", "LIMIT_EXCEEDED"], _log.Events.Select(static read => read.ErrorCode));
        Assert.All(_log.Events, static read => Assert.Equal((Outcome.Failed, 0), (read.Outcome, read.RowsRead)));
    }

    [Fact]
    public async Task A_reading_that_takes_too_long_is_recorded_as_cancelled()
    {
        await using var host = await StartAsync();
        var started = new TaskCompletionSource();
        _reader.Before = async token =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
        };
        var asking = host.AskAsync("{ auditEvents { nodes { id } } }");
        await started.Task.WaitAsync(Token);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await asking;

        Assert.Equal(Outcome.Cancelled, Assert.Single(_log.Events).Outcome);
    }

    [Fact]
    public async Task What_the_store_does_to_answer_is_not_recorded()
    {
        await using var host = await StartAsync();
        _reader.Before = _ =>
        {
            // As an audited database does whose tables hold the log.
            if (_log.IsEnabled)
                _log.Record(new AuditEvent(TimeProvider.System.GetUtcNow()) { Category = EventCategory.Database, Action = "db.select" });
            return Task.CompletedTask;
        };

        await host.DataAsync("{ auditEvents { nodes { id } totalCount } aggregate(by: []) { truncated } }");

        Assert.Equal("audit.read", Assert.Single(_log.Events).Action);
    }

    [Fact]
    public async Task A_long_query_makes_no_long_event()
    {
        await using var host = await StartAsync();
        var ids = string.Join(',', Enumerable.Range(0, 900).Select(static i => $"\"actor-{i}\""));
        var fields = string.Join(' ', Enumerable.Repeat("id occurredAt action category", 120));
        await host.DataAsync($"{{ auditEvents(filter: {{ actorId: {{ in: [{ids}] }} }}) {{ nodes {{ {fields} }} }} }}");

        var read = Assert.Single(_log.Events);
        Assert.InRange(Attribute(read, "read.fields")!.Length, 1_000, 1_025);
        Assert.InRange(Attribute(read, "read.filter")!.Length, 2_000, 2_049);
    }

    [Fact]
    public async Task Reads_are_not_recorded_when_that_is_switched_off()
    {
        await using var host = await StartAsync(new() { ["Audit:GraphQL:RecordReads"] = "false" });
        await host.DataAsync("{ auditEvents { totalCount } }");
        Assert.Empty(_log.Events);
    }

    private Task<GraphHost> StartAsync(Dictionary<string, string?>? settings = null) => GraphHost.StartAsync(_reader, settings, audit =>
    {
        audit.Services.AddSingleton<IAuditLog>(_log);
        // Events go to the log above; there is no store to deliver them to.
        audit.Services.AddAudit(static options => options.Enabled = false);
    });

    private static string? Attribute(AuditEvent read, string name) => read.Attributes.FirstOrDefault(attribute => attribute.Name == name).Value;
}
