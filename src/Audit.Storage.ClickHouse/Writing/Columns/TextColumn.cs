namespace Audit.Storage.ClickHouse.Writing.Columns;

/// <summary>Texts, each behind its length: the same bytes in both formats.</summary>
internal sealed class TextColumn : Column
{
    private readonly ByteBuffer _texts = new();

    public override void Append(ref RowCursor row) => _texts.Write(row.Text());

    public override void Write(NativeBlock block) => block.Add(_texts.Memory);

    public override void Clear() => _texts.Clear();
}
