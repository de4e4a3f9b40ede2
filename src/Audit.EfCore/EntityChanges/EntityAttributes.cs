using System.Collections.Immutable;
using System.Globalization;
using Audit.EfCore.EntityChanges.Saving;
using Audit.Events;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.EntityChanges;

/// <summary>The attributes of entity events.</summary>
internal static class EntityAttributes
{
    /// <summary>Which attempt of an execution strategy it was, counted from 1; on attempts that failed, and on those after them.</summary>
    public const string Attempt = "ef.attempt";

    /// <summary>The first keys of what was too much for an event each.</summary>
    public const string Keys = "entity.keys";

    /// <summary>How many events stand behind one that tells counts.</summary>
    public const string Events = "entity.events";

    /// <summary>Why it is not known whether a transaction was committed.</summary>
    public const string Unknown = "entity.unknown";

    private static readonly ImmutableArray<AuditAttribute>[] Attempts =
        [.. Enumerable.Range(0, 10).Select(static attempt => ImmutableArray.Create(new AuditAttribute(Attempt, attempt.ToString(CultureInfo.InvariantCulture))))];

    public static string CountOf(EntityState state) => state switch
    {
        EntityState.Added => "entity.added",
        EntityState.Deleted => "entity.deleted",
        _ => "entity.modified",
    };

    /// <summary>The attributes of an entity's event: none, unless a save was tried again.</summary>
    public static ImmutableArray<AuditAttribute> OfAttempt(int attempt) => attempt switch
    {
        0 => [],
        _ when attempt < Attempts.Length => Attempts[attempt],
        _ => [new AuditAttribute(Attempt, attempt.ToString(CultureInfo.InvariantCulture))],
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
