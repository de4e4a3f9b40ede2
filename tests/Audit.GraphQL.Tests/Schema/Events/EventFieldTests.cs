using System.Text.Json.Nodes;
using Audit.Events;
using Audit.GraphQL.Tests.Hosting;
using Audit.Redaction;
using Audit.Testing;

namespace Audit.GraphQL.Tests.Schema.Events;

/// <summary>How an event reads.</summary>
public sealed class EventFieldTests
{
    private const string Everything = """
        query($id: ID!) { auditEvent(id: $id) {
          id occurredAt ingestedAt category action outcome risk destructive durationMicroseconds error errorCode
          application environment instance
          actor { type id name tenantId impersonatorId }
          client { ip userAgent sessionId apiKeyId }
          correlation { traceId spanId requestId httpMethod httpRoute transactionId transactionOutcome parentEventId }
          database { system server database operations tablesRead tablesWritten statement fingerprint parameters { name value redacted } rowsAffected rowsRead source destructiveReasons }
          entity { entity key state changes { property before after redacted } }
          command { name arguments exitCode }
          attributes retentionClass expiresAt related { id }
        } }
        """;

    [Fact]
    public async Task Every_field_of_an_event_is_shown()
    {
        var full = StoredEvents.Of(WithOrigin(SampleEvents.Full()), new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(JsonNode.Parse("""
            {"id":"019cac1a-2b80-71f9-a000-000000000001","occurredAt":"2026-03-01T12:00:00.123456Z","ingestedAt":"2026-03-01T12:00:01.500000Z",
            "category":"ENTITY","action":"entity.modified","outcome":"FAILED","risk":"CRITICAL","destructive":true,"durationMicroseconds":98765432,
            "error":"duplicate key value violates unique constraint","errorCode":"23505","application":"shop","environment":"Production","instance":"web-1:4711",
            "actor":{"type":"API_KEY","id":"key-owner","name":"Bob Böttcher","tenantId":"tenant-7","impersonatorId":"admin-1"},
            "client":{"ip":"2001:db8::1","userAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36","sessionId":"c2Vzc2lvbi1oYXNo","apiKeyId":"key-17"},
            "correlation":{"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7","requestId":"0HN7:00000001","httpMethod":"PUT","httpRoute":"/shop/products/{id}",
            "transactionId":"019cac1a-2b80-7000-8000-00000000abcd","transactionOutcome":null,"parentEventId":"019cac1a-2b80-7000-8000-00000000cafe"},
            "database":{"system":"sqlite","server":"/data/shop.db","database":"main","operations":["INSERT","DROP"],"tablesRead":["products"],"tablesWritten":["archive","products"],
            "statement":"INSERT INTO archive SELECT * FROM products; DROP TABLE products","fingerprint":"ffffffffffffffff",
            "parameters":[{"name":"@name","value":"Büro 漢字 🚲","redacted":false},{"name":"@id","value":"7","redacted":false}],"rowsAffected":3,"rowsRead":42,"source":"RAW_SQL",
            "destructiveReasons":["drop_table","insert_overwrite","drop_table"]},
            "entity":{"entity":"Product","key":"7","state":"modified","changes":[{"property":"Price","before":"1.00","after":"2.00","redacted":false},
            {"property":"Note","before":null,"after":"","redacted":false},{"property":"Gone","before":"x","after":null,"redacted":false}]},
            "command":{"name":"db:reset","arguments":["--force","--reason=<redacted>"],"exitCode":3},
            "attributes":{"app.ticket":"from the event","app.a":"1"},"retentionClass":"long","expiresAt":"2027-01-01T00:00:00.000000Z","related":[]}
            """)!.ToJsonString(), (await AskAsync(full)).ToJsonString());
    }

    [Fact]
    public async Task What_is_not_known_reads_null()
    {
        var bare = await AskAsync(StoredEvents.Of(WithOrigin(SampleEvents.Bare())));
        foreach (var field in new[] { "error", "errorCode", "database", "entity", "command", "expiresAt" })
            Assert.Null(bare[field]);
        Assert.Equal("""{"ip":null,"userAgent":null,"sessionId":null,"apiKeyId":null}""", bare["client"]!.ToJsonString());
        Assert.Equal("{}", bare["attributes"]!.ToJsonString());
    }

    [Fact]
    public async Task Redacted_values_are_null_and_say_so_and_database_nulls_do_not()
    {
        var stored = StoredEvents.Of(new AuditEvent(SampleEvents.Time, Context.AuditContext.Background)
        {
            Category = EventCategory.Database,
            Action = "db.update",
            Database = new DatabaseTarget("sqlite", "", ""),
            Parameters = [new("@a", Redacted.Marker), new("@b", Redacted.Null), new("@c", "")],
            Entity = new EntityChange("User", "1", "modified", [new("Password", Redacted.Marker, Redacted.Marker), new("Name", "a", "b")]),
        });
        var shown = await AskAsync(stored);
        Assert.Equal(
            """[{"name":"@a","value":null,"redacted":true},{"name":"@b","value":null,"redacted":false},{"name":"@c","value":"","redacted":false}]""",
            shown["database"]!["parameters"]!.ToJsonString());
        Assert.Equal("""{"property":"Password","before":null,"after":null,"redacted":true}""", shown["entity"]!["changes"]![0]!.ToJsonString());
        Assert.Null(shown["database"]!["rowsAffected"]);
        Assert.Null(shown["database"]!["fingerprint"]);
        Assert.Null(shown["database"]!["server"]);
    }

    [Fact]
    public async Task Statements_and_numbers_are_written_as_they_are()
    {
        var stored = StoredEvents.Of(new AuditEvent(SampleEvents.Time, Context.AuditContext.Background)
        {
            Category = EventCategory.Database,
            Action = "db.select",
            Statement = new Statements.StatementInfo { RedactedText = "SELECT 'it''s' + \"größe\" <> a & b -- \u0001" },
            RowsAffected = long.MaxValue,
        });
        await using var host = await GraphHost.StartAsync(new MemoryReader(stored));
        using var client = host.CreateClient();
        var text = await client.GetStringAsync(new Uri("graphql?query={auditEvents{nodes{database{statement rowsAffected}}}}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("""SELECT 'it''s' + \"größe\" <> a & b -- \u0001""", text, StringComparison.Ordinal);
        Assert.Contains("\"rowsAffected\":9223372036854775807", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_event_is_null_and_a_wrong_id_is_explained()
    {
        await using var host = await GraphHost.StartAsync(new MemoryReader());
        Assert.Equal("""{"auditEvent":null}""", (await host.DataAsync($"{{auditEvent(id:\"{StoredEvents.Id(9)}\"){{id}}}}")).ToJsonString());
        foreach (var id in new[] { "abc", "", "019cac1a2b8071f98000000000000001", "{019cac1a-2b80-71f9-8000-000000000001}" })
        {
            var (code, message) = await host.RefusalAsync("query($id:ID!){auditEvent(id:$id){id}}", new JsonObject { ["id"] = id });
            Assert.Equal("BAD_USER_INPUT", code);
            Assert.StartsWith("id: an id is a UUID", message, StringComparison.Ordinal);
        }
    }

    private static async Task<JsonNode> AskAsync(Querying.StoredAuditEvent stored)
    {
        await using var host = await GraphHost.StartAsync(new MemoryReader(stored));
        return (await host.DataAsync(Everything, new JsonObject { ["id"] = stored.Event.Id.ToString() }))["auditEvent"]!;
    }

    private static AuditEvent WithOrigin(AuditEvent e) => new(e.OccurredAtUnixMicroseconds, e.Context)
    {
        Id = e.Id, Origin = SampleEvents.Origin, Category = e.Category, Action = e.Action, Outcome = e.Outcome, Risk = e.Risk, Destructive = e.Destructive,
        Source = e.Source, Database = e.Database, Statement = e.Statement, Parameters = e.Parameters, RowsAffected = e.RowsAffected, RowsRead = e.RowsRead,
        DurationMicroseconds = e.DurationMicroseconds, ErrorCode = e.ErrorCode, ErrorMessage = e.ErrorMessage, TraceId = e.TraceId, SpanId = e.SpanId,
        TransactionId = e.TransactionId, ParentId = e.ParentId, Command = e.Command, Entity = e.Entity, Attributes = e.Attributes, RetentionClass = "long",
    };
}
