using System.Globalization;
using Audit.Exporting;

namespace Audit.GraphQL.Exports;

/// <summary>What exports are called when they are saved, and their media types.</summary>
internal static class ExportFileNames
{
    public static string Of(ExportFormat format, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"audit-{at.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}{ExtensionOf(format)}");

    public static string MediaTypeOf(ExportFormat format) => format switch
    {
        ExportFormat.Csv => "text/csv; charset=utf-8; header=present",
        ExportFormat.Parquet => "application/vnd.apache.parquet",
        _ => "application/x-ndjson; charset=utf-8",
    };

    private static string ExtensionOf(ExportFormat format) => format switch
    {
        ExportFormat.Csv => ".csv",
        ExportFormat.Ndjson => ".ndjson",
        ExportFormat.Parquet => ".parquet",
        _ => ".ocsf.ndjson",
    };
}
