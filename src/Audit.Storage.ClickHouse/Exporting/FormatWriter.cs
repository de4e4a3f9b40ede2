using Audit.Exporting;
using Audit.Storage.ClickHouse.Exporting.Columns;
using Audit.Storage.ClickHouse.Exporting.Counting;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Exporting;

/// <summary>How the engine writes a format.</summary>
/// <param name="EngineFormat">The engine's name for it.</param>
/// <param name="CreateCounter">Counts rows in what the engine wrote.</param>
internal sealed record FormatWriter(string EngineFormat, Func<IRowCounter> CreateCounter)
{
    private static readonly FormatWriter Csv = new("CSVWithNames", static () => new CsvRowCounter());
    private static readonly FormatWriter Ndjson = new("JSONEachRow", static () => new LineCounter());
    private static readonly FormatWriter Parquet = new("Parquet", static () => new ParquetRowCounter());

    /// <summary>The text is JSON already, in which a line end is escaped.</summary>
    private static readonly FormatWriter Ocsf = new("LineAsString", static () => new LineCounter());

    /// <summary>The settings that decide what the output looks like, whatever a server's or an account's defaults are, and how much of it is in memory.</summary>
    public static IReadOnlyDictionary<string, object> Settings { get; } = new Dictionary<string, object>
    {
        ["prefer_column_name_to_alias"] = 1,
        ["date_time_output_format"] = "iso",
        ["session_timezone"] = "UTC",
        ["bool_true_representation"] = "true",
        ["bool_false_representation"] = "false",
        ["format_csv_delimiter"] = ",",
        ["format_csv_null_representation"] = "",
        ["output_format_csv_crlf_end_of_line"] = 0,
        ["output_format_json_quote_64bit_integers"] = 0,
        ["output_format_json_escape_forward_slashes"] = 0,
        ["output_format_json_array_of_rows"] = 0,
        ["http_write_exception_in_output_format"] = 0,
        ["output_format_parquet_string_as_string"] = 1,
        ["output_format_parquet_compression_method"] = "zstd",
        ["output_format_parquet_row_group_size"] = 250_000,
        ["output_format_parquet_row_group_size_bytes"] = 128 << 20,
        ["output_format_parquet_write_page_index"] = 0,
        ["output_format_parquet_write_bloom_filter"] = 0,
        ["max_block_size"] = 8_192,
    };

    public static FormatWriter Of(ExportFormat format) => format switch
    {
        ExportFormat.Csv => Csv,
        ExportFormat.Ndjson => Ndjson,
        ExportFormat.Parquet => Parquet,
        ExportFormat.Ocsf => Ocsf,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
    };

    /// <summary>Writes what comes before FROM.</summary>
    public static void Select(SqlText sql, ExportSelection selection)
    {
        if (selection.Format == ExportFormat.Ocsf)
            sql.Add($"WITH {OcsfRecord.Shared} SELECT {OcsfRecord.Json(selection.ShowsPersonalData)}");
        else
            sql.Add($"SELECT {EventSelection.Of(selection.Format, selection.ShowsPersonalData)}");
    }
}
