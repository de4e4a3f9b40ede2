using Audit.Spooling.Files;
using Audit.Spooling.Format;
using Audit.Spooling.Segments;

namespace Audit.Spooling.Reading;

/// <summary>Goes from batch to batch in one segment. What is no batch of this segment is passed over, a sector at a time.</summary>
internal sealed class SegmentScanner(ISpoolFile file, SpoolIdentity identity, SpoolSegment segment) : IDisposable
{
    private const int Ahead = 64 * 1024;

    private readonly ulong _salt = identity.SaltOf(segment.Number);
    private readonly byte[] _head = new byte[BatchHeader.Size];
    private byte[]? _ahead;

    public SpoolSegment Segment => segment;

    /// <summary>Where the next batch is looked for.</summary>
    public long Offset { get; private set; } = segment.Start;

    /// <summary>Looks for the next batch, and stays before it.</summary>
    /// <param name="end">How far to look.</param>
    /// <param name="header">Its head.</param>
    /// <returns><see langword="false"/> when there is none.</returns>
    public bool TryPeek(long end, out BatchHeader header)
    {
        while (Offset + BatchHeader.Size <= end)
        {
            if (file.Read(_head, Offset) == BatchHeader.Size
                && BatchHeader.TryRead(_head, _salt, Offset, out header)
                && Offset + header.Bytes <= end)
                return true;
            Offset = PassOver(end);
        }

        header = default;
        return false;
    }

    /// <summary>Reads index and rows of the batch that was found.</summary>
    /// <returns><see langword="false"/> when they are not all there.</returns>
    public bool TryRead(Span<byte> body) => file.Read(body, Offset + BatchHeader.Size) == body.Length;

    /// <summary>Reads the index of the batch that was found, or its rows.</summary>
    public bool TryRead(Span<byte> part, long offset) => file.Read(part, Offset + offset) == part.Length;

    /// <summary>Goes behind the batch that was found.</summary>
    public void Pass(in BatchHeader header) => Offset += identity.Align(header.Bytes);

    public void Dispose() => file.Dispose();

    /// <summary>The next place where a head may be.</summary>
    private long PassOver(long end)
    {
        var at = Offset + identity.SectorSize;
        _ahead ??= new byte[Ahead];
        while (at < end)
        {
            var read = file.Read(_ahead.AsSpan(0, (int)Math.Min(Ahead, end - at)), at);
            if (read <= 0)
                return end;
            for (var i = 0; i < read; i += identity.SectorSize)
            {
                if (BatchHeader.MayBeginWith(_ahead.AsSpan(i, read - i)))
                    return at + i;
            }

            at += identity.Align(read);
        }

        return end;
    }
}
