using System.Collections.Frozen;
using System.Globalization;

namespace Audit.Storage.ClickHouse.Embedded.ReadOnly;

/// <summary>Which settings a reader's client may send. Unknown ones are refused; limits only get smaller.</summary>
internal static class SettingRules
{
    private const string MaxResultRows = "max_result_rows";
    private const string ResultOverflowMode = "result_overflow_mode";

    /// <summary>How values are read and results look. None of these names a file.</summary>
    private static readonly string[] Prefixes = ["output_format_", "input_format_", "format_csv_", "format_tsv_", "format_json_", "join_", "cast_"];

    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
        [
            "enable_http_compression", "http_zlib_compression_level", "send_progress_in_http_headers", "http_headers_progress_interval_ms",
            "http_write_exception_in_output_format", "date_time_output_format", "bool_true_representation", "bool_false_representation",
            "format_display_secrets_in_show_and_select", "max_block_size", "max_threads", "max_execution_time", "max_memory_usage", MaxResultRows,
            "max_result_bytes", "max_rows_to_read", "max_bytes_to_read", "limit", "offset", "extremes", "session_timezone", "log_comment",
            "use_top_k_dynamic_filtering", "optimize_read_in_order", "allow_experimental_analyzer", "enable_analyzer", "final",
            "transform_null_in", "group_by_use_nulls", "aggregate_functions_null_for_empty", "async_insert", "wait_for_async_insert",
            "cancel_http_readonly_queries_on_client_close", "readonly", ResultOverflowMode,
        ],
        StringComparer.Ordinal);

    /// <summary>Accepted and not passed on: they do not matter to a reader, or are set here.</summary>
    private static readonly FrozenSet<string> Ignored = FrozenSet.ToFrozenSet(
        [
            "readonly", ResultOverflowMode, "format_display_secrets_in_show_and_select", "log_comment", "use_top_k_dynamic_filtering",
            "async_insert", "wait_for_async_insert", "cancel_http_readonly_queries_on_client_close",
        ],
        StringComparer.Ordinal);

    internal static List<KeyValuePair<string, string>> Apply(
        IReadOnlyDictionary<string, string> wanted, IReadOnlyList<KeyValuePair<string, long>> limits,
        IReadOnlyList<KeyValuePair<string, string>> forced, IReadOnlySet<string> known)
    {
        var settings = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in wanted)
        {
            if (!known.Contains(name))
                throw ClickHouseErrors.UnknownSetting(name);
            if (!IsAllowed(name))
                throw ClickHouseErrors.ReadOnly($"Cannot modify '{name}' setting in readonly mode");
            if (!Ignored.Contains(name) && !limits.Any(x => x.Key == name))
                settings.Add(new KeyValuePair<string, string>(name, value));
        }
        foreach (var (name, limit) in limits)
            settings.Add(new KeyValuePair<string, string>(name, Smaller(name, wanted.GetValueOrDefault(name), limit)));
        if (forced.Count > 0)
        {
            // Also under its older name, which would count as well.
            settings.RemoveAll(setting => setting.Key == "allow_experimental_analyzer" || forced.Any(one => one.Key == setting.Key));
            settings.AddRange(forced);
        }

        settings.Add(new KeyValuePair<string, string>(ResultOverflowMode, OverflowMode(wanted, limits)));
        settings.Add(new KeyValuePair<string, string>("timeout_overflow_mode", "throw"));
        return settings;
    }

    /// <summary>
    /// Clients may ask for the first rows and no more, as tools do that show a page of them. What exceeds the limit of the endpoint is an error: the answer would
    /// look like all there is.
    /// </summary>
    private static string OverflowMode(IReadOnlyDictionary<string, string> wanted, IReadOnlyList<KeyValuePair<string, long>> limits)
    {
        const string Break = "break";
        if (wanted.GetValueOrDefault(ResultOverflowMode) != Break || !wanted.TryGetValue(MaxResultRows, out var rows))
            return "throw";
        foreach (var (name, limit) in limits)
        {
            if (name == MaxResultRows)
                return Smaller(name, rows, limit) == rows ? Break : "throw";
        }

        return Break;
    }

    private static bool IsAllowed(string name)
    {
        if (Names.Contains(name))
            return true;
        // Schemas and templates of formats are paths of files.
        if (name.Contains("schema", StringComparison.Ordinal) || name.Contains("path", StringComparison.Ordinal) || name.Contains("template", StringComparison.Ordinal))
            return false;
        foreach (var prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    /// <summary>Zero stands for no limit.</summary>
    private static string Smaller(string name, string? wanted, long limit)
    {
        if (wanted is null)
            return limit.ToString(CultureInfo.InvariantCulture);
        if (!double.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || value < 0)
            throw ClickHouseErrors.BadArguments($"Setting {name} must be a number that is not negative, not '{wanted}'");
        return limit == 0 || (value > 0 && value < limit) ? wanted : limit.ToString(CultureInfo.InvariantCulture);
    }
}
