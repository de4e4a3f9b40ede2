namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>A body that came compressed. What cannot be decompressed is the client's error, whatever the library of the compression throws.</summary>
internal sealed class EncodedBody(Stream decompressed, string encoding) : ForwardStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await decompressed.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        // The errors of the connection are others.
        catch (Exception exception) when (exception is EndOfStreamException or not (IOException or OperationCanceledException))
        {
            throw ClickHouseErrors.CannotDecompressBody(encoding);
        }
    }
}
