using System.Globalization;
using System.Text.Json.Nodes;
using Audit.Events;
using Audit.GraphQL.Tests.Hosting;
using Audit.Querying;

namespace Audit.GraphQL.Tests.Loading;

/// <summary>What belongs to events: right, and by few queries for all events of a page.</summary>
public sealed class RelatedTests
{
    [Fact]
    public async Task Events_of_a_trace_are_found_for_a_whole_page_by_one_query()
    {
        var reader = new MemoryReader(Enumerable.Range(1, 90).Select(i => StoredEvents.At(i, trace: $"trace-{i % 30}")));
        var data = await RunAsync(reader, "{auditEvents(first:60){nodes{id related{id}}}}");
        var nodes = data["auditEvents"]!["nodes"]!.AsArray();
        Assert.Equal(60, nodes.Count);
        Assert.All(nodes, node => Assert.Equal(
            Enumerable.Range(1, 90).Where(i => i % 30 == Number(node!) % 30 && i != Number(node!)), node!["related"]!.AsArray().Select(other => Number(other!))));
        Assert.Equal(2, reader.Queries.Count);
    }

    [Fact]
    public async Task Trace_with_many_events_does_not_hide_the_others()
    {
        var reader = new MemoryReader(
            Enumerable.Range(1, 2500).Select(i => StoredEvents.At(i, trace: "big")).Append(StoredEvents.At(2600, trace: "small")).Append(StoredEvents.At(2601, trace: "small")));
        var data = await RunAsync(reader, "{auditEvents(first:3){nodes{id related(first:400){id}}}}");
        var nodes = data["auditEvents"]!["nodes"]!.AsArray();
        Assert.Equal([2600], nodes[0]!["related"]!.AsArray().Select(node => Number(node!)));
        Assert.Equal([2601], nodes[1]!["related"]!.AsArray().Select(node => Number(node!)));
        Assert.Equal(Enumerable.Range(1, 400), nodes[2]!["related"]!.AsArray().Select(node => Number(node!)));
        Assert.InRange(reader.Queries.Count, 2, 4);
    }

    [Fact]
    public async Task Kinds_are_joined_in_order_of_time_each_event_once()
    {
        var reader = new MemoryReader(
            StoredEvents.At(1, trace: "t", session: "s"), StoredEvents.At(2, session: "s"), StoredEvents.At(3, trace: "t", transaction: 900),
            StoredEvents.At(4, transaction: 900), StoredEvents.At(5, trace: "t", session: "s", transaction: 900), StoredEvents.At(6));
        Assert.Equal([1, 2, 3, 4], await RelatedAsync(reader, 5, "[TRACE,TRANSACTION,SESSION,TRACE]"));
        Assert.Equal([1, 3], await RelatedAsync(reader, 5, "null"));
        Assert.Equal([3, 4], await RelatedAsync(reader, 5, "[TRANSACTION]"));
        Assert.Equal([], await RelatedAsync(reader, 5, "[]"));
        Assert.Equal([], await RelatedAsync(reader, 6, "[TRACE,TRANSACTION,SESSION,COMMAND]"));
    }

    [Fact]
    public async Task Run_of_a_command_its_events_and_their_siblings_are_found()
    {
        var reader = new MemoryReader(
            StoredEvents.At(1, EventCategory.Command), StoredEvents.At(2, parent: StoredEvents.Id(1)), StoredEvents.At(3, parent: StoredEvents.Id(1)),
            StoredEvents.At(4, EventCategory.Command, parent: StoredEvents.Id(1)), StoredEvents.At(5, parent: StoredEvents.Id(4)), StoredEvents.At(6));
        Assert.Equal([2, 3, 4], await RelatedAsync(reader, 1, "[COMMAND]"));
        Assert.Equal([3, 4], await RelatedAsync(reader, 2, "[COMMAND]"));
        Assert.Equal([5], await RelatedAsync(reader, 4, "[COMMAND]"));
        Assert.Equal([], await RelatedAsync(reader, 6, "[COMMAND]"));
        var data = await RunAsync(reader, "{auditEvents{nodes{related(by:[COMMAND]){id}}}}");
        Assert.Equal(6, data["auditEvents"]!["nodes"]!.AsArray().Count);
    }

    [Fact]
    public async Task Related_events_of_related_events_take_one_query_more()
    {
        var reader = new MemoryReader(Enumerable.Range(1, 20).Select(i => StoredEvents.At(i, trace: $"t{i % 5}", session: $"s{i % 4}")));
        await RunAsync(reader, "{auditEvents(first:20){nodes{related(first:20){related(by:[SESSION],first:20){id}}}}}");
        Assert.Equal(3, reader.Queries.Count);
    }

    [Fact]
    public async Task Outcome_of_the_transaction_is_shown_on_each_command_by_one_query_for_all()
    {
        var reader = new MemoryReader(
            StoredEvents.At(1, transaction: 901), StoredEvents.At(2, transaction: 901), StoredEvents.At(3, EventCategory.Transaction, transaction: 901, outcome: Outcome.RolledBack),
            StoredEvents.At(4, transaction: 902), StoredEvents.At(5, EventCategory.Transaction, transaction: 902),
            StoredEvents.At(6, transaction: 903), StoredEvents.At(7));
        var data = await RunAsync(reader, "{auditEvents(direction:ASC){nodes{correlation{transactionOutcome}}}}");
        Assert.Equal(
            ["ROLLED_BACK", "ROLLED_BACK", "ROLLED_BACK", "SUCCEEDED", "SUCCEEDED", null, null],
            data["auditEvents"]!["nodes"]!.AsArray().Select(node => node!["correlation"]!["transactionOutcome"]?.GetValue<string>()));
        Assert.Equal(2, reader.Queries.Count);
    }

    [Fact]
    public async Task What_was_undone_by_a_savepoint_is_rolled_back_in_a_transaction_that_was_committed()
    {
        const string Undone = "transaction.savepoint_rollback";
        var reader = new MemoryReader(
            StoredEvents.At(1, EventCategory.Transaction, transaction: 901, action: "transaction.commit"),
            StoredEvents.At(2, transaction: 901),
            StoredEvents.At(3, EventCategory.Transaction, transaction: 901, outcome: Outcome.RolledBack, action: Undone, seconds: 2),
            StoredEvents.At(4, transaction: 901), StoredEvents.At(5, transaction: 901), StoredEvents.At(6, transaction: 901),
            StoredEvents.At(7, transaction: 902),
            StoredEvents.At(8, EventCategory.Transaction, transaction: 902, outcome: Outcome.RolledBack, action: Undone));
        var data = await RunAsync(reader, "{auditEvents(direction:ASC){nodes{correlation{transactionOutcome}}}}");
        Assert.Equal(
            ["SUCCEEDED", "SUCCEEDED", "ROLLED_BACK", "ROLLED_BACK", "ROLLED_BACK", "SUCCEEDED", null, "ROLLED_BACK"],
            data["auditEvents"]!["nodes"]!.AsArray().Select(node => node!["correlation"]!["transactionOutcome"]?.GetValue<string>()));
        Assert.Equal(2, reader.Queries.Count);
    }

    [Fact]
    public async Task Thousand_transactions_take_two_queries()
    {
        var reader = new MemoryReader(Enumerable.Range(1, 1000).Select(i => StoredEvents.At(i, EventCategory.Entity, transaction: 5000 + i)));
        await RunAsync(reader, "{auditEvents(first:1000){nodes{correlation{transactionOutcome}}}}");
        Assert.Equal(3, reader.Queries.Count);
        Assert.All(reader.Queries, query => Assert.InRange(query.Filter.TransactionId?.In?.Length ?? 0, 0, 500));
    }

    [Fact]
    public async Task Number_of_related_events_is_bounded()
    {
        await using var host = await GraphHost.StartAsync(new MemoryReader(StoredEvents.At(1)));
        var (code, message) = await host.RefusalAsync("{auditEvents(first:1){nodes{related(first:1001){id}}}}");
        Assert.Equal("BAD_USER_INPUT", code);
        Assert.Equal("first: it must lie between 1 and 1000, and is 1001.", message);
    }

    private static async Task<IEnumerable<int>> RelatedAsync(MemoryReader reader, int number, string by)
    {
        var data = await RunAsync(reader, $"{{auditEvent(id:\"{StoredEvents.Id(number)}\"){{related(by:{by}){{id}}}}}}");
        return data["auditEvent"]!["related"]!.AsArray().Select(node => Number(node!));
    }

    private static async Task<JsonNode> RunAsync(IAuditReader reader, string query)
    {
        await using var host = await GraphHost.StartAsync(reader);
        return await host.DataAsync(query);
    }

    private static int Number(JsonNode node) => int.Parse(node["id"]!.GetValue<string>()[^12..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
