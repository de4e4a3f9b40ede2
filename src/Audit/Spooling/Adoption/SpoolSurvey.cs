using Audit.Spooling.Cursors;
using Audit.Spooling.Files;
using Audit.Spooling.Reading;

namespace Audit.Spooling.Adoption;

/// <summary>Looks through a spool's directory for people, those of running processes included, and changes nothing. Every record is read and checked.</summary>
internal sealed class SpoolSurvey(ISpoolFiles files, string root)
{
    private readonly SpoolHome _home = new(files, root);

    /// <exception cref="IOException">The directory cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be read.</exception>
    public IReadOnlyList<SurveyedSpool> Run() => [.. _home.Names().Order(StringComparer.Ordinal).Select(Look).OfType<SurveyedSpool>()];

    /// <returns><see langword="null"/> when it went away meanwhile.</returns>
    private SurveyedSpool? Look(string name)
    {
        var path = Path.Combine(root, name);
        var found = new SurveyedSpool(name, IsRunning: false);
        try
        {
            found = new SurveyedSpool(name, _home.IsHeld(name));
            return Look(found, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return files.Exists(path) ? found with { Problem = exception.Message } : null;
        }
    }

    private SurveyedSpool Look(SurveyedSpool found, string path)
    {
        var finding = new SpoolInspection(files, path).Run(NoLock.Instance);
        found = found with { Refused = finding.Refused, Damaged = finding.Damaged };
        if (finding.Directory is not { } directory)
            return found;

        var window = new DeliveryWindow(directory.Identity);
        var acknowledged = SpoolCursor.Look(files, path, directory.Identity).Acknowledged;
        using var reader = new SpoolReader(files, directory.Identity, directory.Segments, acknowledged + 1);
        var (events, bytes, first, last, oldest) = (0L, 0L, 0UL, 0UL, 0L);
        var gaps = new List<SequenceGap>();
        while (reader.TryPeek(out var header))
        {
            window.Clear();
            reader.Read(header, window);
            if (last == 0)
                (first, oldest) = (window.First, window.WrittenAt);
            last = window.Last;
            events += window.Count;
            bytes += window.Bytes;
            gaps.AddRange(window.Gaps);
        }

        return found with
        {
            Stream = directory.Identity.Stream,
            Segments = directory.Segments.Count,
            FileBytes = directory.Segments.Bytes,
            Events = events,
            EventBytes = bytes,
            First = first,
            Last = last,
            OldestWrittenAt = last == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(oldest),
            Gaps = gaps,
        };
    }

    /// <summary>Nothing is taken over, so nothing is held.</summary>
    private sealed class NoLock : IDisposable
    {
        public static readonly NoLock Instance = new();

        public void Dispose()
        {
        }
    }
}
