using System.Collections.Immutable;
using System.Globalization;
using Audit.Context;
using Audit.Diagnostics;
using Audit.Events;

namespace Audit.Buffering;

/// <summary>The event by which a loss is told.</summary>
internal static class GapEvent
{
    /// <summary>Its action.</summary>
    public const string Action = "audit.gap";

    /// <summary>Makes the event of a loss.</summary>
    /// <param name="reason">Why events were lost.</param>
    /// <param name="loss">How many, and when.</param>
    /// <param name="range">Which, if that is known.</param>
    public static AuditEvent Of(DropReason reason, in Loss loss, LostRange? range) => new(AuditEvent.UnixMicroseconds(loss.Last), AuditContext.Background)
    {
        Category = EventCategory.System,
        Action = Action,
        Outcome = Outcome.Failed,
        Attributes =
        [
            new("count", loss.Count.ToString(CultureInfo.InvariantCulture)),
            new("reason", reason.ToCanonicalName()),
            new("first", loss.First.ToString("O", CultureInfo.InvariantCulture)),
            new("last", loss.Last.ToString("O", CultureInfo.InvariantCulture)),
            .. RangeOf(range),
        ],
    };

    private static ImmutableArray<AuditAttribute> RangeOf(LostRange? range) => range is null ? [] :
    [
        new("stream", range.Stream),
        new("first_sequence", range.First.ToString(CultureInfo.InvariantCulture)),
        new("last_sequence", range.Last.ToString(CultureInfo.InvariantCulture)),
    ];
}
