using System.Collections;
using System.Globalization;
using Audit.EfCore.EntityChanges.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace Audit.EfCore.EntityChanges.Saving;

/// <summary>Compares the elements of complex types that an entity holds many of, by their place: <c>Links[0].Url</c>.</summary>
internal static class ComplexCollections
{
    private const int MaxElements = 100;

    public static void Read(PendingSave save, int entity, EntityPlan plan, IUpdateEntry entry, PropertyText text)
    {
        foreach (var collection in plan.Collections)
        {
            var isAdded = entry.EntityState == EntityState.Added;
            if (entry.EntityState == EntityState.Modified && !entry.IsModified(collection.Property))
                continue;
            // One within another cannot be reached by the entity.
            if (collection.Property.DeclaringType is not IEntityType)
            {
                save.Add(entity, new CapturedChange { Name = collection.Name, Entry = entry });
                continue;
            }

            Compare(save, entity, collection, entry, text, isAdded);
        }
    }

    private static void Compare(PendingSave save, int entity, CollectionPlan collection, IUpdateEntry entry, PropertyText text, bool isAdded)
    {
        var current = entry.EntityState == EntityState.Deleted ? null : entry.GetCurrentValue(collection.Property) as IList;
        var original = isAdded ? null : entry.GetOriginalValue(collection.Property) as IList;
        var tracked = original is null ? null : entry.ToEntityEntry().ComplexCollection((IComplexProperty)collection.Property);
        var count = Math.Max(current?.Count ?? 0, original?.Count ?? 0);
        if (count > MaxElements)
            save.Truncate(entity);
        for (var i = 0; i < Math.Min(count, MaxElements); i++)
        {
            var element = i < current?.Count ? current[i] : null;
            var before = i < original?.Count ? tracked!.GetOriginalEntry(i) : (ComplexElementEntry?)null;
            foreach (var property in collection.Properties)
                Compare(save, entity, collection, entry, text, i, property, before, element);
        }
    }

    private static void Compare(
        PendingSave save, int entity, CollectionPlan collection, IUpdateEntry entry, PropertyText text, int place, PropertyPlan property, ComplexElementEntry? before, object? element)
    {
        // What is nested in an element is read by its getter only where EF Core allows it: directly below.
        var isDirect = property.Property.DeclaringType == collection.Property.ComplexType;
        var isTruncated = false;
        var old = before is { } known && isDirect ? text.Of(property, known.Property(property.Property).OriginalValue, ref isTruncated) : null;
        var now = element is not null && isDirect ? text.Of(property, property.Property.GetGetter().GetClrValue(element), ref isTruncated) : null;
        if (isTruncated)
            save.Truncate(entity);
        if (old is null && now is null)
            return;
        if (string.Equals(old, now, StringComparison.Ordinal) && !property.IsHidden && !collection.IsHidden)
            return;
        save.Add(entity, new CapturedChange
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{collection.Name}[{place}].{property.Name}"),
            Entry = entry,
            Before = collection.IsHidden && old is not null ? Audit.Redaction.Redacted.Marker : old,
            After = collection.IsHidden && now is not null ? Audit.Redaction.Redacted.Marker : now,
        });
    }
}
