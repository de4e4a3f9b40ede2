using System.Collections.Immutable;
using System.Globalization;
using Audit.GraphQL.Errors;
using Audit.Querying;

namespace Audit.GraphQL.Schema.Filtering;

/// <summary>Turns the filter of a query into the filter of the reader, which checks the conditions themselves.</summary>
internal static class FilterMapping
{
    /// <summary>As deep as readers go; bounded here so that no filter can exhaust the stack on its way to them.</summary>
    private const int MaxDepth = 16;

    /// <exception cref="ApiError">It is not valid.</exception>
    public static AuditFilter ToFilter(AuditEventFilter? filter) => filter is null ? new AuditFilter() : Map(filter, "filter", 1);

    private static AuditFilter Map(AuditEventFilter filter, string path, int depth)
    {
        if (depth > MaxDepth)
            throw ApiError.Input(path, string.Create(CultureInfo.InvariantCulture, $"conditions are nested deeper than {MaxDepth} levels."));

        return new AuditFilter
        {
            And = MapAll(filter.And, $"{path}.and", depth),
            Or = MapAll(filter.Or, $"{path}.or", depth),
            Not = filter.Not is { } not ? Map(not, $"{path}.not", depth + 1) : null,
            Id = filter.Id is { } id ? Ids.Parse($"{path}.id", id) : null,
            From = filter.From,
            To = filter.To,
            Last = filter.Last,
            Category = List(filter.Category),
            Outcome = List(filter.Outcome),
            MinRisk = filter.MinRisk,
            Destructive = filter.Destructive,
            Source = List(filter.Source),
            Action = Text(filter.Action),
            Application = Text(filter.Application),
            Environment = Text(filter.Environment),
            ActorType = List(filter.ActorType),
            ActorId = Text(filter.ActorId),
            ActorName = Text(filter.ActorName),
            TenantId = Text(filter.TenantId),
            SessionId = Text(filter.SessionId),
            ApiKeyId = Text(filter.ApiKeyId),
            ClientIp = filter.ClientIp,
            Operation = List(filter.Operation),
            Table = Text(filter.Table),
            TableWritten = Text(filter.TableWritten),
            Fingerprint = Text(filter.Fingerprint),
            RowsAffected = Number(filter.RowsAffected),
            DurationMicroseconds = Number(filter.DurationMicroseconds),
            Entity = Text(filter.Entity),
            EntityKey = Text(filter.EntityKey),
            Property = Text(filter.Property),
            Command = Text(filter.Command),
            TraceId = Text(filter.TraceId),
            TransactionId = Text(filter.TransactionId),
            RequestId = Text(filter.RequestId),
            Search = filter.Search,
            Attribute = Attributes(filter.Attribute),
            ParentId = filter.ParentEventId is { } parent ? Ids.Parse($"{path}.parentEventId", parent) : null,
        };
    }

    private static ImmutableArray<AuditFilter>? MapAll(IReadOnlyList<AuditEventFilter>? filters, string path, int depth)
    {
        if (filters is null)
            return null;

        var mapped = ImmutableArray.CreateBuilder<AuditFilter>(filters.Count);
        for (var i = 0; i < filters.Count; i++)
            mapped.Add(Map(filters[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), depth + 1));
        return mapped.MoveToImmutable();
    }

    private static ImmutableArray<T>? List<T>(IReadOnlyList<T>? values) => values is null ? null : [.. values];

    private static Querying.StringFilter? Text(StringFilter? filter) => filter is null ? null : new Querying.StringFilter
    {
        Eq = filter.Eq,
        Ne = filter.Ne,
        In = List(filter.In),
        NotIn = List(filter.NotIn),
        Contains = filter.Contains,
        StartsWith = filter.StartsWith,
        Like = filter.Like,
    };

    private static Querying.LongFilter? Number(LongFilter? filter) => filter is null ? null : new Querying.LongFilter
    {
        Eq = filter.Eq,
        Gt = filter.Gt,
        Gte = filter.Gte,
        Lt = filter.Lt,
        Lte = filter.Lte,
    };

    private static ImmutableArray<Querying.AttributeFilter>? Attributes(IReadOnlyList<AttributeFilter>? filters) =>
        filters is null ? null : [.. filters.Select(static filter => new Querying.AttributeFilter(filter.Name, Text(filter.Value)!))];
}
