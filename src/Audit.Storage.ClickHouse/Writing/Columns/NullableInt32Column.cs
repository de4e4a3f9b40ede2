using System.Buffers.Binary;

namespace Audit.Storage.ClickHouse.Writing.Columns;

/// <summary>Numbers or none: first a byte for each that tells which are none, then the numbers, 0 where there is none.</summary>
internal sealed class NullableInt32Column : Column
{
    private readonly ByteBuffer _isNull = new();
    private readonly ByteBuffer _values = new();

    public override void Append(ref RowCursor row)
    {
        var isNull = row.Flag();
        _isNull.Write(isNull);
        _values.Write(isNull == 1 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(row.Take(sizeof(int))));
    }

    public override void Write(NativeBlock block)
    {
        block.Add(_isNull.Memory);
        block.Add(_values.Memory);
    }

    public override void Clear()
    {
        _isNull.Clear();
        _values.Clear();
    }
}
