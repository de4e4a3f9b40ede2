using System.Diagnostics;
using Audit.Spooling.Files;
using Audit.Spooling.Format;
using Audit.Spooling.Reading;
using Audit.Spooling.Segments;

namespace Audit.Spooling.Writing;

/// <summary>
/// Appends batches to the segments of this process. One batch is written after the other, each behind the last; see the readme of this feature for what
/// must hold. Used by one thread.
/// </summary>
internal sealed class SpoolWriter(ISpoolFiles files, SpoolIdentity identity, SegmentSupply supply, SegmentList segments) : IDisposable
{
    /// <summary>A disk that fails on so many segments in a row fails.</summary>
    private const int MostAttempts = 3;

    private ISpoolFile? _file;
    private SpoolSegment? _segment;
    private SpoolBatch? _rescued;
    private long _offset;

    /// <summary>Where in the segment begins what is written but not durable.</summary>
    private long _durable;

    /// <summary>What is written in an abandoned segment, may have been acknowledged as such, and must be written again.</summary>
    private (SpoolSegment Segment, long From, long To)? _endangered;

    /// <summary>Called when a segment is given up, with the error.</summary>
    public Action<SpoolSegment, Exception>? Abandoned { get; init; }

    /// <summary>Called after each wait for the disk, with its time.</summary>
    public Action<TimeSpan>? Synced { get; init; }

    /// <summary>Whether something is written that is not durable.</summary>
    public bool HasUnsynced => _durable < _offset || _endangered is not null;

    /// <summary>Whether the next segment will be needed soon.</summary>
    public bool IsHalfFull => _segment is { } segment && _offset > segment.Size / 2;

    /// <summary>Makes the first segment, so that a disk that cannot be written shows at once.</summary>
    /// <exception cref="IOException">It could not be made.</exception>
    public void Open() => MakeRoom(0);

    /// <summary>Writes a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="durable">Whether to return when it is durable only.</param>
    /// <exception cref="NoSegmentException">There is no segment for it: the limit is reached, or the disk is full. Nothing of it was written.</exception>
    /// <exception cref="IOException">The disk does not take it. Nothing of it will be read, once a later batch tells that it was skipped.</exception>
    public void Append(SpoolBatch batch, bool durable)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                MakeRoom(batch.Size);
                Write(batch);
                if (durable)
                    SyncFile();
                segments.Publish(_segment!, batch.Header, _offset);
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (exception is NoSegmentException)
                    throw;
                Abandon(exception, _segment is null ? 0 : segments.EndOf(_segment));
                if (attempt == MostAttempts)
                    throw;
            }
        }
    }

    /// <summary>Makes everything durable that was written.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Sync()
    {
        for (var attempt = 1; HasUnsynced; attempt++)
        {
            try
            {
                MakeRoom(0);
                SyncFile();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (exception is NoSegmentException)
                    throw;
                Abandon(exception, _segment is null ? 0 : segments.EndOf(_segment));
                if (attempt == MostAttempts)
                    throw;
            }
        }
    }

    /// <summary>Tries whether a disk that failed works again, without anything to write: by making a segment, which is synced.</summary>
    /// <exception cref="IOException">It does not.</exception>
    public void Probe()
    {
        if (_segment is null)
            MakeRoom(0);
        else
            supply.Prepare();
        Sync();
    }

    public void Dispose() => _file?.Dispose();

    private void Write(SpoolBatch batch)
    {
        _file!.Write(batch.For(identity.SaltOf(_segment!.Number), _offset), _offset);
        _offset += batch.Size;
    }

    private void MakeRoom(long bytes)
    {
        if (_segment is not null && _offset + bytes <= _segment.Size)
            return;

        // What is behind must not be less durable than what comes.
        if (_segment is not null)
            SyncFile();
        Open(supply.Take(Math.Max(bytes, SizeOfEndangered)));
        Rescue();
        if (_offset + bytes > _segment!.Size)
            MakeRoom(bytes);
    }

    private void Open(SpoolSegment segment)
    {
        CloseFile();
        _segment = segment;
        _offset = _durable = segment.Start;
        _file = files.Open(segment.Path);
    }

    private long SizeOfEndangered => _endangered is var (_, from, to) ? to - from : 0;

    /// <summary>Writes again what an abandoned segment held and the disk may have lost. It is still in the memory of the system, most likely; its checks tell.</summary>
    private void Rescue()
    {
        if (_endangered is not var (abandoned, from, to))
            return;

        if (files.Exists(abandoned.Path))
            WriteAgain(abandoned, from, to);
        _endangered = null;
    }

    private void WriteAgain(SpoolSegment abandoned, long from, long to)
    {
        using var scanner = new SegmentScanner(files.Open(abandoned.Path), identity, abandoned);
        _rescued ??= new SpoolBatch(identity.SectorSize);
        while (scanner.TryPeek(to, out var header))
        {
            if (scanner.Offset >= from && scanner.TryRead(_rescued.Take(header)))
            {
                Write(_rescued);
                segments.Publish(_segment!, header, _offset);
            }

            scanner.Pass(header);
        }

        SyncFile();
    }

    private void SyncFile()
    {
        if (_durable == _offset)
            return;
        var started = Stopwatch.GetTimestamp();
        _file!.Sync();
        Synced?.Invoke(Stopwatch.GetElapsedTime(started));
        _durable = _offset;
    }

    /// <summary>Never writes to this segment again. After a failed sync the system may take for written what is not.</summary>
    /// <param name="error">What failed.</param>
    /// <param name="published">How far it may have been read.</param>
    private void Abandon(Exception error, long published)
    {
        if (_segment is null)
            return;

        if (published > _durable && _endangered is null)
            _endangered = (_segment, _durable, published);
        Abandoned?.Invoke(_segment, error);
        CloseFile();
        _segment = null;
    }

    private void CloseFile()
    {
        _file?.Dispose();
        _file = null;
    }
}
