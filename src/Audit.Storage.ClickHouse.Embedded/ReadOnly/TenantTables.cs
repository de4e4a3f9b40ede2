using System.Collections.Frozen;
using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.ReadOnly;

/// <summary>
/// The tables of the audit trail as a reader sees them who is bound to a tenant: rows of that tenant where a column tells whose they are, none of any other
/// table. See README.md in this folder.
/// </summary>
internal sealed class TenantTables
{
    /// <summary>The engine of a view that is its query and nothing else. What it reads is filtered; one that keeps rows would be another table's.</summary>
    private const string PlainView = "View";

    private static readonly string[] TenantColumns = ["tenant_id", "requested_by_tenant"];

    private readonly FrozenSet<string> _visible;
    private readonly FrozenSet<string> _hiddenNames;

    private TenantTables(string filters, FrozenSet<string> visible, FrozenSet<string> hiddenNames)
    {
        Settings =
        [
            new("additional_table_filters", filters),
            // The filter comes first, by itself: a condition of the reader that ran on rows of others could tell of them by an error.
            new("optimize_move_to_prewhere", "0"),
            new("query_plan_optimize_prewhere", "0"),
            new("query_plan_merge_filters", "0"),
            // Only this planner filters tables wherever they stand.
            new("enable_analyzer", "1"),
            // What is known of whole parts and granules is known of all tenants.
            new("optimize_trivial_count_query", "0"),
            new("optimize_use_implicit_projections", "0"),
            new("use_query_condition_cache", "0"),
        ];
        _visible = visible;
        _hiddenNames = hiddenNames;
    }

    /// <summary>What every statement of the reader runs with, whatever settings the client sends.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Settings { get; }

    /// <summary>Looks up the tables as they are now: one that nobody knows yet shows nothing. Blocks; runs on the engine's thread.</summary>
    internal static TenantTables Read(ChdbConnection connection, IEnumerable<string> databases, string tenant)
    {
        var names = string.Join(", ", databases.Select(SqlText.Literal));
        var columns = string.Join(", ", TenantColumns.Select(SqlText.Literal));
        var tables = EngineCatalog.Lines(
                connection,
                $"SELECT concat(hex(t.database), ' ', hex(t.name), ' ', t.engine, ' ', c.tenant_column) FROM system.tables AS t LEFT JOIN "
                + $"(SELECT database, table, min(name) AS tenant_column FROM system.columns WHERE name IN ({columns}) GROUP BY database, table) AS c "
                + $"ON c.database = t.database AND c.table = t.name WHERE t.database IN ({names})")
            .Select(static line => line.Split(' ')).ToList();
        var visible = new HashSet<string>(StringComparer.Ordinal);
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        var filters = new List<string>();
        foreach (var table in tables)
        {
            var (database, name, engine, column) = (Text(table[0]), Text(table[1]), table[2], table[3]);
            var full = $"{database}.{name}";
            var isFiltered = column.Length > 0 && engine.EndsWith("MergeTree", StringComparison.Ordinal);
            if (isFiltered || engine == PlainView)
                visible.Add(full);
            else
                hidden.Add(name);
            if (engine != PlainView)
                filters.Add($"{SqlText.Literal(full)}:{SqlText.Literal(isFiltered ? $"{column} = {SqlText.Literal(tenant)}" : "0")}");
        }

        return new TenantTables($"{{{string.Join(',', filters)}}}", visible.ToFrozenSet(StringComparer.Ordinal), hidden.ToFrozenSet(StringComparer.Ordinal));
    }

    /// <summary>Whether a table of the audit trail has rows for the reader.</summary>
    internal bool Shows(string database, string table) => _visible.Contains($"{database}.{table}");

    /// <summary>Whether a bare name is that of a table without rows for the reader.</summary>
    internal bool Hides(string name) => _hiddenNames.Contains(name);

    private static string Text(string hex) => System.Text.Encoding.UTF8.GetString(Convert.FromHexString(hex));
}
