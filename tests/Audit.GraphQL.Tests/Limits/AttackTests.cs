using System.Diagnostics;
using System.Text.Json.Nodes;
using Audit.GraphQL.Tests.Hosting;

namespace Audit.GraphQL.Tests.Limits;

/// <summary>Documents that would keep a server busy. Each has its refusal, and soon: what they ask for would take for ever.</summary>
public sealed class AttackTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private readonly MemoryReader _reader = new();
    private GraphHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await GraphHost.StartAsync(_reader);
        await _host.DataAsync("{ me { id } }");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(700)]
    public async Task Fragments_that_double_are_refused_at_once(int count)
    {
        var fragments = string.Concat(Enumerable.Range(0, count).Select(i => $"fragment f{i} on Query{{...f{i + 1} ...f{i + 1}}}"));
        await RefusedAsync($"{{...f0}}{fragments}fragment f{count} on Query{{me{{id}}}}", "LIMIT_EXCEEDED", "Audit:GraphQL:Max");
    }

    [Fact]
    public async Task Fragments_that_double_unused_and_leaves_first_are_refused_at_once()
    {
        var fragments = string.Concat(Enumerable.Range(0, 60).Reverse().Select(i => $"fragment f{i} on Query{{...f{i + 1} ...f{i + 1}}}"));
        await RefusedAsync($"fragment f60 on Query{{me{{id}}}}{fragments}{{me{{id}}}}", "LIMIT_EXCEEDED", "Audit:GraphQL:Max");
    }

    [Fact]
    public async Task Fragments_in_a_circle_are_refused()
    {
        await RefusedAsync("{...a} fragment a on Query{...b} fragment b on Query{...a}", "GRAPHQL_VALIDATION_FAILED", "contains itself");
    }

    [Fact]
    public async Task Fragments_in_a_long_chain_are_refused_in_either_order()
    {
        string[] chain = [.. Enumerable.Range(0, 900).Select(i => $"fragment f{i} on Query{{...f{i + 1}}}"), "fragment f900 on Query{me{id}}"];
        await RefusedAsync("{...f0}" + string.Concat(chain), "LIMIT_EXCEEDED", "Audit:GraphQL:MaxDepth");
        await RefusedAsync(string.Concat(chain.Reverse()) + "{...f0}", "LIMIT_EXCEEDED", "Audit:GraphQL:MaxDepth");
    }

    [Fact]
    public async Task Second_fragment_of_a_name_cannot_hide_behind_the_first()
    {
        await RefusedAsync("{...a} fragment a on Query{me{id}} fragment a on Query{...a ...a}", "GRAPHQL_VALIDATION_FAILED", "more than one fragment");
    }

    [Fact]
    public async Task Fields_that_could_merge_are_bounded_before_they_are_compared()
    {
        var inner = string.Concat(Enumerable.Repeat("nodes{related{id} related{id}}", 30));
        await RefusedAsync($"{{{string.Concat(Enumerable.Repeat($"auditEvents{{{inner}}}", 30))}}}", "LIMIT_EXCEEDED", "Audit:GraphQL:MaxFields");
    }

    [Fact]
    public async Task Most_fields_that_are_allowed_are_compared_in_time()
    {
        var inner = string.Concat(Enumerable.Repeat("nodes{id id id}", 15));
        var query = $"{{{string.Concat(Enumerable.Repeat($"auditEvents(first:1){{{inner}}}", 16))}}}";
        var clock = Stopwatch.StartNew();
        await _host.DataAsync(query);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Soon);
    }

    [Fact]
    public async Task Deep_selections_are_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("related(first:1){", 24)) + "id" + new string('}', 24);
        await RefusedAsync($"{{auditEvents(first:1){{nodes{{{deep}}}}}}}", "LIMIT_EXCEEDED", "Audit:GraphQL:MaxDepth");
    }

    [Fact]
    public async Task Syntax_that_nests_beyond_the_stack_is_refused()
    {
        await RefusedAsync("{auditEvents(filter:" + string.Concat(Enumerable.Repeat("{not:", 3000)) + "{}" + new string('}', 3000) + "){totalCount}}", "LIMIT_EXCEEDED", "nests too deep");
        await RefusedAsync(string.Concat(Enumerable.Repeat("{a", 10_000)), "LIMIT_EXCEEDED", "nests too deep");
    }

    [Fact]
    public async Task Many_aliases_are_refused()
    {
        var aliases = string.Concat(Enumerable.Range(0, 31).Select(i => $"a{i}:auditEvents{{totalCount}}"));
        await RefusedAsync($"{{{aliases}}}", "LIMIT_EXCEEDED", "Audit:GraphQL:MaxAliases");
        Assert.Empty(_reader.Counts);
    }

    [Fact]
    public async Task Long_document_is_refused_unread()
    {
        await RefusedAsync("{me{id}} #" + new string('x', 32 << 10), "LIMIT_EXCEEDED", "Audit:GraphQL:MaxDocumentBytes");
        await RefusedAsync("{me{id}} #" + new string('€', 11 << 10), "LIMIT_EXCEEDED", "Audit:GraphQL:MaxDocumentBytes");
    }

    [Theory]
    [InlineData("{auditEvents(first:1000){nodes{related(first:100){id}}}}")]
    [InlineData("{auditEvents(last:1000){nodes{related{related{id}}}}}")]
    [InlineData("{auditEvents(first:900000000000){nodes{actor{id} client{ip} correlation{traceId} database{system} entity{key}}}}")]
    [InlineData("{auditEvents{...f}} fragment f on AuditEventConnection{nodes{related(first:1000){... on AuditEvent{actor{id}}}}}")]
    public async Task Answers_of_too_many_objects_are_refused(string query)
    {
        await RefusedAsync(query, "LIMIT_EXCEEDED", "Audit:GraphQL:MaxCost");
        Assert.Empty(_reader.Queries);
    }

    [Fact]
    public async Task Size_in_a_variable_counts_every_time_also_when_the_document_was_good_before()
    {
        const string Query = "query($n:Int=1000){auditEvents(first:1000){nodes{related(first:$n){id}}}}";
        await _host.DataAsync(Query, new JsonObject { ["n"] = 5 });
        await RefusedAsync(Query, "LIMIT_EXCEEDED", "Audit:GraphQL:MaxCost", new JsonObject { ["n"] = 1000 });
        await RefusedAsync(Query, "LIMIT_EXCEEDED", "Audit:GraphQL:MaxCost");
        await _host.DataAsync(Query, new JsonObject { ["n"] = 5 });
    }

    [Fact]
    public async Task Filter_nested_deep_is_refused_whether_literal_or_variable()
    {
        JsonNode filter = new JsonObject();
        var literal = "{}";
        for (var i = 0; i < 20; i++)
        {
            filter = new JsonObject { ["not"] = filter };
            literal = $"{{not:{literal}}}";
        }

        await RefusedAsync("query($f:AuditEventFilter){auditEvents(filter:$f){totalCount}}", "BAD_USER_INPUT", "nested deeper than 16", new JsonObject { ["f"] = filter });
        await RefusedAsync($"{{auditEvents(filter:{literal}){{totalCount}}}}", "BAD_USER_INPUT", "nested deeper than 16");
    }

    [Fact]
    public async Task Introspection_that_goes_round_in_circles_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("fields{type{", 3)) + "name" + new string('}', 6);
        await RefusedAsync($"{{__schema{{types{{{deep}}}}}}}", "LIMIT_EXCEEDED", "too deep");
        await RefusedAsync($"{{__type(name:\"Query\"){{...a}}}} fragment a on __Type{{fields{{type{{...b}}}}}} fragment b on __Type{{inputFields{{type{{possibleTypes{{name}}}}}}}}", "LIMIT_EXCEEDED", "too deep");
    }

    [Fact]
    public async Task Thousand_directives_on_a_field_are_read_in_time()
    {
        var clock = Stopwatch.StartNew();
        var answer = await _host.AskAsync($"{{me {string.Concat(Enumerable.Repeat("@include(if:true)", 1000))}{{id}}}}");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Soon);
        Assert.InRange(answer["errors"]!.AsArray().Count, 1, 21);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task RefusedAsync(string query, string code, string message, JsonObject? variables = null)
    {
        var clock = Stopwatch.StartNew();
        var refusal = await _host.RefusalAsync(query, variables);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Soon);
        Assert.Equal(code, refusal.Code);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }
}
