using Audit.Schema;
using Audit.Storage.ClickHouse.Schema;
using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing.EmbeddedEngine;

namespace Audit.Storage.ClickHouse.Tests.Schema;

/// <summary>What the migrations make is what the code believes in.</summary>
public sealed class AuditSchemaTests(EmbeddedEngineFixture engine)
{
    [Fact]
    public async Task Columns_of_the_log_are_those_of_the_schema_in_order_type_and_comment()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        var columns = await ReadAsync(application, "SELECT name, type, comment FROM system.columns WHERE database = currentDatabase() AND table = 'audit_logs' ORDER BY position");
        var expected = AuditSchema.Columns.Concat(AuditSchema.SealingColumns)
            .Select(column => (string[])[column.Name, ColumnTypes.Of(column), column.Description])
            .Append(["ingested_at", "DateTime64(3, 'UTC')", "When the row was stored, UTC"]);
        Assert.Equal(expected, columns);
    }

    [Fact]
    public async Task Tables_have_the_columns_that_the_code_demands()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        foreach (var table in AuditTables.All)
        {
            var columns = await ReadAsync(application, $"SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = '{table.Name}' ORDER BY position");
            Assert.Equal(table.Columns.Select(column => (string[])[column.Name, column.Type]), columns);
        }
    }

    [Fact]
    public async Task Every_table_and_column_has_a_comment()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        Assert.Empty(await ReadAsync(application, "SELECT name FROM system.tables WHERE database = currentDatabase() AND comment = ''"));
        Assert.Empty(await ReadAsync(application, "SELECT table, name FROM system.columns WHERE database = currentDatabase() AND comment = '' AND table NOT LIKE '%\\_mv'"));
    }

    [Fact]
    public async Task Log_is_kept_as_it_was_designed()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        var table = Assert.Single(await ReadAsync(application, "SELECT engine, partition_key, sorting_key, engine_full FROM system.tables WHERE database = currentDatabase() AND name = 'audit_logs'"));
        Assert.Equal(["MergeTree", "(retention_class, toYYYYMM(occurred_at))", "occurred_at, id"], table[..3]);
        Assert.Contains("TTL expires_at", table[3], StringComparison.Ordinal);
        foreach (var setting in (string[])["ttl_only_drop_parts = 1", "merge_with_ttl_timeout = 86400", "non_replicated_deduplication_window = 10000", "fsync_after_insert = 1", "fsync_part_directory = 1"])
            Assert.Contains(setting, table[3], StringComparison.Ordinal);

        var indexes = await ReadAsync(application, "SELECT name, type, expr FROM system.data_skipping_indices WHERE database = currentDatabase() AND table = 'audit_logs' ORDER BY name");
        Assert.Equal(
            [
                ["ix_actor", "text", "actor_id"], ["ix_entity", "bloom_filter", "entity_key"], ["ix_read", "text", "tables_read"], ["ix_session", "bloom_filter", "session_id"],
                ["ix_statement", "text", "statement"], ["ix_trace", "bloom_filter", "trace_id"], ["ix_transaction", "bloom_filter", "transaction_id"], ["ix_written", "text", "tables_written"],
            ],
            indexes);

        var codecs = await ReadAsync(application, "SELECT name, compression_codec FROM system.columns WHERE database = currentDatabase() AND table = 'audit_logs' AND compression_codec != 'CODEC(ZSTD(1))' ORDER BY position");
        Assert.Equal(
            [
                ["occurred_at", "CODEC(Delta(8), ZSTD(1))"], ["statement", "CODEC(ZSTD(3))"], ["rows_affected", "CODEC(T64, ZSTD(1))"], ["rows_read", "CODEC(T64, ZSTD(1))"],
                ["duration_us", "CODEC(T64, ZSTD(1))"], ["seq", "CODEC(Delta(8), ZSTD(1))"], ["leaf_check", "CODEC(NONE)"], ["expires_at", "CODEC(Delta(4), ZSTD(1))"],
                ["ingested_at", "CODEC(Delta(8), ZSTD(1))"],
            ],
            codecs);
    }

    private static async Task<List<string[]>> ReadAsync(StoreApplication application, string sql)
    {
        var rows = new List<string[]>();
        using var reader = await application.Client.ExecuteReaderAsync(sql);
        while (await reader.ReadAsync())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        return rows;
    }
}
