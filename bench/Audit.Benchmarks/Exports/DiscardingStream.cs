namespace Audit.Benchmarks.Exports;

/// <summary>Takes everything, as <c>/dev/null</c> does, and remembers how much memory the process held while it came.</summary>
internal sealed class DiscardingStream : Stream
{
    private const int LookEvery = 64;

    private int _writes;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => Bytes;

    public override long Position
    {
        get => Bytes;
        set => throw new NotSupportedException();
    }

    public long Bytes { get; private set; }

    /// <summary>The most bytes of physical memory that were seen: the engine's and the application's.</summary>
    public long PeakMemory { get; private set; }

    /// <summary>The most bytes on the managed heap that were seen.</summary>
    public long PeakHeap { get; private set; }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Take(count);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Take(count);
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Take(buffer.Length);
        return ValueTask.CompletedTask;
    }

    private void Take(int count)
    {
        Bytes += count;
        if (_writes++ % LookEvery != 0)
            return;
        PeakMemory = Math.Max(PeakMemory, Environment.WorkingSet);
        PeakHeap = Math.Max(PeakHeap, GC.GetTotalMemory(forceFullCollection: false));
    }
}
