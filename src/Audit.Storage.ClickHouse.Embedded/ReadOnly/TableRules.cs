using System.Collections.Frozen;

namespace Audit.Storage.ClickHouse.Embedded.ReadOnly;

/// <summary>Which tables a reader may name with their database.</summary>
internal sealed class TableRules(IEnumerable<string> databases)
{
    /// <summary>What clients need to show schemas and to complete input. Nothing that tells files, other queries or the machine.</summary>
    private static readonly FrozenSet<string> SystemTables = FrozenSet.ToFrozenSet(
        [
            "aggregate_function_combinators", "codecs", "collations", "columns", "completions", "constraints", "current_roles", "data_skipping_index_types",
            "data_skipping_indices", "data_type_families", "database_engines", "databases", "documentation", "enabled_roles", "formats", "functions",
            "keywords", "licenses", "numbers", "numbers_mt", "one", "parts", "parts_columns", "primes", "projections", "settings", "table_engines",
            "table_functions", "tables", "time_zones", "tokenizers", "unicode", "view_refreshes", "zeros", "zeros_mt",
        ],
        StringComparer.Ordinal);

    private readonly FrozenSet<string> _databases = databases.ToFrozenSet(StringComparer.Ordinal);

    internal bool IsAuditDatabase(string name) => _databases.Contains(name);

    /// <summary>Whether a name as it stands in the AST is allowed as a table.</summary>
    internal bool AllowsTable(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            return true;
        var database = name[..dot];
        var table = name[(dot + 1)..];
        return database switch
        {
            "system" => SystemTables.Contains(table),
            "information_schema" or "INFORMATION_SCHEMA" => true,
            _ => _databases.Contains(database),
        };
    }

    /// <summary>
    /// Whether a dotted identifier (a column, or a table behind IN) is allowed, given the names of all databases.
    /// </summary>
    internal bool AllowsIdentifier(string name, IReadOnlySet<string> allDatabases)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !allDatabases.Contains(name[..dot]))
            return true;
        var second = name.IndexOf('.', dot + 1);
        return AllowsTable(second < 0 ? name : name[..second]);
    }
}
