using System.Buffers;

namespace Audit.Redaction.Texts;

/// <summary>Removes secrets from a text: those that have a name in it, and those that look like one.</summary>
internal static class SecretText
{
    /// <summary>Whether a whole value is a secret by its look, whatever it is called.</summary>
    public static bool IsSecret(ReadOnlySpan<char> value)
    {
        var text = value.TrimStart();
        return text.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("-----BEGIN ", StringComparison.Ordinal)
            || (text.StartsWith("eyJ", StringComparison.Ordinal) && text.Count('.') >= 2 && !text.Contains(' '));
    }

    // Numbers and times: none of them names or is a secret.
    private static readonly SearchValues<char> Plain = SearchValues.Create("0123456789+-.,:/ TZ");

    /// <summary>The text without its secrets, not longer than allowed; the same instance when nothing had to be changed.</summary>
    public static RedactedText Redact(string text, SecretNames names, int maxLength)
    {
        // Cut first, so that a huge text costs no more than it may: a secret that is open at the end of what is left is taken out to the end.
        var read = TextLimit.Cut(text, maxLength, out var isTruncated);
        if (!read.AsSpan().ContainsAnyExcept(Plain))
            return new RedactedText(read, isTruncated);
        var redacted = SecretLooks.Redact(SecretPairs.Redact(read, names));
        if (ReferenceEquals(redacted, read))
            return new RedactedText(read, isTruncated);
        // What stands for a secret may be longer than the secret.
        return new RedactedText(TextLimit.Cut(redacted, maxLength, out var isLonger), isTruncated || isLonger);
    }
}
