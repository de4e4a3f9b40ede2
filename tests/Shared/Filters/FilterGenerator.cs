using System.Collections.Immutable;
using System.Globalization;
using Audit.Events;
using Audit.Querying;
using FsCheck;
using FsCheck.Fluent;

namespace Audit.Testing.Filters;

/// <summary>Random filters over the values that <see cref="EventGenerator"/> uses.</summary>
internal static class FilterGenerator
{
    private static readonly string[] Hostile = ["'", "\\", "' OR 1=1 --", "{p0:String}", "\0", "%", "_", "\"; DROP TABLE audit_logs", "\t\n", "ß", "漢"];

    public static Gen<AuditFilter> Filter(int depth = 2) =>
        from fields in Fields.NonEmptyListOf().Select(list => list.Take(3))
        from nested in depth == 0 ? Gen.Constant<Func<AuditFilter, AuditFilter>>(x => x) : Nested(depth - 1)
        select nested(fields.Aggregate(new AuditFilter(), (filter, set) => set(filter)));

    private static Gen<Func<AuditFilter, AuditFilter>> Nested(int depth) =>
        from kind in Gen.Choose(0, 5)
        from filters in Filter(depth).ArrayOf(2)
        select (Func<AuditFilter, AuditFilter>)(f => kind switch
        {
            0 => f with { And = [.. filters] },
            1 => f with { Or = [.. filters] },
            2 => f with { Not = filters[0] },
            3 => new AuditFilter { Or = [f, .. filters] },
            _ => f,
        });

    private static Gen<StringFilter> Texts(params string[] values)
    {
        var value = Gen.Frequency((6, Gen.Elements(values)), (1, Gen.Elements(Hostile)));
        var part = from text in value
                   from start in Gen.Choose(0, 3)
                   from length in Gen.Choose(0, 4)
                   from upper in Gen.Choose(0, 2)
                   let cut = text.Substring(Math.Min(start, text.Length), Math.Min(length, text.Length - Math.Min(start, text.Length)))
                   select upper == 0 ? cut.ToUpperInvariant() : cut;
        var like = from text in value
                   from before in Gen.Elements("", "%", "_")
                   from after in Gen.Elements("", "%", "_", "\\%", "\\a")
                   from cut in Gen.Choose(0, 6)
                   select before + text[..Math.Min(cut, text.Length)].Replace("\\", "\\\\", StringComparison.Ordinal) + after;
        return Gen.OneOf(
            value.Select(x => new StringFilter { Eq = x }),
            value.Select(x => new StringFilter { Ne = x }),
            value.ArrayOf().Select(x => new StringFilter { In = [.. x.Take(4)] }),
            value.ArrayOf().Select(x => new StringFilter { NotIn = [.. x.Take(4)] }),
            part.Select(x => new StringFilter { Contains = x }),
            part.Select(x => new StringFilter { StartsWith = x }),
            like.Select(x => new StringFilter { Like = x }),
            from a in part from b in value from c in part select new StringFilter { Contains = a, Ne = b, StartsWith = c },
            Gen.Constant(new StringFilter()));
    }

    private static Gen<StringFilter> Fingerprints()
    {
        var value = Gen.Elements(EventGenerator.Fingerprints).Select(x => x.ToString("X16", CultureInfo.InvariantCulture));
        return Gen.OneOf(
            value.Select(x => new StringFilter { Eq = x == "0000000000000000" ? "" : x }),
            value.Where(x => x != "0000000000000000").Select(x => new StringFilter { Ne = x }),
            value.Where(x => x != "0000000000000000").ArrayOf().Select(x => new StringFilter { In = [.. x] }),
            value.Where(x => x != "0000000000000000").ArrayOf().Select(x => new StringFilter { NotIn = [.. x] }),
            value.Select(x => new StringFilter { StartsWith = x[..3] }),
            value.Select(x => new StringFilter { Contains = x[12..] }),
            value.Select(x => new StringFilter { Like = "%" + x[10..] }));
    }

    private static Gen<LongFilter> Numbers(params int[] values)
    {
        var value = Gen.Elements(values).Select(x => (long)x);
        return Gen.OneOf(
            value.Select(x => new LongFilter { Eq = x }),
            from a in value from b in value select new LongFilter { Gt = a, Lte = b },
            from a in value from b in value select new LongFilter { Gte = a, Lt = b },
            value.Select(x => new LongFilter { Lt = x }),
            Gen.Constant(new LongFilter { Gte = long.MinValue, Lte = long.MaxValue }),
            Gen.Constant(new LongFilter()));
    }

    private static Gen<ImmutableArray<T>> Some<T>(Gen<T> values) => values.ArrayOf().Select(x => x.Take(4).ToImmutableArray());

    private static Gen<DateTimeOffset> Times { get; } =
        Gen.Choose(0, 45 * 86_400).Select(x => EventGenerator.Now.AddSeconds(-x).AddTicks(x % 13)).Or(Gen.Choose(0, 50).Select(x => EventGenerator.Now.AddHours(-x)));

    private static Gen<T> Or<T>(this Gen<T> one, Gen<T> other) => Gen.OneOf(one, other);

    private static Gen<Func<AuditFilter, AuditFilter>> Set<T>(Gen<T> values, Func<AuditFilter, T, AuditFilter> set) =>
        values.Select(value => (Func<AuditFilter, AuditFilter>)(filter => set(filter, value)));

    private static Gen<Func<AuditFilter, AuditFilter>> Fields { get; } = Gen.OneOf(
        Set(Times, (f, x) => f.Last is null ? f with { From = x } : f),
        Set(Times, (f, x) => f.Last is null ? f with { To = x } : f),
        Set(Gen.Choose(1, 900), (f, x) => f with { From = null, To = null, Last = TimeSpan.FromHours(x) }),
        Set(Some(Gen.Elements(Enum.GetValues<EventCategory>())), (f, x) => f with { Category = x }),
        Set(Some(Gen.Elements(Enum.GetValues<Events.Outcome>())), (f, x) => f with { Outcome = x }),
        Set(Some(Gen.Elements(Enum.GetValues<CommandSource>())), (f, x) => f with { Source = x }),
        Set(Some(Gen.Elements(Enum.GetValues<ActorType>())), (f, x) => f with { ActorType = x }),
        Set(Gen.Elements(Enum.GetValues<Risk>()), (f, x) => f with { MinRisk = x }),
        Set(Gen.Elements(true, false), (f, x) => f with { Destructive = x }),
        Set(Texts("db.select", "db.delete", "auth.sign_in", "DB.Odd"), (f, x) => f with { Action = x }),
        Set(Texts(EventGenerator.Applications), (f, x) => f with { Application = x }),
        Set(Texts("Production", "Test"), (f, x) => f with { Environment = x }),
        Set(Texts(EventGenerator.Actors), (f, x) => f with { ActorId = x }),
        Set(Texts(EventGenerator.Names), (f, x) => f with { ActorName = x }),
        Set(Texts("", "tenant-1", "tenant-2"), (f, x) => f with { TenantId = x }),
        Set(Texts("", "session-1", "session-2"), (f, x) => f with { SessionId = x }),
        Set(Texts("", "key-1", "key-2"), (f, x) => f with { ApiKeyId = x }),
        Set(Gen.Elements("10.1.2.3", "10.0.0.0/8", "10.1.2.77/24", "0.0.0.0/0", "::/0", "::ffff:10.0.0.0/104", "2001:db8::/32", "2001:db8::1", "::1", "::", "10.1.2.128/25", "0.0.0.0"), (f, x) => f with { ClientIp = x }),
        Set(Some(Gen.Elements([.. EventGenerator.Operations, "select", "'"])), (f, x) => f with { Operation = x }),
        Set(Texts(EventGenerator.Tables), (f, x) => f with { Table = x }),
        Set(Texts(EventGenerator.Tables), (f, x) => f with { TableWritten = x }),
        Set(Fingerprints(), (f, x) => f with { Fingerprint = x }),
        Set(Numbers(-5, -1, 0, 3, 9, int.MaxValue), (f, x) => f with { RowsAffected = x }),
        Set(Numbers(-1, 0, 100, 2500, 4999), (f, x) => f with { DurationMicroseconds = x }),
        Set(Texts("", "Order", "Customer"), (f, x) => f with { Entity = x }),
        Set(Texts(EventGenerator.Keys), (f, x) => f with { EntityKey = x }),
        Set(Texts(EventGenerator.Properties), (f, x) => f with { Property = x }),
        Set(Texts("", "db:reset", "db:seed"), (f, x) => f with { Command = x }),
        Set(Texts("", "trace1", "trace22"), (f, x) => f with { TraceId = x }),
        Set(Texts("", "019cac1a-2b80-7000-8000-000000000001"), (f, x) => f with { TransactionId = x }),
        Set(Texts("", "req-1", "req-11"), (f, x) => f with { RequestId = x }),
        Set(Words, (f, x) => f with { Search = x }),
        Set(Gen.Choose(0, 3), (f, x) => f with { Id = EventGenerator.ParentId(x) }),
        Set(Gen.Choose(0, 3), (f, x) => f with { ParentId = EventGenerator.ParentId(x) }),
        Set(
            Some(from name in Gen.Elements("ticket", "region", "odd'name", "nothing") from value in Texts("", "north", "T-42", "100%") select new AttributeFilter(name, value)),
            (f, x) => f with { Attribute = x }));

    private static Gen<string> Words => Gen.Elements(
        "orders", "ORDERS", "customer_id", "order", "42", "*", "?", "größe", "GRÖSSE", "GRÖßE", "x.y@z", "Jürgen", "carol@example.com", "it's\\me", "--force", "db:reset", "", "public.orders", "alice", "e")
        .ArrayOf().Select(words => string.Join(' ', words.Take(3)));
}
