using Audit.EfCore.EntityChanges.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.Options;

namespace Audit.EfCore.EntityChanges.Saving;

/// <summary>
/// Takes a snapshot of what a save is about to write. EF Core has found all changes by then, also those that other interceptors made, so that nothing
/// is detected twice; and no value of the database has come back yet.
/// </summary>
internal sealed class SaveCapture(EntityPlans plans, PropertyText text, IOptions<EntityChangeOptions> options)
{
    private readonly EntityChangeOptions _options = options.Value;

    public void Take(PendingSave save)
    {
        IEntityType? type = null;
        EntityPlan? plan = null;

        // To ask for the entries to be saved would prepare them for that a second time, and undo what EF Core has given them since.
        foreach (var entry in save.Adapter!.Entries)
        {
            if (entry.EntityState is not (EntityState.Added or EntityState.Modified or EntityState.Deleted))
                continue;
            if (!ReferenceEquals(type, entry.EntityType))
                plan = plans.Of(type = entry.EntityType);
            if (!plan!.IsAudited || IsReplaced(entry))
                continue;
            if (plan.Ownership is not null)
                save.Owned.Add(entry);
            else
                save.Add(plan, entry, entry.EntityState);
        }

        var owners = save.Owned.Count > 0 ? OwnersOf(save) : null;
        var ownCount = save.Entities.Length;
        if ((owners?.Count ?? ownCount) > _options.MaxEntities)
        {
            save.Tally = Count(save, owners, ownCount);
            return;
        }

        for (var i = 0; i < ownCount; i++)
            Read(save, i, save.Entities[i].Plan, save.Entities[i].Entry);
        if (owners is not null)
            ReadOwned(save, owners);
    }

    /// <summary>Several parts of one entity count as one.</summary>
    private ChangeTally Count(PendingSave save, Dictionary<IUpdateEntry, int>? owners, int ownCount)
    {
        var tally = new ChangeTally(_options.MaxKeys);
        foreach (ref var entity in save.Entities)
            tally.Add(entity.Plan.Type, entity.State);
        foreach (var owner in owners?.Keys.Skip(ownCount) ?? [])
            tally.Add(plans.Of(owner.EntityType).Type, EntityState.Modified);
        return tally;
    }

    private Dictionary<IUpdateEntry, int> OwnersOf(PendingSave save)
    {
        var owners = new Dictionary<IUpdateEntry, int>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < save.Entities.Length; i++)
            owners.TryAdd(save.Entities[i].Entry, i);
        foreach (var entry in save.Owned)
            owners.TryAdd(OwnerOf(save, entry), -1);
        return owners;
    }

    private void ReadOwned(PendingSave save, Dictionary<IUpdateEntry, int> owners)
    {
        foreach (var entry in save.Owned)
        {
            var owner = OwnerOf(save, entry);
            var index = owners[owner];
            if (index < 0)
            {
                // The owner itself is as it was, unless what is owned has lost it and stands for itself.
                index = save.Add(plans.Of(owner.EntityType), owner, owner.EntityState is EntityState.Unchanged or EntityState.Detached ? EntityState.Modified : owner.EntityState);
                owners[owner] = index;
            }

            Read(save, index, plans.Of(entry.EntityType), entry);
        }
    }

    private IUpdateEntry OwnerOf(PendingSave save, IUpdateEntry entry)
    {
        while (plans.Of(entry.EntityType).Ownership is { } ownership && save.Adapter!.FindPrincipal(entry, ownership) is { } owner)
            entry = owner;
        return entry;
    }

    /// <summary>Whether another entry tells of the same row: the one that took its place.</summary>
    private static bool IsReplaced(IUpdateEntry entry) =>
        entry.EntityState == EntityState.Deleted && entry.SharedIdentityEntry is { EntityState: EntityState.Added or EntityState.Modified };

    private void Read(PendingSave save, int entity, EntityPlan plan, IUpdateEntry entry)
    {
        var place = plan.IsInCollection ? plan : null;
        switch (entry.EntityState)
        {
            case EntityState.Added when entry.SharedIdentityEntry is { } before:
                foreach (var property in plan.Properties)
                    ReadReplaced(save, entity, property, entry, before, place);
                if (plan.Ownership is null)
                    save.Entities[entity].State = EntityState.Modified;
                break;
            case EntityState.Added:
                foreach (var property in plan.Properties)
                    ReadAdded(save, entity, property, entry, place);
                break;
            case EntityState.Modified:
                foreach (var property in plan.Properties)
                    ReadModified(save, entity, property, entry, place);
                break;
            case EntityState.Deleted:
                foreach (var property in plan.Properties)
                    ReadDeleted(save, entity, property, entry, place);
                break;
        }

        if (plan.Collections.Length > 0)
            ComplexCollections.Read(save, entity, plan, entry, text);
    }

    private void ReadAdded(PendingSave save, int entity, PropertyPlan property, IUpdateEntry entry, EntityPlan? place)
    {
        var change = new CapturedChange { Property = property, Entry = entry, Place = place, IsDeferred = IsDeferred(property, entry) };
        if (!change.IsDeferred && (change.After = After(save, entity, property, entry)) is null)
            return;
        save.Add(entity, change);
    }

    private void ReadModified(PendingSave save, int entity, PropertyPlan property, IUpdateEntry entry, EntityPlan? place)
    {
        var isModified = entry.IsModified(property.Property);
        if (!isModified && !property.IsGeneratedOnUpdate)
            return;
        var change = new CapturedChange
        {
            Property = property,
            Entry = entry,
            Place = place,
            Before = Before(save, entity, property, entry),
            IsDeferred = IsDeferred(property, entry) || !isModified,
        };
        if (!change.IsDeferred)
            change.After = After(save, entity, property, entry);
        save.Add(entity, change);
    }

    private void ReadDeleted(PendingSave save, int entity, PropertyPlan property, IUpdateEntry entry, EntityPlan? place)
    {
        if (Before(save, entity, property, entry) is { } before)
            save.Add(entity, new CapturedChange { Property = property, Entry = entry, Place = place, Before = before });
    }

    private void ReadReplaced(PendingSave save, int entity, PropertyPlan property, IUpdateEntry entry, IUpdateEntry replaced, EntityPlan? place)
    {
        var change = new CapturedChange
        {
            Property = property,
            Entry = entry,
            Place = place,
            Before = Before(save, entity, property, replaced),
            IsDeferred = IsDeferred(property, entry),
        };
        if (!change.IsDeferred)
            change.After = After(save, entity, property, entry);
        if (change.IsDeferred || property.IsHidden || property.Classification is not null || !string.Equals(change.Before, change.After, StringComparison.Ordinal))
            save.Add(entity, change);
    }

    private string? Before(PendingSave save, int entity, PropertyPlan property, IUpdateEntry entry)
    {
        var isTruncated = false;
        var before = text.Of(property, entry.GetOriginalValue(property.Property), ref isTruncated);
        if (isTruncated)
            save.Truncate(entity);
        return before;
    }

    private string? After(PendingSave save, int entity, PropertyPlan property, IUpdateEntry entry)
    {
        var isTruncated = false;
        var after = text.Of(property, entry.GetCurrentValue(property.Property), ref isTruncated);
        if (isTruncated)
            save.Truncate(entity);
        return after;
    }

    private static bool IsDeferred(PropertyPlan property, IUpdateEntry entry) =>
        property.MayBeGenerated && (entry.HasTemporaryValue(property.Property) || entry.IsStoreGenerated(property.Property));
}
