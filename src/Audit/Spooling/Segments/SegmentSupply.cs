using Audit.Spooling.Files;
using Audit.Spooling.Format;

namespace Audit.Spooling.Segments;

/// <summary>
/// Makes segments: zeros and the head, durable under another name, then renamed, then the name made durable. So a segment that exists is whole. Thread-safe:
/// the next segment is prepared while the current one is written.
/// </summary>
internal sealed class SegmentSupply(ISpoolFiles files, string directory, SpoolIdentity identity, SegmentList segments, SegmentLimits limits)
{
    /// <summary>So much of the limit may wait in files to be used again: what a burst needed, the next one needs, and a file that exists costs no zeros.</summary>
    private const int OutdatedShare = 16;
    private static readonly byte[] Zeros = new byte[256 * 1024];

    private readonly Lock _lock = new();
    private SpoolSegment? _prepared;
    private readonly Stack<SpoolSegment> _outdated = new();
    private int _number;

    /// <summary>The bytes of files that no batch has been written to.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return (_prepared?.Size ?? 0) + BytesOfOutdated;
        }
    }

    /// <summary>Whether there is something for <see cref="Prepare"/> to do.</summary>
    public bool IsHungry
    {
        get
        {
            lock (_lock)
                return _prepared is null;
        }
    }

    /// <summary>A segment to write to.</summary>
    /// <param name="batchBytes">The bytes it must hold at least.</param>
    /// <exception cref="SpoolFullException">It would exceed the limit.</exception>
    /// <exception cref="BatchTooLargeException">It would exceed the limit whatever the store takes.</exception>
    /// <exception cref="NoSegmentException">It could not be made.</exception>
    public SpoolSegment Take(long batchBytes)
    {
        lock (_lock)
        {
            var segment = _prepared;
            _prepared = null;
            if (segment is not null && segment.Size - segment.Start < batchBytes)
            {
                // Rather another one than one out of order.
                TryDelete(segment);
                segment = null;
            }

            segment ??= MakeFor(batchBytes + identity.ToBytes(0).Length);
            segments.Add(segment);
            return segment;
        }
    }

    /// <summary>Makes the next segment ahead, where the limit leaves room for it.</summary>
    /// <exception cref="NoSegmentException">It could not be made.</exception>
    public void Prepare()
    {
        lock (_lock)
        {
            if (_prepared is null && RoomFor(limits.SegmentBytes) >= limits.SegmentBytes)
                _prepared = Make(limits.SegmentBytes);
        }
    }

    /// <summary>Takes a segment back whose records the store has: for use again, or to delete it.</summary>
    public void Return(SpoolSegment segment)
    {
        lock (_lock)
        {
            if (segment.Size == limits.SegmentBytes && (_outdated.Count == 0 || BytesOfOutdated + segment.Size <= limits.MaxBytes / OutdatedShare))
                _outdated.Push(segment);
            else
                TryDelete(segment);
        }
    }

    /// <summary>Deletes what is prepared or waits to be used again.</summary>
    public void DeleteUnused()
    {
        lock (_lock)
        {
            if (_prepared is { } prepared)
                TryDelete(prepared);
            while (_outdated.TryPop(out var outdated))
                TryDelete(outdated);
            _prepared = null;
        }
    }

    private long BytesOfOutdated => _outdated.Count * limits.SegmentBytes;

    /// <summary>What is left for a file of a size, which may be one that waits to be used again.</summary>
    private long RoomFor(long size)
    {
        var room = limits.MaxBytes - segments.Bytes - (_prepared?.Size ?? 0) - BytesOfOutdated;
        return size == limits.SegmentBytes && _outdated.Count > 0 ? room + size : room;
    }

    /// <summary>The first segment is small, for a quick start; so is any other when the disk has no room for a whole one.</summary>
    private SpoolSegment MakeFor(long least)
    {
        var small = Math.Max(limits.FirstBytes, least);
        if (_number == 0)
            return Make(small);
        try
        {
            return Make(Math.Max(limits.SegmentBytes, least));
        }
        catch (NoSegmentException exception) when (small < limits.SegmentBytes && exception is not BatchTooLargeException)
        {
            return Make(small);
        }
    }

    private SpoolSegment Make(long size)
    {
        size = identity.Align(size);
        MakeRoomFor(size);
        var number = _number + 1;
        var unfinished = Path.Combine(directory, SegmentName.UnfinishedOf(number));
        var path = Path.Combine(directory, SegmentName.Of(number));
        var head = identity.ToBytes(number);
        if (size > limits.MaxBytes / 2 && size > limits.SegmentBytes)
            throw new BatchTooLargeException(size, limits.MaxBytes);
        if (RoomFor(size) < size)
            throw new SpoolFullException();

        try
        {
            Fill(unfinished, size, head);
            files.Rename(unfinished, path);
            files.SyncDirectory(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(unfinished);
            TryDelete(path);
            throw new NoSegmentException($"A segment of the audit spool could not be made: {exception.Message}", exception);
        }

        // The number of an attempt that failed is used again: its file is gone, or replaced.
        _number = number;
        return new SpoolSegment(number, path, size, head.Length);
    }

    /// <summary>What waits to be used again gives way to what is needed now.</summary>
    private void MakeRoomFor(long size)
    {
        while (RoomFor(size) < size && size != limits.SegmentBytes && _outdated.TryPop(out var outdated))
            TryDelete(outdated);
    }

    private void Fill(string unfinished, long size, byte[] head)
    {
        if (size == limits.SegmentBytes && _outdated.TryPop(out var outdated))
        {
            // What it holds says nothing under its new number.
            files.Rename(outdated.Path, unfinished);
            using var recycled = files.Open(unfinished);
            recycled.Write(head, 0);
            recycled.Sync();
            return;
        }

        if (files.Exists(unfinished))
            files.Delete(unfinished);
        using var file = files.Create(unfinished);
        file.Write(head, 0);
        for (long at = head.Length; at < size; at += Zeros.Length)
            file.Write(Zeros.AsSpan(0, (int)Math.Min(Zeros.Length, size - at)), at);
        file.Sync();
    }

    private void TryDelete(SpoolSegment segment) => TryDelete(segment.Path);

    private void TryDelete(string path)
    {
        try
        {
            if (files.Exists(path))
                files.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is found again by whoever adopts the directory.
        }
    }
}
