using Audit.Schema;

namespace Audit.Storage.ClickHouse.Writing.Columns;

/// <summary>Gathers the values of a column, or of the elements of one, and writes them as the Native format wants them. Not thread-safe.</summary>
internal abstract class Column
{
    /// <summary>Takes the next value of a row.</summary>
    /// <exception cref="InvalidDataException">It is not well-formed.</exception>
    public abstract void Append(ref RowCursor row);

    /// <summary>Adds what the format puts before the data of the whole column.</summary>
    public virtual void WritePrefix(NativeBlock block)
    {
        // Only dictionaries have one.
    }

    /// <summary>Adds the data of the values gathered. They stay in the memory of this column until <see cref="Clear"/>.</summary>
    public abstract void Write(NativeBlock block);

    public abstract void Clear();

    /// <summary>Makes what gathers a column's values.</summary>
    public static Column Of(AuditColumn column) => column.Type switch
    {
        AuditColumnType.UInt8 => new FixedColumn<byte>(),
        AuditColumnType.Bool => new BoolColumn(),
        AuditColumnType.UInt32 or AuditColumnType.Seconds => new FixedColumn<uint>(),
        AuditColumnType.UInt64 or AuditColumnType.Int64 or AuditColumnType.Microseconds => new FixedColumn<ulong>(),
        AuditColumnType.Uuid or AuditColumnType.IPv6 => new FixedColumn<UInt128>(),
        AuditColumnType.NullableInt32 => new NullableInt32Column(),
        AuditColumnType.String => Text(column),
        AuditColumnType.StringArray => new ArrayColumn(Text(column)),
        AuditColumnType.NullableStringArray => new ArrayColumn(new NullableTextColumn()),
        AuditColumnType.StringMap => new MapColumn(Text(column), new TextColumn()),
        _ => throw new InvalidOperationException($"The column {column.Name} has the type {column.Type}, which this store does not know."),
    };

    private static Column Text(AuditColumn column) => column.LowCardinality ? new DictionaryColumn() : new TextColumn();
}
