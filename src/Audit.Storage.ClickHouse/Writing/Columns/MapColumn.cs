namespace Audit.Storage.ClickHouse.Writing.Columns;

/// <summary>Maps: first where each ends among all pairs, then all keys, then all values.</summary>
internal sealed class MapColumn(Column key, Column value) : Column
{
    private readonly ByteBuffer _ends = new();
    private ulong _count;

    public override void Append(ref RowCursor row)
    {
        for (var left = row.Count(); left > 0; left--)
        {
            key.Append(ref row);
            value.Append(ref row);
            _count++;
        }

        _ends.Write(_count);
    }

    public override void WritePrefix(NativeBlock block)
    {
        key.WritePrefix(block);
        value.WritePrefix(block);
    }

    public override void Write(NativeBlock block)
    {
        block.Add(_ends.Memory);
        key.Write(block);
        value.Write(block);
    }

    public override void Clear()
    {
        _ends.Clear();
        _count = 0;
        key.Clear();
        value.Clear();
    }
}
