using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using Audit.Context;
using Audit.Events;

namespace Audit.Benchmarks.Generation;

/// <summary>
/// Events as a busy shop leaves them, the same for the same number: requests of three commands each, few busy users and many others,
/// a hundredth that fails, a thousandth that destroys.
/// </summary>
internal sealed class EventGenerator(GeneratedStatements statements, DateTimeOffset start, TimeSpan span, long total)
{
    public const string BusyUser = "user-00003";
    public const string RareUser = "user-rare";

    private const int CommandsPerRequest = 3;
    private const int Users = 5000;
    private const int BusyUsers = 20;
    private const int RareEvents = 200;

    private static readonly ImmutableArray<AuditParameter> Parameters = [new("@p0", "<redacted>"), new("@p1", "<redacted>"), new("@p2", "<redacted>")];
    private static readonly DatabaseTarget Database = new("postgresql", "db.shop.example:5432", "shop");
    private static readonly string[] Routes = [.. Enumerable.Range(0, 30).Select(static i => $"/shop/{(char)('a' + (i % 26))}rticles/{{id:int}}/{i}")];
    private static readonly string[] Agents = [.. Enumerable.Range(0, 20).Select(static i => $"Mozilla/5.0 (X11; Linux x86_64; rv:{100 + i}.0) Gecko/20100101 Firefox/{100 + i}.0")];
    private static readonly IPAddress[] Addresses = [.. Enumerable.Range(0, 2000).Select(static i => new IPAddress([10, 7, (byte)(i >> 8), (byte)i]))];
    private static readonly AuditActor[] Actors = [.. Enumerable.Range(0, Users).Select(static i => new AuditActor(ActorType.User, $"user-{i:D5}", $"User {i}"))];
    private static readonly AuditActor Rare = new(ActorType.User, RareUser, "Rarely seen");

    private readonly long _start = AuditEvent.UnixMicroseconds(start);
    private readonly long _step = span.Ticks / TimeSpan.TicksPerMicrosecond / total;

    /// <summary>The trace of the request that an event belongs to.</summary>
    private static string TraceOf(long number) => Hex(Mix((ulong)(number / CommandsPerRequest)), Mix((ulong)(number / CommandsPerRequest) ^ 0x5DEECE66D));

    public AuditEvent[] CreateMany(long first, int count)
    {
        var events = new AuditEvent[count];
        for (var i = 0; i < count; i++)
            events[i] = Create(first + i);
        return events;
    }

    public AuditEvent Create(long number)
    {
        var random = Mix((ulong)number);
        var request = number / CommandsPerRequest;
        var isRare = number % (total / RareEvents) == 7;
        var isDestructive = !isRare && random % 1000 == 0;
        var fails = !isDestructive && random % 100 == 1;
        var statement = isRare ? statements.Rare
            : isDestructive ? statements.Destructive[(random >> 20) % (ulong)statements.Destructive.Length]
            : statements.Usual[(random >> 20) % (ulong)statements.Usual.Length];
        var isRead = statement.TablesWritten.IsEmpty;

        return new AuditEvent(_start + (number * _step) + (long)(random % 2000), ContextOf(request, isRare))
        {
            Category = EventCategory.Database,
            Action = statement.Action,
            Outcome = fails ? Outcome.Failed : Outcome.Succeeded,
            Risk = statement.Risk,
            Destructive = statement.Risk >= Risk.Medium,
            Source = isRead ? CommandSource.Linq : CommandSource.SaveChanges,
            Database = Database,
            Statement = statement,
            Parameters = Parameters,
            RowsAffected = isRead ? -1 : (long)(random >> 50) % 4,
            RowsRead = isRead ? (long)(random >> 48) % 50 : -1,
            DurationMicroseconds = 80 + (long)((random >> 32) % 4000),
            ErrorCode = fails ? "23505" : null,
            ErrorMessage = fails ? "23505: duplicate key value violates unique constraint \"IX_customers_Email\"" : null,
            TraceId = TraceOf(number),
            SpanId = Hex(random),
            TransactionId = isRead ? Guid.Empty : GuidOf(request),
        };
    }

    private static AuditContext ContextOf(long request, bool isRare)
    {
        var random = Mix((ulong)request ^ 0x9E3779B97F4A7C15);
        var user = random % 10 < 3 ? (random >> 8) % BusyUsers : (random >> 8) % Users;
        return new AuditContext
        {
            Actor = isRare ? Rare : Actors[user],
            SessionId = Hex(Mix(user), Mix((ulong)request / 100_000)),
            ClientIp = Addresses[(random >> 24) % (ulong)Addresses.Length],
            UserAgent = Agents[user % (ulong)Agents.Length],
            RequestId = Hex(random),
            HttpMethod = random % 4 == 0 ? "POST" : "GET",
            HttpRoute = Routes[(random >> 40) % (ulong)Routes.Length],
        };
    }

    /// <summary>SplitMix64: a number as good as random for each number.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private static string Hex(ulong high, ulong low)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low);
        return Convert.ToHexStringLower(bytes);
    }

    private static string Hex(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Convert.ToHexStringLower(bytes);
    }

    private static Guid GuidOf(long request)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Mix((ulong)request));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Mix((ulong)request + 1));
        return new Guid(bytes);
    }
}
