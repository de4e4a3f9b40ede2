using ClickHouse.Driver;

namespace Audit.Storage.ClickHouse.Connection;

/// <summary>The settings that go with every statement, so that a server's or an account's defaults cannot change what it means.</summary>
internal static class QuerySettings
{
    /// <summary>For a statement that changes the schema.</summary>
    public static QueryOptions Schema(string? database = null) => new()
    {
        Database = database,
        CustomSettings = new Dictionary<string, object> { ["async_insert"] = 0, ["enable_full_text_index"] = 1 },
    };

    /// <summary>For a read of a few rows that something waits for.</summary>
    public static QueryOptions Lookup() => new()
    {
        CustomSettings = new Dictionary<string, object> { ["max_execution_time"] = 30 },
    };

    /// <summary>
    /// For the insert of one block that must become one part per partition, or nothing: stored when the answer comes, and once only for the same token,
    /// in the tables behind materialized views, too.
    /// </summary>
    public static QueryOptions Insert(string token) => new()
    {
        CustomSettings = new Dictionary<string, object>
        {
            ["async_insert"] = 0,
            ["insert_deduplicate"] = 1,
            ["insert_deduplication_token"] = token,
            ["deduplicate_blocks_in_dependent_materialized_views"] = 1,

            // Events of many months in one batch are rare, but must not hold up all that come after them.
            ["max_partitions_per_insert_block"] = 0,
        },
    };
}
