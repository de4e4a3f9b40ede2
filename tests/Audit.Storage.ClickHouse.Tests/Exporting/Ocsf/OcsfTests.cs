using System.Text.Json.Nodes;
using Audit.Context;
using Audit.Events;
using Audit.Exporting;
using Audit.Statements;
using Audit.Storage.ClickHouse.Tests.Reading;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;

namespace Audit.Storage.ClickHouse.Tests.Exporting.Ocsf;

/// <summary>Every exported record is one of class 6005 by the published schema.</summary>
public sealed class OcsfTests(EmbeddedEngineFixture engine)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_record_of_varied_events_fits_the_schema(bool showsPersonalData)
    {
        var schema = await OcsfSchema.LoadAsync();
        var events = EventGenerator.Generate(2_000, seed: 5);
        events.AddRange([SampleEvents.Update(), SampleEvents.Full(), SampleEvents.Bare(), .. Odd()]);
        using var log = await ExportedLog.CreateAsync(engine, events);

        var records = (await log.LinesAsync(ExportFormat.Ocsf, showsPersonalData: showsPersonalData)).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();

        Assert.Equal(events.Count, records.Count);
        Assert.Empty(records.SelectMany(record => schema.FaultsOf(record).Select(fault => $"{fault} in {record.ToJsonString()}")).Take(3));
        Assert.All(records, record =>
        {
            foreach (var (id, name) in new[] { ("severity_id", "severity"), ("status_id", "status"), ("type_id", "type"), ("activity_id", "activity_name") })
            {
                if ((long)record[id]! != 99)
                    Assert.Equal(schema.CaptionOf(id, (long)record[id]!), (string?)record[name]);
                Assert.NotEmpty((string)record[name]!);
            }
        });
        Assert.Equal(events.Select(e => e.Id.ToString()).Order(), records.Select(record => (string)record["metadata"]!["uid"]!).Order());
    }

    [Theory]
    [InlineData("SELECT", 4, "Query")]
    [InlineData("INSERT", 5, "Write")]
    [InlineData("UPDATE", 2, "Update")]
    [InlineData("MERGE", 2, "Update")]
    [InlineData("DELETE", 7, "Delete")]
    [InlineData("SELECT,UPDATE,DELETE", 7, "Delete")]
    [InlineData("TRUNCATE", 99, "TRUNCATE")]
    [InlineData("GRANT", 99, "GRANT")]
    [InlineData("REVOKE", 99, "REVOKE")]
    [InlineData("DROP", 99, "DROP")]
    [InlineData("INSERT,DROP,CREATE", 99, "DROP, CREATE")]
    [InlineData("ALTER", 99, "ALTER")]
    [InlineData("", 99, "db.odd")]
    public async Task Verbs_are_told_as_activities(string verbs, long activity, string name)
    {
        using var log = await ExportedLog.CreateAsync(engine, [Event(verbs.Split(',', StringSplitOptions.RemoveEmptyEntries))]);
        var record = JsonNode.Parse(Assert.Single(await log.LinesAsync(ExportFormat.Ocsf)))!;
        Assert.Equal((activity, name, 600_500 + activity), ((long)record["activity_id"]!, (string)record["activity_name"]!, (long)record["type_uid"]!));
    }

    [Fact]
    public async Task What_is_known_of_an_event_is_in_its_place()
    {
        using var log = await ExportedLog.CreateAsync(engine, [SampleEvents.Update(), SampleEvents.Full()]);
        var records = (await log.LinesAsync(ExportFormat.Ocsf)).Select(line => JsonNode.Parse(line)!).ToList();
        var update = records[0];
        Assert.Equal(SampleEvents.Time / 1000, (long)update["time"]!);
        Assert.Equal("2026-03-01T12:00:00.123456Z", (string?)update["metadata"]!["original_time"]);
        Assert.Equal("""{"type_id":1,"type":"User","uid":"u-1001","name":"alice","credential_uid":"key-17"}""", update["actor"]!["user"]!.ToJsonString());
        Assert.Equal("203.0.113.9", (string?)update["src_endpoint"]!["ip"]);
        Assert.Equal("""{"type_id":1,"type":"Relational","name":"shop","uid":"db.example:5432"}""", update["database"]!.ToJsonString());
        Assert.Equal("public.products", (string?)update["table"]!["name"]);
        Assert.Equal("""UPDATE "public"."products" SET "price" = @p0, "updated_at" = now() WHERE "id" = @p1""", (string?)update["query_info"]!["query_string"]);
        Assert.Equal("123456789abcdef0", (string?)update["query_info"]!["uid"]);
        Assert.Equal("PUT", (string?)update["http_request"]!["http_method"]);
        Assert.Equal(1, (long)update["unmapped"]!["rows_affected"]!);

        var drop = records[1];
        Assert.Equal((5, "Critical", 2, "Failure", "23505"), ((long)drop["severity_id"]!, (string?)drop["severity"], (long)drop["status_id"]!, (string?)drop["status"], (string?)drop["status_code"]));
        Assert.Equal("""["archive","products"]""", drop["unmapped"]!["tables_written"]!.ToJsonString());
        Assert.Equal("""["drop_table","insert_overwrite"]""", Sorted(drop["unmapped"]!["destructive_reasons"]!));
        Assert.Equal("from the event", (string?)drop["unmapped"]!["attributes"]!["app.ticket"]);
        Assert.Equal("db:reset", (string?)drop["actor"]!["invoked_by"]);
    }

    private static string Sorted(JsonNode list) => new JsonArray([.. list.AsArray().Select(value => (string)value!).Distinct().Order(StringComparer.Ordinal).Select(value => JsonValue.Create(value))]).ToJsonString();

    private static AuditEvent Event(string[] operations) => new(SampleEvents.Time, AuditContext.Background)
    {
        Category = EventCategory.Database,
        Action = "db.odd",
        Statement = new StatementInfo { Operations = [.. operations], RedactedText = "?" },
    };

    /// <summary>Databases of all kinds, methods that HTTP does not know, texts that need to be escaped.</summary>
    private static IEnumerable<AuditEvent> Odd()
    {
        foreach (var system in new[] { "redis", "mongodb", "made.up", "oracle.db" })
        {
            yield return new AuditEvent(SampleEvents.Time, new AuditContext { HttpMethod = "BREW", HttpRoute = "/\"\\\n\u0001", Actor = new AuditActor(ActorType.User, "\"\\", "\t") })
            {
                Origin = new AuditOrigin("", "", ""),
                Category = EventCategory.Database,
                Action = "",
                Database = new DatabaseTarget(system, "", ""),
                Statement = new StatementInfo { Operations = ["SELECT"], TablesRead = ["\"t\""], RedactedText = "\u2028\r\n\0{}" },
            };
        }
    }
}
