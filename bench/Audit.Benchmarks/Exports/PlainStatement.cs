using Audit.Exporting;
using Audit.Querying;
using Audit.Storage.ClickHouse.Exporting;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Benchmarks.Exports;

/// <summary>What an export of everything asks the engine for.</summary>
internal static class PlainStatement
{
    public static string Of(ExportFormat format)
    {
        var sql = new SqlText();
        FormatWriter.Select(sql, new ExportSelection(new AuditFilter(), format, true, DateTimeOffset.MaxValue));
        return $"{sql} FROM audit_logs ORDER BY occurred_at, id FORMAT {FormatWriter.Of(format).EngineFormat}";
    }
}
