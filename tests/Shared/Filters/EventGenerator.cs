using System.Net;
using Audit.Context;
using Audit.Events;
using Audit.Statements;

namespace Audit.Testing.Filters;

/// <summary>Events with few different values, so that random filters find some; the same for the same seed.</summary>
internal static class EventGenerator
{
    public static readonly DateTimeOffset Now = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    public static readonly string[] Applications = ["shop", "billing", "Shop-Admin"];
    public static readonly string[] Actors = ["", "alice", "bob", "Ärger_100%", "carol@example.com", "nightly-job", "it's\\me"];
    public static readonly string[] Names = ["", "Alice Smith", "Bob", "Jürgen", "carol"];
    public static readonly string[] Tables = ["orders", "public.orders", "order_items", "customers", "Kunden%", "a_b"];
    public static readonly string[] Operations = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"];
    public static readonly string[] Statements =
    [
        "", "SELECT * FROM orders WHERE customer_id = ?", "DELETE FROM public.orders", "UPDATE Customers SET Name = ? WHERE Id = ?",
        "INSERT INTO order_items (a_b) VALUES (?, 42)", "SELECT \"größe\" FROM Kunden", "TRUNCATE TABLE customers -- x.y@z",
    ];

    public static readonly string[] Errors = ["", "", "duplicate key violates orders_pk", "Timeout 42 after bob"];
    public static readonly string[] Ips = ["10.1.2.3", "10.1.2.250", "10.200.0.1", "192.168.0.7", "2001:db8::1", "2001:db8:1::5", "::1", "0.0.0.0"];
    public static readonly string[] Keys = ["", "1", "2", "orders-42", "x.y@z"];
    public static readonly string[] Properties = ["Name", "Price", "price_net", "Größe"];
    public static readonly ulong[] Fingerprints = [0, 1, 0x00FF, 0xABCDEF0123456789, ulong.MaxValue];

    public static List<AuditEvent> Generate(int count, int seed = 1)
    {
        var random = new Random(seed);
        var events = new List<AuditEvent>(count);
        for (var i = 0; i < count; i++)
            events.Add(Next(random));
        return events;
    }

    private static AuditEvent Next(Random random)
    {
        // Some times are shared by several events, so that ties are broken.
        var micros = AuditEvent.UnixMicroseconds(Now) - (random.Next(4) == 0 ? random.Next(50) * 3_600_000_000L : random.NextInt64(40L * 86_400_000_000));
        var context = new AuditContext
        {
            Actor = new AuditActor((ActorType)random.Next(5), Pick(random, Actors), Pick(random, Names), random.Next(3) == 0 ? null : $"tenant-{random.Next(3)}"),
            SessionId = random.Next(3) == 0 ? null : $"session-{random.Next(8)}",
            ApiKeyId = random.Next(3) != 0 ? null : $"key-{random.Next(3)}",
            ClientIp = random.Next(4) == 0 ? null : IPAddress.Parse(Pick(random, Ips)),
            RequestId = random.Next(2) == 0 ? null : $"req-{random.Next(20)}",
            HttpRoute = random.Next(2) == 0 ? null : $"/shop/{random.Next(4)}",
            ParentEventId = random.Next(3) == 0 ? ParentId(random.Next(3)) : Guid.Empty,
        };
        return new AuditEvent(micros, context)
        {
            // Random bits by our generator: ties of time must not fall in the order of creation.
            Id = Id(micros, random),
            Origin = new AuditOrigin(Pick(random, Applications), random.Next(2) == 0 ? "Production" : "Test", "i-1"),
            Category = (EventCategory)random.Next(9),
            Action = random.Next(2) == 0 ? "db.select" : Pick(random, ["db.delete", "auth.sign_in", "DB.Odd"]),
            Outcome = (Outcome)random.Next(6),
            Risk = (Risk)random.Next(5),
            Destructive = random.Next(4) == 0,
            Source = (CommandSource)random.Next(10),
            Database = random.Next(2) == 0 ? null : new DatabaseTarget(random.Next(2) == 0 ? "sqlite" : "postgresql", "server", $"db{random.Next(3)}"),
            Statement = random.Next(4) == 0 ? null : Statement(random),
            RowsAffected = random.Next(3) == 0 ? -1 : random.Next(20) == 0 ? 3_000_000_000_000 : random.Next(10),
            DurationMicroseconds = random.Next(8) == 0 ? 0 : random.Next(5000),
            ErrorCode = random.Next(3) == 0 ? "23505" : null,
            ErrorMessage = Pick(random, Errors),
            TraceId = random.Next(2) == 0 ? null : $"trace{random.Next(30)}",
            TransactionId = random.Next(2) == 0 ? Guid.Empty : ParentId(random.Next(40)),
            Command = random.Next(5) == 0 ? new CommandRun($"db:{Pick(random, ["reset", "seed", "orders"])}", [.. Some(random, ["--force", "orders", "42"])], random.Next(3)) : null,
            Entity = random.Next(3) == 0 ? new EntityChange(Pick(random, ["Order", "Customer"]), Pick(random, Keys), "modified", [.. Some(random, Properties).Select(p => new PropertyChange(p, "a", null))]) : null,
            Attributes = [.. Some(random, ["ticket", "region", "odd'name"]).Select(name => new AuditAttribute(name, Pick(random, ["", "north", "T-42", "100%"])))],
        };
    }

    public static Guid ParentId(int number) => new($"019cac1a-2b80-7000-8000-{number:x12}");

    public static string Pick(Random random, string[] values) => values[random.Next(values.Length)];

    private static Guid Id(long micros, Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        AuditId.Create(micros).TryWriteBytes(bytes, bigEndian: true, out _);
        random.NextBytes(bytes[9..]);
        return new Guid(bytes, bigEndian: true);
    }

    private static StatementInfo Statement(Random random) => new()
    {
        Operations = [.. Some(random, Operations)],
        TablesRead = [.. Some(random, Tables)],
        TablesWritten = [.. Some(random, Tables)],
        DestructiveReasons = random.Next(4) == 0 ? [new DestructiveReason("truncate", Risk.Critical)] : [],
        RedactedText = Pick(random, Statements),
        Fingerprint = Fingerprints[random.Next(Fingerprints.Length)],
    };

    private static IEnumerable<string> Some(Random random, string[] values)
    {
        var one = random.Next(4) == 0;
        foreach (var value in values)
        {
            if (random.Next(one ? 2 : 4) == 0)
                yield return value;
        }
    }
}
