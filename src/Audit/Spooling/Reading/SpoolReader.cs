using Audit.Spooling.Files;
using Audit.Spooling.Format;
using Audit.Spooling.Segments;

namespace Audit.Spooling.Reading;

/// <summary>
/// Reads the records of a spool in the order of their sequence, each once, and tells which are missing. Reads what the writer has published, or what
/// another process left. Used by one thread at a time.
/// </summary>
/// <param name="files">The files.</param>
/// <param name="identity">Whose spool it is.</param>
/// <param name="segments">Its segments.</param>
/// <param name="next">The first sequence to be read.</param>
internal sealed class SpoolReader(ISpoolFiles files, SpoolIdentity identity, SegmentList segments, ulong next) : IDisposable
{
    private SegmentScanner? _scanner;
    private byte[] _index = new byte[128 * RecordEntry.Size];

    /// <summary>The sequence that is read next.</summary>
    public ulong Next { get; private set; } = next;

    /// <summary>Looks for the next batch with records that were not read yet, and stays before it.</summary>
    /// <returns><see langword="false"/> when there is none yet.</returns>
    public bool TryPeek(out BatchHeader header)
    {
        while (true)
        {
            if (_scanner is null && !TryOpenNext())
            {
                header = default;
                return false;
            }

            var scanner = _scanner!;
            while (scanner.TryPeek(segments.EndOf(scanner.Segment), out header))
            {
                if (header.Last >= Next && !segments.IsVoid(scanner.Segment, header.First))
                    return true;
                scanner.Pass(header);
            }

            // The writer does not come back to a segment behind which there is another.
            if (segments.After(scanner.Segment) is null)
                return false;
            if (!scanner.TryPeek(segments.EndOf(scanner.Segment), out _) && !TryOpenNext())
                return false;
        }
    }

    /// <summary>Reads the batch that was found.</summary>
    public void Read(in BatchHeader header, DeliveryWindow window)
    {
        var lost = header.Voids > Next ? new SequenceGap(Next, header.Voids - 1) : default(SequenceGap?);
        window.Begin(header, lost);
        var scanner = _scanner!;
        if (_index.Length < header.IndexBytes)
            _index = new byte[header.IndexBytes * 2];
        var index = _index.AsSpan(0, header.IndexBytes);
        if (scanner.TryRead(index, BatchHeader.Size) && Crc32C.Of(index) == header.IndexCheck)
            ReadRows(header, index, window);
        else
            window.Lose(new SequenceGap(Math.Max(header.First, Next), header.Last));

        Next = header.Last + 1;
        scanner.Pass(header);
    }

    public void Dispose() => _scanner?.Dispose();

    private void ReadRows(in BatchHeader header, ReadOnlySpan<byte> index, DeliveryWindow window)
    {
        var rows = window.Reserve(header.RowBytes);
        if (!_scanner!.TryRead(rows, BatchHeader.Size + header.IndexBytes))
            rows.Clear();

        var at = 0;
        for (var i = 0; i < header.Count; i++)
        {
            var entry = RecordEntry.Read(index[(i * RecordEntry.Size)..]);
            var sequence = header.First + (ulong)i;
            var row = rows.Slice(at, entry.Length);
            if (sequence < Next)
                window.Skip(entry.Length);
            else if (Crc32C.Of(row) != entry.RowCheck)
                window.Lose(new SequenceGap(sequence, sequence), entry.Length);
            else
                window.Add(entry, sequence);
            at += entry.Length;
        }
    }

    private bool TryOpenNext()
    {
        if (segments.After(_scanner?.Segment) is not { } segment)
            return false;

        var file = files.Open(segment.Path);
        _scanner?.Dispose();
        _scanner = new SegmentScanner(file, identity, segment);
        return true;
    }
}
