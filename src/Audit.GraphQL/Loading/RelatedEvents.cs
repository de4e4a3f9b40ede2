using System.Collections.Immutable;
using Audit.Events;
using Audit.Querying;

namespace Audit.GraphQL.Loading;

/// <summary>How the events are found that have something in common.</summary>
internal static class RelatedEvents
{
    /// <summary>A group of a command is three conditions and an alternative; filters hold 256.</summary>
    private const int MostCommandsPerQuery = 40;

    /// <summary>What an event shares with others; <see langword="null"/> for nothing.</summary>
    public static string? KeyOf(StoredAuditEvent stored, RelatedBy by) => by switch
    {
        RelatedBy.Trace => stored.Event.TraceId,
        RelatedBy.Transaction => TextOf(stored.Event.TransactionId),
        RelatedBy.Session => stored.Event.Context.SessionId,
        RelatedBy.Command => stored.Event.Category == EventCategory.Command ? TextOf(stored.Event.Id) : TextOf(stored.Event.ParentId),
        _ => null,
    };

    public static EventGroups Groups(IAuditReader reader, RelatedBy by) => by switch
    {
        RelatedBy.Trace => new EventGroups(reader, static keys => new AuditFilter { TraceId = OneOf(keys) }, static stored => [stored.Event.TraceId ?? ""]),
        RelatedBy.Transaction => new EventGroups(reader, static keys => new AuditFilter { TransactionId = OneOf(keys) }, static stored => [stored.Event.TransactionId.ToString()]),
        RelatedBy.Session => new EventGroups(reader, static keys => new AuditFilter { SessionId = OneOf(keys) }, static stored => [stored.Event.Context.SessionId ?? ""]),
        _ => new EventGroups(reader, OfCommands, static stored => [stored.Event.Id.ToString(), stored.Event.ParentId.ToString()]) { MostGroupsPerQuery = MostCommandsPerQuery },
    };

    /// <summary>The events of transactions: how they ended, which is said of the time they began, and what was undone within them.</summary>
    public static EventGroups TransactionEnds(IAuditReader reader) =>
        new(reader, static keys => new AuditFilter { Category = [EventCategory.Transaction], TransactionId = OneOf(keys) }, static stored => [stored.Event.TransactionId.ToString()]);

    private static StringFilter OneOf(IReadOnlyCollection<string> keys) => new() { In = [.. keys] };

    /// <summary>The runs themselves and what they caused. There is no filter by id, but an id tells its millisecond.</summary>
    private static AuditFilter OfCommands(IReadOnlyCollection<string> keys)
    {
        var filters = ImmutableArray.CreateBuilder<AuditFilter>(keys.Count * 2);
        foreach (var key in keys)
        {
            var id = Guid.Parse(key);
            filters.Add(new AuditFilter { ParentId = id });
            if (AuditId.UnixMilliseconds(id) is not { } milliseconds || milliseconds >= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
                continue;
            var from = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            filters.Add(new AuditFilter { Category = [EventCategory.Command], From = from, To = from.AddMilliseconds(1) });
        }

        return new AuditFilter { Or = filters.DrainToImmutable() };
    }

    private static string? TextOf(Guid id) => id == Guid.Empty ? null : id.ToString();
}
