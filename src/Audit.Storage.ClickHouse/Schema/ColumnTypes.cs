using Audit.Schema;

namespace Audit.Storage.ClickHouse.Schema;

/// <summary>What the columns of the audit log are in ClickHouse, written as ClickHouse writes its types.</summary>
internal static class ColumnTypes
{
    /// <summary>The type of a column.</summary>
    public static string Of(AuditColumn column) => column.Type switch
    {
        AuditColumnType.UInt8 => "UInt8",
        AuditColumnType.Bool => "Bool",
        AuditColumnType.UInt32 => "UInt32",
        AuditColumnType.UInt64 => "UInt64",
        AuditColumnType.Int64 => "Int64",
        AuditColumnType.Seconds => "DateTime('UTC')",
        AuditColumnType.Microseconds => "DateTime64(6, 'UTC')",
        AuditColumnType.Uuid => "UUID",
        AuditColumnType.IPv6 => "IPv6",
        AuditColumnType.NullableInt32 => "Nullable(Int32)",
        AuditColumnType.String => Text(column),
        AuditColumnType.StringArray => $"Array({Text(column)})",
        AuditColumnType.NullableStringArray => "Array(Nullable(String))",
        AuditColumnType.StringMap => $"Map({Text(column)}, String)",
        _ => throw new InvalidOperationException($"The column {column.Name} has the type {column.Type}, which this store does not know."),
    };

    private static string Text(AuditColumn column) => column.LowCardinality ? "LowCardinality(String)" : "String";
}
