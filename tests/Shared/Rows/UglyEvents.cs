using System.Collections.Immutable;
using System.Net;
using Audit.Context;
using Audit.Events;
using Audit.Statements;
using FsCheck;
using FsCheck.Fluent;

namespace Audit.Testing;

/// <summary>Generates events that no sane application records: NUL, lone surrogates, extreme numbers, repeated keys.</summary>
public static class UglyEvents
{
    private static readonly string[] Fragments =
    [
        "a", "Z", "@p0", " ", "\0", "\r\n", "'", "\\", "\"", "\u007F", "\u0080", "ÿ", "ß", "漢", "\uFFFD", "\uFFFF", "\uE000", "🚲", "\uD83D", "\uDEB2", "\uD800", "\uDFFF", "e\u0301",
    ];

    public static Gen<string> Text { get; } = Gen.OneOf(
        Gen.Constant(""),
        Gen.Elements(Fragments).ArrayOf().Select(string.Concat),
        from fragment in Gen.Elements(Fragments)
        from count in Gen.Choose(30, 200)
        select string.Concat(Enumerable.Repeat(fragment, count)));

    /// <summary>Texts without lone surrogates.</summary>
    public static Gen<string> CleanText { get; } = Text.Select(text => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)));

    public static Gen<long> Time { get; } = Gen.OneOf(
        Gen.Elements(0L, 1, -1, AuditEvent.UnixMicroseconds(DateTimeOffset.MinValue), AuditEvent.UnixMicroseconds(DateTimeOffset.MaxValue)),
        Gen.Choose(-2_000_000_000, 2_000_000_000).Select(seconds => seconds * 1_000_003L));

    public static Gen<AuditEvent> Event { get; } =
        from time in Time
        from context in Contexts
        from texts in Text.ArrayOf(12)
        from database in Gen.OneOf(Gen.Constant<DatabaseTarget?>(null), Text.ArrayOf(3).Select(t => (DatabaseTarget?)new DatabaseTarget(t[0], t[1], t[2])))
        from statement in Gen.OneOf(Gen.Constant<StatementInfo?>(null), Statements)
        from parameters in Attributes
        from attributes in Attributes
        from redactions in Texts
        from command in Gen.OneOf(Gen.Constant<CommandRun?>(null), from a in Texts from code in Numbers select (CommandRun?)new CommandRun("c", a, (int)code))
        from entity in Gen.OneOf(Gen.Constant<EntityChange?>(null), Entities)
        from numbers in Numbers.ArrayOf(3)
        from ids in Gen.Elements(Guid.Empty, new Guid(Enumerable.Repeat((byte)255, 16).ToArray()), AuditId.Create(SampleEvents.Time)).ArrayOf(2)
        from enums in Gen.Choose(0, 12).ArrayOf(4)
        select new AuditEvent(time, context)
        {
            Category = (EventCategory)enums[0],
            Action = texts[0],
            Outcome = (Events.Outcome)enums[1],
            Risk = (Risk)(enums[2] % 5),
            Destructive = enums[2] > 6,
            Source = (CommandSource)enums[3],
            Origin = new AuditOrigin(texts[1], texts[2], texts[3]),
            Database = database,
            Statement = statement,
            Parameters = parameters.IsDefault ? default : [.. parameters.Select(p => new AuditParameter(p.Name, p.Value))],
            Redactions = redactions,
            RowsAffected = numbers[0],
            RowsRead = numbers[1],
            DurationMicroseconds = numbers[2],
            ErrorCode = texts[4],
            ErrorMessage = texts[5],
            TraceId = texts[6],
            SpanId = texts[7],
            TransactionId = ids[0],
            ParentId = ids[1],
            Command = command,
            Entity = entity,
            Attributes = attributes,
        };

    private static Gen<ImmutableArray<string>> Texts { get; } = Gen.OneOf(Gen.Constant<ImmutableArray<string>>(default), Text.ArrayOf().Select(t => t.ToImmutableArray()));

    private static Gen<long> Numbers { get; } = Gen.Elements(0L, -1, 1, long.MinValue, long.MaxValue, int.MinValue, int.MaxValue);

    private static Gen<ImmutableArray<AuditAttribute>> Attributes { get; } = Gen.OneOf(
        Gen.Constant<ImmutableArray<AuditAttribute>>(default),
        (from name in Text from value in Text select new AuditAttribute(name, value)).ArrayOf().Select(a => a.ToImmutableArray()));

    private static Gen<AuditContext> Contexts { get; } =
        from t in Text.ArrayOf(10)
        from ip in Gen.Elements(null, IPAddress.Loopback, IPAddress.IPv6Loopback, IPAddress.Parse("fe80::1%3"), IPAddress.Parse("::ffff:1.2.3.4"), IPAddress.Broadcast)
        from actor in Gen.Elements(AuditActor.System, AuditActor.Anonymous, AuditActor.Service(""))
        from attributes in Attributes
        from own in Gen.Choose(0, 1)
        select new AuditContext
        {
            Actor = own == 0 ? actor : new AuditActor(ActorType.User, t[0], t[1], t[2], t[3]),
            SessionId = t[4],
            ApiKeyId = t[5],
            ClientIp = ip,
            UserAgent = t[6],
            RequestId = t[7],
            HttpMethod = t[8],
            HttpRoute = t[9],
            Attributes = attributes,
        };

    private static Gen<StatementInfo?> Statements { get; } =
        from operations in Texts
        from read in Texts
        from written in Texts
        from reasons in Gen.Elements("drop_table", "truncate", "a\uD800").ArrayOf()
        from text in Text
        from fingerprint in Numbers
        select (StatementInfo?)new StatementInfo
        {
            Operations = operations,
            TablesRead = read,
            TablesWritten = written,
            DestructiveReasons = [.. reasons.Select(name => new DestructiveReason(name, Risk.High))],
            RedactedText = text,
            Fingerprint = (ulong)fingerprint,
        };

    private static Gen<EntityChange?> Entities { get; } =
        from t in Text.ArrayOf(3)
        from changes in (from p in Text from v in Text from side in Gen.Choose(0, 3) select new PropertyChange(p, side < 2 ? null : v, side % 2 == 0 ? null : v)).ArrayOf()
        select (EntityChange?)new EntityChange(t[0], t[1], t[2], [.. changes]);
}
