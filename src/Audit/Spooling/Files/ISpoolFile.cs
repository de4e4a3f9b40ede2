namespace Audit.Spooling.Files;

/// <summary>An open file of the spool. Reading and writing may happen at the same time, at different places.</summary>
internal interface ISpoolFile : IDisposable
{
    long Length { get; }

    /// <summary>Writes all bytes.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    /// <returns>The number of bytes read.</returns>
    int Read(Span<byte> bytes, long offset);

    /// <summary>Returns when what was written is durable. After it threw, nothing is known of what was written: never try it again on the same file.</summary>
    void Sync();
}
