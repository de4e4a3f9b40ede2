namespace Audit.Spooling.Segments;

/// <summary>A batch takes more than half of what the spool may take: no room that comes would be enough for certain.</summary>
internal sealed class BatchTooLargeException(long bytes, long maxBytes)
    : NoSegmentException($"A batch of {bytes} bytes takes more than half of Audit:Spool:MaxBytes ({maxBytes}).", null);
