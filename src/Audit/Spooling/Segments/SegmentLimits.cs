namespace Audit.Spooling.Segments;

/// <summary>How large segments are, and all of them together.</summary>
/// <param name="FirstBytes">The bytes of the first segment, which is made at start and has to be quick.</param>
/// <param name="SegmentBytes">The bytes of each later one.</param>
/// <param name="MaxBytes">The bytes of all.</param>
internal readonly record struct SegmentLimits(long FirstBytes, long SegmentBytes, long MaxBytes);
