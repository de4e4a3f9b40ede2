using Audit.Encoding;
using Audit.Events;
using Audit.Schema;
using ClickHouse.Driver;

namespace Audit.Testing.Filters;

/// <summary>Inserts events as the pipeline would: encoded by the real encoder.</summary>
internal static class EventRows
{
    public static async Task InsertAsync(ClickHouseClient client, IEnumerable<AuditEvent> events)
    {
        var encoder = new RowEncoder(SampleEvents.Origin);
        var row = new RowWriter(1 << 16);
        var sequence = 0UL;
        foreach (var auditEvent in events)
        {
            encoder.Encode(auditEvent, auditEvent.RetentionClass ?? "standard", row);
            row.Text("stream", "stream-1");
            row.UInt64(++sequence);
            row.Raw([1, 2, 3, 4]);
            row.Raw(BitConverter.GetBytes(uint.MaxValue));
        }

        var columns = AuditSchema.Columns.Concat(AuditSchema.SealingColumns).Select(column => column.Name);
        using var rows = new MemoryStream(row.Written.ToArray());
        using var response = await client.InsertRawStreamAsync("audit_logs", rows, "RowBinary", columns, false, null, CancellationToken.None);
        response.EnsureSuccessStatusCode();
    }
}
