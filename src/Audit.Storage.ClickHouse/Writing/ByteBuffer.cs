using System.Runtime.CompilerServices;

namespace Audit.Storage.ClickHouse.Writing;

/// <summary>Bytes that grow at the end and whose memory is used again. Not thread-safe.</summary>
internal sealed class ByteBuffer
{
    /// <summary>Larger memory is only kept while it is needed.</summary>
    private const int AlwaysKept = 64 * 1024;

    private const int FirstCapacity = 256;

    private byte[] _bytes = [];
    private int _length;

    public int Length => _length;

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    /// <summary>Makes room for more bytes, which the caller fills.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve(int count)
    {
        var start = _length;
        if ((uint)count > (uint)(_bytes.Length - start))
            Grow(count);
        _length = start + count;
        return _bytes.AsSpan(start, count);
    }

    /// <summary>Appends the bytes of a value, which on all platforms of .NET 10 means little-endian.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<T>(T value)
        where T : unmanaged => Unsafe.WriteUnaligned(ref Reserve(Unsafe.SizeOf<T>())[0], value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>A part of what was written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Slice(int start, int count) => _bytes.AsSpan(start, count);

    /// <summary>Forgets what was written. Memory is given up when a fourth of it would have done.</summary>
    public void Clear()
    {
        if (_bytes.Length > AlwaysKept && _length < _bytes.Length / 4)
            _bytes = [];
        _length = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        var needed = checked(_length + count);
        var doubled = (int)Math.Min(Math.Max((long)_bytes.Length * 2, FirstCapacity), Array.MaxLength);
        var grown = GC.AllocateUninitializedArray<byte>(Math.Max(needed, doubled));
        _bytes.AsSpan(0, _length).CopyTo(grown);
        _bytes = grown;
    }
}
