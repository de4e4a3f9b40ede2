namespace Audit.Capture;

/// <summary>How much of an operation is recorded; each level holds the ones before.</summary>
public enum CaptureLevel : byte
{
    /// <summary>Nothing: the operation leaves no event.</summary>
    None,

    /// <summary>Who, what, when, on which tables, with what outcome; no text.</summary>
    Metadata,

    /// <summary>The redacted statement and error as well.</summary>
    Statement,

    /// <summary>The parameters as well, as far as their own rules allow.</summary>
    Parameters,

    /// <summary>The values of changed properties as well.</summary>
    Changes,
}
