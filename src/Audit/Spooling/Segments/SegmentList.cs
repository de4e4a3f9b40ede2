using Audit.Spooling.Format;

namespace Audit.Spooling.Segments;

/// <summary>The segments of one spool in their order, and how far each may be read. Thread-safe: the writer adds, the reader follows.</summary>
internal sealed class SegmentList
{
    private readonly Lock _lock = new();
    private readonly List<SpoolSegment> _segments = [];

    /// <summary>The last sequence that can be read.</summary>
    public ulong Last { get; private set; }

    /// <summary>The bytes of all files.</summary>
    public long Bytes { get; private set; }

    public int Count
    {
        get
        {
            lock (_lock)
                return _segments.Count;
        }
    }

    public void Add(SpoolSegment segment)
    {
        lock (_lock)
        {
            _segments.Add(segment);
            Bytes += segment.Size;
        }
    }

    public void Remove(SpoolSegment segment)
    {
        lock (_lock)
        {
            if (_segments.Remove(segment))
                Bytes -= segment.Size;
        }
    }

    /// <summary>A batch may be read.</summary>
    public void Publish(SpoolSegment segment, in BatchHeader batch, long end)
    {
        lock (_lock)
        {
            if (segment.Voids == 0)
                segment.Voids = batch.Voids;
            segment.Last = batch.Last;
            segment.End = end;
            Last = Math.Max(Last, batch.Last);
        }
    }

    /// <summary>How far a segment may be read.</summary>
    public long EndOf(SpoolSegment segment)
    {
        lock (_lock)
            return segment.End;
    }

    /// <summary>The segment behind another, or the first.</summary>
    public SpoolSegment? After(SpoolSegment? segment)
    {
        lock (_lock)
        {
            foreach (var candidate in _segments)
            {
                if (segment is null || candidate.Number > segment.Number)
                    return candidate;
            }

            return null;
        }
    }

    /// <summary>Whether a later segment voids a sequence of this one.</summary>
    public bool IsVoid(SpoolSegment segment, ulong first)
    {
        lock (_lock)
        {
            for (var i = _segments.Count - 1; i >= 0 && _segments[i].Number > segment.Number; i--)
            {
                if (_segments[i].Voids is > 0 and var voids && voids <= first)
                    return true;
            }

            return false;
        }
    }

    /// <summary>
    /// Takes out the oldest segment whose records were all acknowledged, and long enough ago; never the newest, which may be being written.
    /// </summary>
    /// <param name="acknowledged">The sequence up to which the store has everything.</param>
    /// <param name="now">The time, by <see cref="TimeProvider.GetTimestamp"/>.</param>
    /// <param name="retention">How long a segment is kept, in the same unit.</param>
    public SpoolSegment? TakeOutdated(ulong acknowledged, long now, long retention)
    {
        lock (_lock)
        {
            SpoolSegment? outdated = null;
            for (var i = 0; i < _segments.Count - 1; i++)
            {
                var segment = _segments[i];
                if (segment.Last > acknowledged)
                    break;
                segment.DeliveredAt ??= now;
                if (outdated is null && now - segment.DeliveredAt >= retention)
                    outdated = segment;
            }

            if (outdated is not null)
            {
                _segments.Remove(outdated);
                Bytes -= outdated.Size;
            }

            return outdated;
        }
    }
}
