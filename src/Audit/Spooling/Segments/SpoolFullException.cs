namespace Audit.Spooling.Segments;

/// <summary>The spool has reached its limit: room comes with what the store acknowledges.</summary>
internal sealed class SpoolFullException() : NoSegmentException("The audit spool has reached Audit:Spool:MaxBytes.", null);
