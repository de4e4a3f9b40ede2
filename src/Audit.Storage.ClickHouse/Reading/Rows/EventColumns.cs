using Audit.Schema;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Rows;

/// <summary>The columns that <see cref="EventRowReader"/> reads, in its order.</summary>
internal static class EventColumns
{
    public static readonly SqlFragment List = new(string.Join(", ", AuditSchema.Columns.Select(static column => column.Name)) + ", stream, seq, expires_at, ingested_at");
}
