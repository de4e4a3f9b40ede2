using ClickHouse.Driver;

namespace Audit.Storage.ClickHouse.Schema;

/// <summary>Compares the schema of the store with the one that is needed. What is there beside it does not matter.</summary>
internal sealed class SchemaComparer(ClickHouseClient client, string database)
{
    /// <exception cref="SchemaException">Something is missing or other than it must be; the message names everything.</exception>
    public async Task DemandAsync(string advice, CancellationToken cancellationToken)
    {
        var columns = await ReadColumnsAsync(cancellationToken).ConfigureAwait(false);
        var differences = new List<string>();
        foreach (var table in AuditTables.All)
            Compare(table, columns, differences);
        foreach (var view in AuditTables.Views)
        {
            if (!columns.ContainsKey(view))
                differences.Add($"the materialized view {view} is missing");
        }

        if (differences.Count > 0)
            throw new SchemaException($"The database {database} does not have the schema that the audit log needs: {string.Join("; ", differences)}. {advice}");
    }

    private static void Compare(AuditTable table, Dictionary<string, Dictionary<string, string>> columns, List<string> differences)
    {
        if (!columns.TryGetValue(table.Name, out var found))
        {
            differences.Add($"the table {table.Name} is missing");
            return;
        }

        foreach (var (name, type) in table.Columns)
        {
            if (!found.TryGetValue(name, out var actual))
                differences.Add($"the column {table.Name}.{name} ({type}) is missing");
            else if (actual != type)
                differences.Add($"the column {table.Name}.{name} is {actual} instead of {type}");
        }
    }

    private async Task<Dictionary<string, Dictionary<string, string>>> ReadColumnsAsync(CancellationToken cancellationToken)
    {
        var tables = new Dictionary<string, Dictionary<string, string>>();
        using var reader = await client.ExecuteReaderAsync(
            "SELECT table, name, type FROM system.columns WHERE database = currentDatabase() AND startsWith(table, 'audit_')", null, null, cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var table = reader.GetString(0);
            if (!tables.TryGetValue(table, out var columns))
                tables.Add(table, columns = []);
            columns.Add(reader.GetString(1), reader.GetString(2));
        }

        return tables;
    }
}
