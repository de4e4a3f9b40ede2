using System.Runtime.InteropServices;

namespace Audit.Storage.ClickHouse.Embedded.Interop;

/// <summary>An insert under way: data is pushed in chunks, the engine holds the caller back when it is behind.</summary>
internal sealed unsafe class ChdbInsert(nint handle) : IDisposable
{
    private nint _handle = handle;

    /// <summary>The error that ended the insert already, if any.</summary>
    internal string? Error => Marshal.PtrToStringUTF8((nint)Chdb.InsertError(_handle));

    /// <summary>Gives false when the insert has failed; <see cref="Complete"/> then tells why.</summary>
    internal bool Append(ReadOnlySpan<byte> data)
    {
        fixed (byte* pointer = data)
            return Chdb.AppendInsert(_handle, pointer, (nuint)data.Length) == 0;
    }

    internal ChdbResult Complete() => ChdbResult.Take(Chdb.EndInsert(_handle));

    internal void Cancel() => Chdb.CancelInsert(_handle);

    public void Dispose()
    {
        if (_handle == 0)
            return;
        Chdb.DestroyInsert(_handle);
        _handle = 0;
    }
}
