using System.Net;
using Audit.Context;
using Audit.Events;
using Audit.Statements;

namespace Audit.Testing;

/// <summary>Events as they are in real life, always the same.</summary>
public static class SampleEvents
{
    /// <summary>2026-03-01 12:00:00.123456 UTC.</summary>
    public const long Time = 1_772_366_400_123_456;

    public static AuditOrigin Origin { get; } = new("shop", "Production", "web-1:4711");

    /// <summary>An UPDATE by a signed-in person in the course of an HTTP request.</summary>
    public static AuditEvent Update(int number = 1, long time = Time, string? retentionClass = null) => new(time, Request)
    {
        Id = Guid.ParseExact($"019cac1a-2b80-71f9-8000-{number:x12}", "D"),
        Category = EventCategory.Database,
        Action = "db.update",
        Source = CommandSource.SaveChanges,
        Database = new DatabaseTarget("postgresql", "db.example:5432", "shop"),
        Statement = UpdateProducts,
        Parameters = [new("@p1", "<redacted>"), new("@p0", "<redacted>")],
        RowsAffected = 1,
        DurationMicroseconds = 1234,
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        SpanId = "00f067aa0ba902b7",
        TransactionId = Guid.ParseExact("019cac1a-2b80-7000-8000-00000000abcd", "D"),
        RetentionClass = retentionClass,
    };

    /// <summary>An event with nothing but what it must have.</summary>
    public static AuditEvent Bare(int number = 1, long time = Time) => new(time, AuditContext.Background)
    {
        Id = Guid.ParseExact($"019cac1a-2b80-71f9-9000-{number:x12}", "D"),
        Category = EventCategory.System,
        Action = "audit.start",
    };

    /// <summary>An event in which every column holds something, by a console command that changed an entity.</summary>
    public static AuditEvent Full(int number = 1, long time = Time) => new(time, Request with
    {
        Actor = new AuditActor(ActorType.ApiKey, "key-owner", "Bob Böttcher", "tenant-7", "admin-1"),
        ClientIp = IPAddress.Parse("2001:db8::1"),
        Attributes = [new("app.region", "north"), new("app.ticket", "from the context")],
    })
    {
        Id = Guid.ParseExact($"019cac1a-2b80-71f9-a000-{number:x12}", "D"),
        Category = EventCategory.Entity,
        Action = "entity.modified",
        Outcome = Outcome.Failed,
        Risk = Risk.Critical,
        Destructive = true,
        Source = CommandSource.RawSql,
        Database = new DatabaseTarget("sqlite", "/data/shop.db", "main"),
        Statement = DropProducts,
        Parameters = [new("@name", "Büro 漢字 🚲"), new("@id", "7")],
        Redactions = ["statement:truncated"],
        RowsAffected = 3,
        RowsRead = 42,
        DurationMicroseconds = 98_765_432,
        ErrorCode = "23505",
        ErrorMessage = "duplicate key value violates unique constraint",
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        SpanId = "00f067aa0ba902b7",
        TransactionId = Guid.ParseExact("019cac1a-2b80-7000-8000-00000000abcd", "D"),
        ParentId = Guid.ParseExact("019cac1a-2b80-7000-8000-00000000cafe", "D"),
        Command = new CommandRun("db:reset", ["--force", "--reason=<redacted>"], 3),
        Entity = new EntityChange("Product", "7", "modified", [new("Price", "1.00", "2.00"), new("Note", null, ""), new("Gone", "x", null)]),
        Attributes = [new("app.ticket", "from the event"), new("app.a", "1")],
    };

    private static AuditContext Request { get; } = new()
    {
        Actor = new AuditActor(ActorType.User, "u-1001", "alice", "tenant-7"),
        SessionId = "c2Vzc2lvbi1oYXNo",
        ApiKeyId = "key-17",
        ClientIp = IPAddress.Parse("203.0.113.9"),
        UserAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
        RequestId = "0HN7:00000001",
        HttpMethod = "PUT",
        HttpRoute = "/shop/products/{id}",
    };

    private static StatementInfo UpdateProducts { get; } = new()
    {
        Operations = ["UPDATE"],
        TablesWritten = ["public.products"],
        RedactedText = """UPDATE "public"."products" SET "price" = @p0, "updated_at" = now() WHERE "id" = @p1""",
        Fingerprint = 0x1234_5678_9ABC_DEF0,
        Action = "db.update",
    };

    private static StatementInfo DropProducts { get; } = new()
    {
        Operations = ["INSERT", "DROP"],
        TablesRead = ["products"],
        TablesWritten = ["archive", "products"],
        DestructiveReasons = [new("drop_table", Risk.Critical, "products"), new("insert_overwrite", Risk.High), new("drop_table", Risk.Critical, "archive")],
        RedactedText = "INSERT INTO archive SELECT * FROM products; DROP TABLE products",
        Fingerprint = ulong.MaxValue,
        Risk = Risk.Critical,
        Action = "db.insert",
    };
}
