using System.Collections.Frozen;

namespace Audit.Storage.ClickHouse.Embedded.ReadOnly;

/// <summary>Which tables a reader may name with their database.</summary>
internal sealed class TableRules(IEnumerable<string> databases, TenantTables? tenant = null)
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

    /// <summary>Of these, what tells how much there is, or when, of all tenants together.</summary>
    private static readonly FrozenSet<string> SizeTables = FrozenSet.ToFrozenSet(
        ["columns", "data_skipping_indices", "databases", "parts", "parts_columns", "projections", "tables", "view_refreshes"], StringComparer.Ordinal);

    private readonly FrozenSet<string> _databases = databases.ToFrozenSet(StringComparer.Ordinal);

    internal bool IsAuditDatabase(string name) => _databases.Contains(name);

    /// <summary>Whether a name as it stands in the AST is allowed as a table.</summary>
    internal bool AllowsTable(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            return AllowsName(name);
        var database = name[..dot];
        var table = name[(dot + 1)..];
        return database switch
        {
            "system" => SystemTables.Contains(table) && (tenant is null || !SizeTables.Contains(table)),
            "information_schema" or "INFORMATION_SCHEMA" => tenant is null,
            _ => _databases.Contains(database) && tenant?.Shows(database, table) != false,
        };
    }

    /// <summary>Whether a name without a database is allowed: a table of the audit trail, or something that the statement itself names.</summary>
    internal bool AllowsName(string name) => tenant?.Hides(name) != true;

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
