using Audit.Hosting;

namespace Audit.Classification;

/// <summary>How statements are classified; section <c>Audit:Classification</c>.</summary>
public sealed class AuditClassificationOptions
{
    /// <summary>
    /// How many characters of a redacted statement are recorded, at most. A longer one is cut, and ends with its length and a hash of the whole.
    /// What it does is told from the whole text all the same.
    /// </summary>
    [AllowedRange("Audit:Classification:MaxStatementLength", 256, 16_777_216)]
    public int MaxStatementLength { get; set; } = 32_768;

    /// <summary>How many bytes the results of known statements may take, at most; 0 keeps none.</summary>
    [AllowedRange("Audit:Classification:CacheBytes", 0, 1_073_741_824)]
    public int CacheBytes { get; set; } = 16_777_216;
}
