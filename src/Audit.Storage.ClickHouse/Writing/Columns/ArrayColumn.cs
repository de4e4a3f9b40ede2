namespace Audit.Storage.ClickHouse.Writing.Columns;

/// <summary>Lists: first where each ends among all elements, then all elements.</summary>
internal sealed class ArrayColumn(Column element) : Column
{
    private readonly ByteBuffer _ends = new();
    private ulong _count;

    public override void Append(ref RowCursor row)
    {
        for (var left = row.Count(); left > 0; left--)
        {
            element.Append(ref row);
            _count++;
        }

        _ends.Write(_count);
    }

    public override void WritePrefix(NativeBlock block) => element.WritePrefix(block);

    public override void Write(NativeBlock block)
    {
        block.Add(_ends.Memory);
        element.Write(block);
    }

    public override void Clear()
    {
        _ends.Clear();
        _count = 0;
        element.Clear();
    }
}
