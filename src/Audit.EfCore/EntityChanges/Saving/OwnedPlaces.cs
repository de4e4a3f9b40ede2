using System.Collections;
using System.Globalization;
using Audit.EfCore.EntityChanges.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace Audit.EfCore.EntityChanges.Saving;

/// <summary>Tells where an owned entity stands: <c>Lines[17].</c> by its key where it has a row of its own, <c>Links[0].</c> by its place in a JSON column.</summary>
internal sealed class OwnedPlaces(EntityPlans plans, EntityKeys keys)
{
    public string Of(PendingSave save, EntityPlan plan, IUpdateEntry entry)
    {
        if (plan.Ownership is not { PrincipalToDependent: { } navigation } ownership)
            return "";
        if (save.Adapter!.FindPrincipal(entry, ownership) is not { } owner)
            return plan.Prefix;
        var before = Of(save, plans.Of(owner.EntityType), owner);
        if (ownership.IsUnique)
            return $"{before}{navigation.Name}.";
        var place = entry.EntityType.IsMappedToJson() ? IndexOf(entry, owner, navigation) ?? OrdinalOf(plan, entry) : null;
        return $"{before}{navigation.Name}[{place ?? keys.OwnOf(plan, entry)}].";
    }

    private static string? IndexOf(IUpdateEntry entry, IUpdateEntry owner, INavigation navigation)
    {
        if (owner.GetCurrentValue(navigation) is not IEnumerable elements)
            return null;
        var entity = entry.ToEntityEntry().Entity;
        var index = 0;
        foreach (var element in elements)
        {
            if (ReferenceEquals(element, entity))
                return index.ToString(CultureInfo.InvariantCulture);
            index++;
        }

        return null;
    }

    /// <summary>What was taken out stood where EF Core found it, which counts from 1.</summary>
    private static string? OrdinalOf(EntityPlan plan, IUpdateEntry entry) =>
        entry.GetCurrentValue(plan.Key[^1].Property) is int and > 0 and var ordinal ? (ordinal - 1).ToString(CultureInfo.InvariantCulture) : null;
}
