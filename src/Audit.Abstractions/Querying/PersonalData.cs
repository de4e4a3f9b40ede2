using System.Collections.Frozen;
using System.Collections.Immutable;
using Audit.Events;
using Audit.Redaction;

namespace Audit.Querying;

/// <summary>
/// What of an event is about people: who they are by name, where they are, and every value that they or the application gave. Ids stay, because without
/// them nothing can be followed; statements stay, because they hold no values.
/// </summary>
internal static class PersonalData
{
    /// <summary>Attributes of the packages themselves that tell how something was done. Any other may hold anything.</summary>
    private static readonly FrozenSet<string> PlainAttributes = FrozenSet.ToFrozenSet(
        [
            "audit.sample_weight", "db.pooled", "ef.attempt", "guard.action", "guard.approval_id", "guard.approver_id", "guard.max_rows", "guard.requester_id", "guard.rule",
            "migration.name", "process.interactive", "propagation.refused", "read.api", "read.fields", "read.operation", "seeder.name",
            "transaction.ambient", "transaction.begun_by", "transaction.commands", "transaction.end", "transaction.isolation", "transaction.savepoint",
            "transaction.savepoints",
        ],
        StringComparer.Ordinal);

    /// <summary>Refuses a filter that asks for personal data. Its path is named as the filters of the API name it.</summary>
    public static void Refuse(AuditFilter filter) => Refuse(filter, "filter");

    public static void Refuse(ImmutableArray<Dimension> dimensions)
    {
        if (dimensions.Contains(Dimension.ClientIp))
            throw Forbidden("CLIENT_IP");
    }

    public static AuditEvent Mask(AuditEvent auditEvent)
    {
        var context = auditEvent.Context;
        return new AuditEvent(auditEvent)
        {
            Context = context with
            {
                // Services are no people.
                Actor = context.Actor.Type is ActorType.Service or ActorType.System ? context.Actor : context.Actor with { Name = null },
                ClientIp = null,
                UserAgent = null,
                Attributes = Mask(context.Attributes),
            },
            Parameters = [.. auditEvent.Parameters.Select(static parameter => parameter with { Value = Redacted.Marker })],
            Entity = auditEvent.Entity is { } entity ? entity with { Changes = [.. entity.Changes.Select(Mask)] } : null,
            Command = auditEvent.Command is { } command ? command with { Arguments = [.. command.Arguments.Select(static _ => Redacted.Marker)] } : null,
            Attributes = Mask(auditEvent.Attributes),
        };
    }

    private static ImmutableArray<AuditAttribute> Mask(ImmutableArray<AuditAttribute> attributes) => attributes.IsDefaultOrEmpty
        ? attributes
        : [.. attributes.Select(static attribute => PlainAttributes.Contains(attribute.Name) ? attribute : attribute with { Value = Redacted.Marker })];

    /// <summary>That there was no value tells something of it, too, but also whether something was added or taken away, which the state tells anyway.</summary>
    private static PropertyChange Mask(PropertyChange change) => change with
    {
        Before = change.Before is null ? null : Redacted.Marker,
        After = change.After is null ? null : Redacted.Marker,
    };

    private static void Refuse(AuditFilter? filter, string path)
    {
        if (filter is null)
            return;
        if (filter.ActorName is not null)
            throw Forbidden($"{path}.actorName");
        if (filter.ClientIp is not null)
            throw Forbidden($"{path}.clientIp");
        if (filter.Search is not null)
            throw Forbidden($"{path}.search");
        if (filter.Attribute is { IsDefault: false } attributes && attributes.Any(static one => one is null || !PlainAttributes.Contains(one.Name ?? "")))
            throw Forbidden($"{path}.attribute");
        Refuse(filter.And, $"{path}.and");
        Refuse(filter.Or, $"{path}.or");
        Refuse(filter.Not, $"{path}.not");
    }

    private static void Refuse(ImmutableArray<AuditFilter>? filters, string path)
    {
        if (filters is not { IsDefault: false } nested)
            return;
        for (var i = 0; i < nested.Length; i++)
            Refuse(nested[i], FormattableString.Invariant($"{path}[{i}]"));
    }

    private static AuditQueryException Forbidden(string what) =>
        new(AuditQueryFailure.Forbidden, $"{what}: it holds personal data, which your roles do not show.");
}
