namespace Audit.Redaction;

/// <summary>What may be recorded of a text.</summary>
/// <param name="Text">The text, or <see cref="Redacted.Marker"/>.</param>
/// <param name="IsTruncated">Whether the text was longer than allowed; it ends with <c>…</c> then.</param>
public readonly record struct RedactedText(string Text, bool IsTruncated = false)
{
    /// <summary>Nothing is recorded.</summary>
    public static RedactedText Hidden => new(Redacted.Marker);
}
