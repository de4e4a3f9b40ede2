using Audit.Events;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Filtering;

/// <summary>Writes the condition that an event has an id. The id tells the millisecond of the event, by which the log is ordered.</summary>
internal static class IdCondition
{
    /// <summary>The last millisecond that an id can tell; ids of later times tell this one.</summary>
    private const long LastMillisecond = (1L << 48) - 1;

    public static void Write(SqlText sql, Guid id)
    {
        sql.Add($"(id = {id}");
        if (AuditId.UnixMilliseconds(id) is { } millisecond)
        {
            if (millisecond > 0)
                sql.Add($" AND occurred_at >= fromUnixTimestamp64Micro({millisecond * 1000}, 'UTC')");
            if (millisecond < LastMillisecond)
                sql.Add($" AND occurred_at < fromUnixTimestamp64Micro({(millisecond + 1) * 1000}, 'UTC')");
        }

        sql.Add($")");
    }
}
