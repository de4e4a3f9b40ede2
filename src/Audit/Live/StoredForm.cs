using System.Collections.Immutable;
using Audit.Events;
using Audit.Querying;
using Audit.Retention;

namespace Audit.Live;

/// <summary>Gives an event that was sealed the form in which it will be read back from a store.</summary>
internal sealed class StoredForm(string stream, AuditOrigin origin, RetentionPolicy retention)
{
    public StoredAuditEvent Of(AuditEvent sealedEvent)
    {
        var from = sealedEvent.Origin ?? origin;
        var kept = retention.ClassOf(sealedEvent, out _);
        var actor = sealedEvent.Context.Actor;
        var isApplication = actor is { Type: ActorType.System, Id.Length: 0 };
        var stored = new AuditEvent(sealedEvent)
        {
            Origin = from,
            Context = isApplication ? sealedEvent.Context with { Actor = actor with { Id = from.Application, Name = from.Application } } : sealedEvent.Context,
            Parameters = Parameters(sealedEvent.Parameters),
            Attributes = Attributes(sealedEvent.Context.Attributes, sealedEvent.Attributes),
            DurationMicroseconds = Math.Max(sealedEvent.DurationMicroseconds, 0),
            RetentionClass = kept.Name,
        };
        return new StoredAuditEvent(stored, stream, 0, default, DateTimeOffset.FromUnixTimeSeconds(kept.ExpiresAt(sealedEvent.OccurredAtUnixMicroseconds)));
    }

    /// <summary>Those of the context first: of equal names the last counts.</summary>
    private static ImmutableArray<AuditAttribute> Attributes(ImmutableArray<AuditAttribute> ofContext, ImmutableArray<AuditAttribute> ofEvent)
    {
        if (ofContext.Length + ofEvent.Length < 2)
            return ofContext.IsEmpty ? ofEvent : ofContext;
        var sorted = new SortedDictionary<string, AuditAttribute>(StringComparer.Ordinal);
        foreach (var attribute in ofContext)
            sorted[attribute.Name] = attribute;
        foreach (var attribute in ofEvent)
            sorted[attribute.Name] = attribute;
        return [.. sorted.Values];
    }

    private static ImmutableArray<AuditParameter> Parameters(ImmutableArray<AuditParameter> parameters)
    {
        if (parameters.Length < 2)
            return parameters;
        var sorted = new SortedDictionary<string, AuditParameter>(StringComparer.Ordinal);
        foreach (var parameter in parameters)
            sorted[parameter.Name] = parameter;
        return [.. sorted.Values];
    }
}
