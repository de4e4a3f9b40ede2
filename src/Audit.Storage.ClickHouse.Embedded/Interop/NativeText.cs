using System.Runtime.InteropServices;

namespace Audit.Storage.ClickHouse.Embedded.Interop;

/// <summary>UTF-8 strings with their lengths in native memory, for the duration of one call.</summary>
internal sealed unsafe class NativeText : IDisposable
{
    private readonly byte** _pointers;
    private readonly nuint* _lengths;
    private readonly int _count;

    internal NativeText(IReadOnlyList<string> texts)
    {
        _count = texts.Count;
        _pointers = (byte**)NativeMemory.AllocZeroed((nuint)Math.Max(_count, 1), (nuint)sizeof(byte*));
        _lengths = (nuint*)NativeMemory.AllocZeroed((nuint)Math.Max(_count, 1), (nuint)sizeof(nuint));
        for (var i = 0; i < _count; i++)
        {
            var bytes = System.Text.Encoding.UTF8.GetByteCount(texts[i]);
            _pointers[i] = (byte*)NativeMemory.Alloc((nuint)bytes + 1);
            System.Text.Encoding.UTF8.GetBytes(texts[i], new Span<byte>(_pointers[i], bytes));
            _pointers[i][bytes] = 0;
            _lengths[i] = (nuint)bytes;
        }
    }

    internal byte** Pointers => _pointers;

    internal nuint* Lengths => _lengths;

    internal int Count => _count;

    public void Dispose()
    {
        for (var i = 0; i < _count; i++)
            NativeMemory.Free(_pointers[i]);
        NativeMemory.Free(_pointers);
        NativeMemory.Free(_lengths);
    }
}
