using Audit.EfCore.EntityChanges.Model;
using Microsoft.EntityFrameworkCore.Update;

namespace Audit.EfCore.EntityChanges.Saving;

/// <summary>Writes keys as text.</summary>
internal sealed class EntityKeys(PropertyText text)
{
    private const char Separator = ',';

    /// <summary>The key of an entity; empty while the database has not given it.</summary>
    public string Of(EntityPlan plan, IUpdateEntry entry)
    {
        if (plan.Key is [var single])
            return PartOf(single, entry);
        var parts = new string[plan.Key.Length];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = PartOf(plan.Key[i], entry);
        return string.Join(Separator, parts);
    }

    /// <summary>What of its key tells an owned entity from others of its owner.</summary>
    public string OwnOf(EntityPlan plan, IUpdateEntry entry)
    {
        var parts = new List<string>();
        foreach (var part in plan.Key)
        {
            if (plan.Ownership is null || !plan.Ownership.Properties.Contains(part.Property))
                parts.Add(PartOf(part, entry));
        }

        return string.Join(Separator, parts);
    }

    private string PartOf(PropertyPlan part, IUpdateEntry entry)
    {
        var isTruncated = false;
        return entry.HasTemporaryValue(part.Property) ? "" : text.Of(part, entry.GetCurrentValue(part.Property), ref isTruncated) ?? "";
    }
}
