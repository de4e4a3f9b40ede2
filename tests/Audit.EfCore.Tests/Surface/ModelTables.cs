using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Audit.EfCore.Tests.Surface;

/// <summary>What the model says where entities are kept, as the record names tables.</summary>
internal static class ModelTables
{
    /// <summary>The tables or views of entities with all that derives from them.</summary>
    public static string[] TablesOf(this DbContext context, params IEnumerable<Type> entities) =>
        [.. entities.SelectMany(entity => context.Model.FindEntityType(entity)!.GetDerivedTypesInclusive()).SelectMany(TablesOf).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The table between two entities of which each has many of the other.</summary>
    public static string JoinTableOf<T>(this DbContext context, string navigation) =>
        Assert.Single(TablesOf(context.Model.FindEntityType(typeof(T))!.FindSkipNavigation(navigation)!.JoinEntityType!));

    /// <summary>The table of an owned collection.</summary>
    public static string OwnedTableOf<T>(this DbContext context, string navigation) =>
        Assert.Single(TablesOf(context.Model.FindEntityType(typeof(T))!.FindNavigation(navigation)!.TargetEntityType));

    /// <summary>All tables, without views.</summary>
    public static string[] AllTables(this DbContext context) =>
        [.. context.Model.GetRelationalModel().Tables.Select(static table => NameOf(table)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> TablesOf(IEntityType entity) =>
        entity.GetViewMappings().Cast<ITableMappingBase>().Concat(entity.GetTableMappings()).Select(static mapping => NameOf(mapping.Table));

    private static string NameOf(ITableBase table) => table.Schema is null ? Part(table.Name) : $"{Part(table.Schema)}.{Part(table.Name)}";

    private static string Part(string name) =>
        name.Contains('.', StringComparison.Ordinal) || name.Contains('"', StringComparison.Ordinal) ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
}
