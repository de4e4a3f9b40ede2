namespace Audit.Storage.ClickHouse.Writing;

/// <summary>
/// A block in ClickHouse's Native format, as pieces that lie in the memory of the <see cref="Transposer"/> that made it: valid until its next block.
/// </summary>
internal sealed class NativeBlock
{
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];

    /// <summary>When it grows, pieces that lie in its former memory stay there, complete.</summary>
    private readonly ByteBuffer _small = new();

    private int _pending;

    /// <summary>The number of bytes.</summary>
    public long Length { get; private set; }

    /// <summary>The pieces in their order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Pieces
    {
        get
        {
            Flush();
            return _pieces;
        }
    }

    public void Clear()
    {
        _pieces.Clear();
        _small.Clear();
        _pending = 0;
        Length = 0;
    }

    /// <summary>Adds memory that stays as it is.</summary>
    public void Add(ReadOnlyMemory<byte> piece)
    {
        if (piece.IsEmpty)
            return;

        Flush();
        _pieces.Add(piece);
        Length += piece.Length;
    }

    public void Add(ulong value)
    {
        _small.Write(value);
        Length += sizeof(ulong);
    }

    /// <summary>Adds a number in base 128, lowest seven bits first.</summary>
    public void AddCount(int value)
    {
        var rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7)
            AddByte((byte)(rest | 0x80));
        AddByte((byte)rest);
    }

    /// <summary>Adds a text behind its length.</summary>
    public void Add(string text)
    {
        var count = System.Text.Encoding.UTF8.GetByteCount(text);
        AddCount(count);
        System.Text.Encoding.UTF8.GetBytes(text, _small.Reserve(count));
        Length += count;
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        var position = 0;
        foreach (var piece in Pieces)
        {
            piece.Span.CopyTo(bytes.AsSpan(position));
            position += piece.Length;
        }

        return bytes;
    }

    private void AddByte(byte value)
    {
        _small.Write(value);
        Length++;
    }

    private void Flush()
    {
        if (_small.Length == _pending)
            return;

        _pieces.Add(_small.Memory[_pending..]);
        _pending = _small.Length;
    }
}
