using System.Globalization;
using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>The headers of ClickHouse's answers.</summary>
internal static class ResponseHeaders
{
    internal static List<KeyValuePair<string, string>> ForResult(EngineCatalog catalog, string queryId, string format, string tag) =>
    [
        new("X-ClickHouse-Server-Display-Name", "embedded"),
        new("X-ClickHouse-Query-Id", queryId),
        new("X-ClickHouse-Format", format),
        new("X-ClickHouse-Timezone", catalog.TimeZone),
        new("X-ClickHouse-Exception-Tag", tag),
        new("Content-Type", ContentType(format)),
    ];

    internal static KeyValuePair<string, string> Summary(ChdbSummary summary) => new(
        "X-ClickHouse-Summary",
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"read_rows":"{{summary.RowsRead}}","read_bytes":"{{summary.BytesRead}}","written_rows":"{{summary.RowsWritten}}","written_bytes":"{{summary.BytesWritten}}","total_rows_to_read":"{{summary.RowsRead}}","result_rows":"{{Math.Max(summary.ResultRows, summary.RowsWritten)}}","result_bytes":"{{summary.WrittenOrRead}}","elapsed_ns":"{{(ulong)(summary.Elapsed * 1e9)}}"}"""));

    internal static List<KeyValuePair<string, string>> ForError(string queryId, ClickHouseError error) =>
    [
        new("X-ClickHouse-Query-Id", queryId),
        new("X-ClickHouse-Exception-Code", error.Code.ToString(CultureInfo.InvariantCulture)),
        new("Content-Type", "text/plain; charset=UTF-8"),
    ];

    private static string ContentType(string format) => format switch
    {
        "JSON" or "JSONCompact" or "JSONStrings" or "JSONCompactStrings" or "JSONColumns" or "JSONObjectEachRow" => "application/json; charset=UTF-8",
        _ when format.StartsWith("JSON", StringComparison.OrdinalIgnoreCase) => "application/x-ndjson; charset=UTF-8",
        _ when format.StartsWith("CSV", StringComparison.OrdinalIgnoreCase) => "text/csv; charset=UTF-8; header=" + (format.Contains("Names", StringComparison.OrdinalIgnoreCase) ? "present" : "absent"),
        _ when format.StartsWith("TabSeparated", StringComparison.OrdinalIgnoreCase) || format.StartsWith("TSV", StringComparison.OrdinalIgnoreCase) =>
            "text/tab-separated-values; charset=UTF-8",
        "XML" => "application/xml; charset=UTF-8",
        "Native" or "Parquet" or "Arrow" or "ArrowStream" or "ORC" or "Avro" or "RowBinary" or "RowBinaryWithNames" or "RowBinaryWithNamesAndTypes" =>
            "application/octet-stream",
        _ => "text/plain; charset=UTF-8",
    };
}
