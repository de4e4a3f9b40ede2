namespace Audit.Schema;

/// <summary>How a column's values are encoded: ClickHouse's RowBinary format.</summary>
public enum AuditColumnType : byte
{
    /// <summary>One byte.</summary>
    UInt8,

    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>Four bytes, little-endian.</summary>
    UInt32,

    /// <summary>Eight bytes, little-endian.</summary>
    UInt64,

    /// <summary>Eight bytes, little-endian, two's complement.</summary>
    Int64,

    /// <summary>Seconds since 1970-01-01 UTC: four bytes, little-endian (<c>DateTime('UTC')</c>).</summary>
    Seconds,

    /// <summary>Microseconds since 1970-01-01 UTC: eight bytes, little-endian, two's complement (<c>DateTime64(6, 'UTC')</c>).</summary>
    Microseconds,

    /// <summary>The two halves of the UUID, each as eight bytes little-endian.</summary>
    Uuid,

    /// <summary>Sixteen bytes in network order.</summary>
    IPv6,

    /// <summary>A byte 1 for none; or a byte 0 and four bytes little-endian.</summary>
    NullableInt32,

    /// <summary>The length in bytes as unsigned LEB128, then UTF-8 bytes.</summary>
    String,

    /// <summary>The number of elements as unsigned LEB128, then each as <see cref="String"/>.</summary>
    StringArray,

    /// <summary>The number of elements as unsigned LEB128, then for each a byte 1 for none, or a byte 0 and a <see cref="String"/>.</summary>
    NullableStringArray,

    /// <summary>The number of pairs as unsigned LEB128, then each key and value as <see cref="String"/>; keys are unique and sorted by their bytes.</summary>
    StringMap,
}
