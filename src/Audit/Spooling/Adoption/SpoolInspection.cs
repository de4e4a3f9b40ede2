using Audit.Spooling.Files;
using Audit.Spooling.Format;
using Audit.Spooling.Reading;
using Audit.Spooling.Segments;

namespace Audit.Spooling.Adoption;

/// <summary>
/// Looks through the directory of a process that is gone, and trusts nothing in it. What is read is made durable first: otherwise it could be read now, and be
/// gone after the next power cut. Nothing is appended to what is found.
/// </summary>
internal sealed class SpoolInspection(ISpoolFiles files, string path)
{
    private readonly SegmentList _segments = new();
    private readonly List<string> _refused = [];
    private readonly List<string> _damaged = [];
    private readonly List<(string Name, int Number)> _names = [];

    /// <param name="held">The lock, which the result keeps.</param>
    public SpoolFinding Run(IDisposable held)
    {
        files.SyncDirectory(path);
        foreach (var name in files.FilesOf(path))
        {
            if (SegmentName.TryParse(name, out var number))
                _names.Add((name, number));
        }

        _names.Sort(static (left, right) => left.Number.CompareTo(right.Number));
        if ((ReadIdentity() ?? IdentityOfSegments()) is not { } identity)
        {
            // It ended before it had a spool; or what lies there is nobody's.
            _refused.AddRange(_names.Select(static entry => entry.Name));
            if (_refused.Count == 0)
                return new SpoolFinding(new SpoolDirectory(path, Nobody, _segments, held), [], []);
            held.Dispose();
            return new SpoolFinding(null, _refused, _damaged);
        }

        foreach (var (name, number) in _names)
            Add(name, number, identity);
        return new SpoolFinding(new SpoolDirectory(path, identity, _segments, held), _refused, _damaged);
    }

    private static SpoolIdentity Nobody => new(0, "", 0, 512, []);

    private SpoolIdentity? ReadIdentity()
    {
        var name = Path.Combine(path, SpoolHome.IdentityName);
        if (!files.Exists(name))
            return null;
        using var file = files.Open(name);
        return SpoolIdentity.TryRead(HeadOf(file), out var identity, out var segment) && segment == -1 ? identity : null;
    }

    /// <summary>The identity that the segments agree upon, when the file of its own is damaged.</summary>
    private SpoolIdentity? IdentityOfSegments()
    {
        SpoolIdentity? common = null;
        foreach (var (name, _) in _names)
        {
            using var file = files.Open(Path.Combine(path, name));
            if (!SpoolIdentity.TryRead(HeadOf(file), out var identity, out _))
                continue;
            if (common is not null && !common.IsSameAs(identity))
                return null;
            common = identity;
        }

        return common;
    }

    private void Add(string name, int number, SpoolIdentity identity)
    {
        var segmentPath = Path.Combine(path, name);
        var file = files.Open(segmentPath);
        try
        {
            if (SpoolIdentity.TryRead(HeadOf(file), out var head, out var headNumber))
            {
                if (!head.IsSameAs(identity))
                {
                    _refused.Add(name);
                    return;
                }

                // It was about to become another segment: what it held is delivered.
                if (headNumber != number)
                    return;
            }
            else
            {
                _damaged.Add(name);
            }

            file.Sync();
            var segment = new SpoolSegment(number, segmentPath, file.Length, identity.ToBytes(number).Length);
            _segments.Add(segment);
            using var scanner = new SegmentScanner(file, identity, segment);
            while (scanner.TryPeek(segment.Size, out var batch))
            {
                scanner.Pass(batch);
                _segments.Publish(segment, batch, scanner.Offset);
            }
        }
        finally
        {
            file.Dispose();
        }
    }

    private static byte[] HeadOf(ISpoolFile file)
    {
        var bytes = new byte[SpoolIdentity.MaxSize];
        return bytes[..file.Read(bytes, 0)];
    }
}
