using System.Collections.Immutable;
using Audit.EfCore.EntityChanges.Saving;
using Audit.Events;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.EntityChanges;

/// <summary>The attributes of entity events.</summary>
internal static class EntityAttributes
{
    /// <summary>The first keys of what was too much for an event each.</summary>
    public const string Keys = "entity.keys";

    /// <summary>How many events stand behind one that tells counts.</summary>
    public const string Events = "entity.events";

    /// <summary>Why it is not known whether a transaction was committed.</summary>
    public const string Unknown = "entity.unknown";

    public static string CountOf(EntityState state) => state switch
    {
        EntityState.Added => "entity.added",
        EntityState.Deleted => "entity.deleted",
        _ => "entity.modified",
    };

    public static void AddCounts(ImmutableArray<AuditAttribute>.Builder attributes, ChangeTally tally)
    {
        for (var state = EntityState.Added; state >= EntityState.Deleted; state--)
        {
            if (tally.Of(state) is { } counts)
                attributes.Add(new AuditAttribute(CountOf(state), counts));
        }

        if (tally.Keys is { Length: > 0 } keys)
            attributes.Add(new AuditAttribute(Keys, keys));
    }
}
