using System.Globalization;
using Audit.Spooling.Adoption;

namespace Audit.Cli.Spooling;

/// <summary>What one process has in a spool.</summary>
/// <param name="Name">The name of its directory.</param>
/// <param name="State">Whether it runs.</param>
/// <param name="Stream">The stream of its events; empty when nobody can tell.</param>
/// <param name="Segments">The number of files with events.</param>
/// <param name="FileBytes">Their bytes.</param>
/// <param name="Events">The events that are not known to be delivered.</param>
/// <param name="EventBytes">The bytes of these events.</param>
/// <param name="FirstSequence">The first sequence that is not known to be delivered; 0 when all are.</param>
/// <param name="LastSequence">The last sequence; 0 when all are delivered.</param>
/// <param name="OldestAt">When the oldest of the events was written.</param>
/// <param name="Gaps">What is missing between the sequences.</param>
/// <param name="Refused">Files that somebody else put there.</param>
/// <param name="Damaged">Files whose head is damaged.</param>
/// <param name="Problem">Why it could not be looked through.</param>
internal sealed record InstanceReport(
    string Name,
    string State,
    string Stream,
    int Segments,
    long FileBytes,
    long Events,
    long EventBytes,
    ulong FirstSequence,
    ulong LastSequence,
    DateTimeOffset? OldestAt,
    IReadOnlyList<GapReport> Gaps,
    IReadOnlyList<string> Refused,
    IReadOnlyList<string> Damaged,
    string? Problem)
{
    public const string Running = "running";
    private const string Left = "left";
    private const string Unreadable = "unreadable";

    /// <summary>The process as people name it: application and instance.</summary>
    internal string Process => Stream.LastIndexOf('/') is var end and > 0 ? Stream[..end] : Stream;

    public static InstanceReport Of(SurveyedSpool spool) => new(
        spool.Name,
        spool.IsRunning ? Running : spool.Problem is null ? Left : Unreadable,
        spool.Stream,
        spool.Segments,
        spool.FileBytes,
        spool.Events,
        spool.EventBytes,
        spool.First,
        spool.Last,
        spool.OldestWrittenAt,
        [.. spool.Gaps.Select(static gap => new GapReport(gap.First, gap.Last))],
        spool.Refused,
        spool.Damaged,
        spool.Problem);

    /// <summary>What is wrong with it, a line each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Problem is not null)
            yield return $"{Name} cannot be read: {Problem}";
        foreach (var gap in Gaps)
            yield return string.Create(CultureInfo.InvariantCulture, $"{Name}: the events {gap.First} to {gap.Last} cannot be read; they are declared as lost when it is delivered.");
        foreach (var file in Refused)
            yield return $"{Name}: {file} was put there by somebody else, and is left alone. Find out who did, and remove it.";
        foreach (var file in Damaged)
            yield return $"{Name}: the head of {file} is damaged; what can be read in it is delivered.";
    }
}

/// <summary>A range of sequences that cannot be read.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
internal sealed record GapReport(ulong First, ulong Last);
