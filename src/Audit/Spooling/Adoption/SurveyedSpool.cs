using Audit.Spooling.Reading;

namespace Audit.Spooling.Adoption;

/// <summary>The spool of one instance, as it lies there.</summary>
/// <param name="Name">The name of its directory.</param>
/// <param name="IsRunning">Whether its process still runs; then the figures are of a moment.</param>
internal sealed record SurveyedSpool(string Name, bool IsRunning)
{
    /// <summary>The stream of its events; empty when nobody can tell.</summary>
    public string Stream { get; init; } = "";

    public int Segments { get; init; }

    /// <summary>The bytes of the segments.</summary>
    public long FileBytes { get; init; }

    /// <summary>The events that are not known to be delivered.</summary>
    public long Events { get; init; }

    /// <summary>The bytes of their rows.</summary>
    public long EventBytes { get; init; }

    /// <summary>The first sequence that is not known to be delivered; 0 when all are.</summary>
    public ulong First { get; init; }

    /// <summary>The last sequence in it; 0 when all are delivered.</summary>
    public ulong Last { get; init; }

    /// <summary>When the oldest of the events was written.</summary>
    public DateTimeOffset? OldestWrittenAt { get; init; }

    /// <summary>What is missing between the sequences: it cannot be read.</summary>
    public IReadOnlyList<SequenceGap> Gaps { get; init; } = [];

    /// <summary>The names of files that somebody else put there.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>The names of segments whose head is damaged.</summary>
    public IReadOnlyList<string> Damaged { get; init; } = [];

    /// <summary>Why it could not be looked through; <see langword="null"/> when it could.</summary>
    public string? Problem { get; init; }
}
