using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Audit.EfCore.EntityChanges.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Audit.EfCore.EntityChanges.Bulk;

/// <summary>Tells by the name of a table whose entities are in it.</summary>
internal sealed class BulkTables(EntityPlans plans)
{
    private readonly ConditionalWeakTable<IModel, FrozenDictionary<string, EntityPlan>> _models = [];

    /// <summary>The plan of the entities of a table, the topmost of a hierarchy; <see langword="null"/> when the model does not know the table.</summary>
    public EntityPlan? Find(IModel model, string table) =>
        (_models.TryGetValue(model, out var tables) ? tables : _models.GetValue(model, Read)).GetValueOrDefault(table);

    private FrozenDictionary<string, EntityPlan> Read(IModel model)
    {
        var tables = new Dictionary<string, EntityPlan>(StringComparer.Ordinal);
        foreach (var entityType in model.GetEntityTypes())
        {
            if (entityType.IsOwned() || entityType.GetTableName() is not { } name)
                continue;
            // Derived types come after those that they derive from.
            var plan = plans.Of(entityType);
            tables.TryAdd(name, plan);
            if (entityType.GetSchema() is { } schema)
                tables.TryAdd($"{schema}.{name}", plan);
        }

        return tables.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
