namespace Audit.Spooling.Segments;

/// <summary>There is no segment to write to; the current one is as good as before.</summary>
internal class NoSegmentException(string message, Exception? cause) : IOException(message, cause);
