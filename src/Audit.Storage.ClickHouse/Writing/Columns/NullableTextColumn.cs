namespace Audit.Storage.ClickHouse.Writing.Columns;

/// <summary>Texts or none: first a byte for each that tells which are none, then the texts, empty where there is none.</summary>
internal sealed class NullableTextColumn : Column
{
    private readonly ByteBuffer _isNull = new();
    private readonly ByteBuffer _texts = new();

    public override void Append(ref RowCursor row)
    {
        var isNull = row.Flag();
        _isNull.Write(isNull);
        if (isNull == 1)
            _texts.Write((byte)0);
        else
            _texts.Write(row.Text());
    }

    public override void Write(NativeBlock block)
    {
        block.Add(_isNull.Memory);
        block.Add(_texts.Memory);
    }

    public override void Clear()
    {
        _isNull.Clear();
        _texts.Clear();
    }
}
