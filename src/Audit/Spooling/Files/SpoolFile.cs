using Microsoft.Win32.SafeHandles;

namespace Audit.Spooling.Files;

/// <summary>A file of the operating system.</summary>
internal sealed class SpoolFile(FileStream stream) : ISpoolFile
{
    private readonly SafeFileHandle _handle = stream.SafeFileHandle;

    public long Length => RandomAccess.GetLength(_handle);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(_handle, bytes, offset);

    public int Read(Span<byte> bytes, long offset)
    {
        var total = 0;
        while (total < bytes.Length && RandomAccess.Read(_handle, bytes[total..], offset + total) is var read and > 0)
            total += read;
        return total;
    }

    public void Sync() => FileSync.Sync(_handle);

    public void Dispose() => stream.Dispose();
}
