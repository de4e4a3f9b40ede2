namespace Audit.Querying;

/// <summary>A page of events to read.</summary>
public sealed record AuditQuery
{
    /// <summary>Which events.</summary>
    public AuditFilter Filter { get; init; } = new();

    /// <summary>Sorted by.</summary>
    public AuditSort Sort { get; init; }

    /// <summary>In which direction.</summary>
    public SortDirection Direction { get; init; } = SortDirection.Descending;

    /// <summary>How many events at the most, 1 to 1,000.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Continue behind this cursor.</summary>
    public string? After { get; init; }

    /// <summary>The page that ends before this cursor; excludes <see cref="After"/>.</summary>
    public string? Before { get; init; }

    /// <summary>The last events instead of the first, of everything or of what lies between the cursors.</summary>
    public bool FromEnd { get; init; }
}

/// <summary>What events are sorted by; ties are broken by id.</summary>
public enum AuditSort : byte
{
    /// <summary>The time of the event.</summary>
    OccurredAt,

    /// <summary>The duration.</summary>
    Duration,

    /// <summary>The number of rows affected.</summary>
    RowsAffected,
}

/// <summary>A direction of sorting.</summary>
public enum SortDirection : byte
{
    /// <summary>Smallest first.</summary>
    Ascending,

    /// <summary>Largest first.</summary>
    Descending,
}

/// <summary>A page of events.</summary>
/// <param name="Items">The events in the order asked for, each with its cursor.</param>
/// <param name="HasNext">Whether more follow.</param>
/// <param name="HasPrevious">Whether some come before.</param>
public sealed record AuditPage(IReadOnlyList<AuditPageItem> Items, bool HasNext, bool HasPrevious);

/// <summary>An event of a page.</summary>
/// <param name="Event">The event.</param>
/// <param name="Cursor">The place of the event in this order; opaque.</param>
public sealed record AuditPageItem(StoredAuditEvent Event, string Cursor);
