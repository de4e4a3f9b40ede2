using System.Globalization;

namespace Audit.Storage.ClickHouse.Embedded.Engine;

/// <summary>The command-line arguments of the engine and of its connections.</summary>
internal static class EngineArguments
{
    internal static List<string> ForAnchor(string path, EmbeddedClickHouseOptions options) =>
    [
        $"--path={path}",
        "--logger.level=none",
        Number("background_pool_size", options.BackgroundPoolSize),
        Number("background_schedule_pool_size", options.BackgroundSchedulePoolSize),
        Number("background_common_pool_size", 2),
        Number("background_move_pool_size", 1),
        Number("background_fetches_pool_size", 1),
        Number("max_thread_pool_size", options.MaxThreadPoolSize),
        Number("max_server_memory_usage", options.MaxServerMemoryBytes),
        Number("mark_cache_size", options.MarkCacheBytes),
        // One merge at a time per thread would leave an insert-heavy table with too many parts.
        Number("background_merges_mutations_concurrency_ratio", 2),
        .. Common(options, "anchor"),
    ];

    internal static List<string> ForStatement(string path, EmbeddedClickHouseOptions options, string tag, ConnectionRequest request)
    {
        var arguments = new List<string> { $"--path={path}" };
        arguments.AddRange(Common(options, tag));
        foreach (var (name, value) in request.Settings)
        {
            if (name is not ("log_comment" or "readonly"))
                arguments.Add($"--{name}={value}");
        }
        // Last, because a read-only connection accepts no further settings.
        if (request.ReadOnlyLevel > 0)
            arguments.Add(Number("readonly", request.ReadOnlyLevel));
        return arguments;
    }

    private static string[] Common(EmbeddedClickHouseOptions options, string tag) =>
    [
        Number("max_threads", options.MaxThreads),
        Number("max_memory_usage", options.MaxQueryMemoryBytes),
        // 26.7 loses rows of hasAllTokens(...) ORDER BY ... LIMIT under this optimisation.
        "--use_top_k_dynamic_filtering=0",
        // As on a server: a bare expression is no statement.
        "--implicit_select=0",
        $"--log_comment={tag}",
    ];

    private static string Number(string name, long value) => $"--{name}={value.ToString(CultureInfo.InvariantCulture)}";
}
