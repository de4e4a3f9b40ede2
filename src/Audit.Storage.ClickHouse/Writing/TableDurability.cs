using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Schema;

namespace Audit.Storage.ClickHouse.Writing;

/// <summary>Whether the table of the log makes an insert durable before it acknowledges it: its files and the directory that names them. Off by default in ClickHouse.</summary>
internal static class TableDurability
{
    private const string Question = $$"""
        SELECT countIf(match(engine_full, '\\bfsync_after_insert = (1|true)\\b') AND match(engine_full, '\\bfsync_part_directory = (1|true)\\b'))
        FROM system.tables WHERE database = currentDatabase() AND name = '{{AuditTables.Log}}'
        """;

    public static async Task<bool> IsGivenAsync(AuditDatabase database, CancellationToken cancellationToken) =>
        await database.Client.ExecuteScalarAsync(Question, null, null, cancellationToken).ConfigureAwait(false) is 1UL;
}
