using System.Collections.Immutable;

namespace Audit.Querying;

/// <summary>What to tell of the classes of retention that events are stored by.</summary>
public sealed record RetentionQuery
{
    /// <summary>Which events; <see langword="null"/>: all that are stored.</summary>
    public AuditFilter? Filter { get; init; }

    /// <summary>Classes of which is known how long they are kept, so that the store need not find out.</summary>
    public ImmutableArray<string> Known { get; init; } = [];
}

/// <summary>What is stored of a class of retention.</summary>
/// <param name="Name">The class.</param>
/// <param name="Events">How many events, those included that expired and are not removed yet.</param>
/// <param name="Bytes">Their size on disk, compressed; <see langword="null"/> when they were filtered, since the store can tell it of all of a class only.</param>
/// <param name="Oldest">When the oldest of them happened.</param>
/// <param name="KeptFor">How long the newest of them is kept from when it happened; <see langword="null"/> for the classes of <see cref="RetentionQuery.Known"/>.</param>
public sealed record RetentionUsage(string Name, long Events, long? Bytes, DateTimeOffset Oldest, TimeSpan? KeptFor);
