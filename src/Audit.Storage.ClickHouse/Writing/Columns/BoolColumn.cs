namespace Audit.Storage.ClickHouse.Writing.Columns;

/// <summary>Values of one byte, 0 or 1.</summary>
internal sealed class BoolColumn : Column
{
    private readonly ByteBuffer _values = new();

    public override void Append(ref RowCursor row) => _values.Write(row.Flag());

    public override void Write(NativeBlock block) => block.Add(_values.Memory);

    public override void Clear() => _values.Clear();
}
