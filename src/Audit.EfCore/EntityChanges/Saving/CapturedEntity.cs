using Audit.EfCore.EntityChanges.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Update;

namespace Audit.EfCore.EntityChanges.Saving;

/// <summary>An entity that is being saved. Its changes form a chain within those of the save, since what it owns may come later.</summary>
internal struct CapturedEntity
{
    public EntityPlan Plan;

    public IUpdateEntry Entry;

    public EntityState State;

    /// <summary>The first of its changes, counted from 1; 0 for none.</summary>
    public int First;

    public int Last;

    public int Count;

    public bool IsTruncated;

    /// <summary>Whether its row was not found, and the application went on all the same.</summary>
    public bool HasConflict;
}

/// <summary>A property that is being saved.</summary>
internal struct CapturedChange
{
    public PropertyPlan? Property;

    /// <summary>The name, where it is not the property's.</summary>
    public string? Name;

    public IUpdateEntry Entry;

    /// <summary>The plan of <see cref="Entry"/>, when its place among others is part of the name.</summary>
    public EntityPlan? Place;

    public string? Before;

    public string? After;

    /// <summary>Whether the value is known once the row is saved.</summary>
    public bool IsDeferred;

    /// <summary>The next change of the entity, counted from 1; 0 for none.</summary>
    public int Next;
}
