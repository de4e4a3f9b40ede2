using System.IO.Pipelines;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>The body of an answer in process. Disposing it before its end cancels the statement.</summary>
internal sealed class ResponseBody(PipeReader reader, CancellationTokenSource cancelled) : Stream
{
    private readonly Stream _stream = reader.AsStream();
    private bool _ended;
    private bool _disposed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Note(_stream.Read(buffer, offset, count), count);

    public override int Read(Span<byte> buffer) => Note(_stream.Read(buffer), buffer.Length);

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Note(await _stream.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false), count);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Note(await _stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            if (!_ended)
                cancelled.Cancel();
            _stream.Dispose();
        }
        base.Dispose(disposing);
    }

    private int Note(int read, int wanted)
    {
        _ended |= read == 0 && wanted > 0;
        return read;
    }
}
