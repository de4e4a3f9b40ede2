using Audit.Spooling.Reading;
using Audit.Spooling.Segments;
using Microsoft.Extensions.Logging;

namespace Audit.Spooling.Adoption;

/// <summary>The spools that other processes left, taken over by this one. Used by one thread at a time.</summary>
internal sealed class Orphanage(SpoolHome home, Func<SpoolDirectory, SpoolOutlet> outlets, SegmentRetention retention, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly List<(SpoolDirectory Directory, SpoolOutlet Outlet)> _orphans = [];
    private readonly List<(SpoolDirectory Directory, long At)> _delivered = [];

    /// <summary>What was reported is not reported with every look.</summary>
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>What was delivered, and cannot be deleted since there is more in it than a spool's files.</summary>
    private readonly HashSet<string> _finished = new(StringComparer.Ordinal);
    private bool _hasLooked;
    private bool _isDue = true;

    /// <summary>Whether all that was found is delivered.</summary>
    public bool IsEmpty => _hasLooked && _orphans.Count == 0;

    /// <summary>Other processes end while this one runs: what they left is looked for again. From any thread.</summary>
    public void LookAgain() => Volatile.Write(ref _isDue, true);

    /// <summary>Makes a batch of the first spool current that has one.</summary>
    public SpoolOutlet? TryBegin()
    {
        if (Volatile.Read(ref _isDue))
            Look();
        while (_orphans is [var (directory, outlet), ..])
        {
            if (outlet.TryBegin(evenSmall: true))
                return outlet;

            outlet.Save();
            outlet.Dispose();
            _orphans.RemoveAt(0);
            _delivered.Add((directory, time.GetTimestamp()));
        }

        DeleteOutdated(retention.Current);
        return null;
    }

    /// <summary>What is delivered is deleted; the rest stays for the next process.</summary>
    public void Dispose()
    {
        DeleteOutdated(TimeSpan.Zero);
        foreach (var (directory, outlet) in _orphans)
        {
            outlet.Dispose();
            directory.Dispose();
        }
    }

    private void Look()
    {
        Volatile.Write(ref _isDue, false);
        foreach (var name in home.Names())
        {
            if (_finished.Contains(Path.Combine(home.Root, name)))
                continue;
            try
            {
                if (home.TryAdopt(name) is { } finding)
                    TakeOver(finding, Path.Combine(home.Root, name));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (_told.Add(name))
                    logger.NotAdopted(exception, Path.Combine(home.Root, name));
            }
        }

        _hasLooked = true;
    }

    private void TakeOver(SpoolFinding finding, string path)
    {
        if (finding.Refused.Count + finding.Damaged.Count > 0 && _told.Add(path))
        {
            foreach (var name in finding.Refused)
                logger.Refused(name, path);
            foreach (var name in finding.Damaged)
                logger.HeadDamaged(name, path);
        }

        if (finding.Directory is not { } directory)
            return;

        logger.Adopted(path);
        _orphans.Add((directory, outlets(directory)));
    }

    private void DeleteOutdated(TimeSpan kept)
    {
        while (_delivered is [var (directory, at), ..] && time.GetElapsedTime(at) >= kept)
        {
            _delivered.RemoveAt(0);
            try
            {
                if (!home.Delete(directory))
                    _finished.Add(directory.Path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _finished.Add(directory.Path);
                directory.Dispose();
                logger.NotDeleted(exception);
            }
        }
    }
}
