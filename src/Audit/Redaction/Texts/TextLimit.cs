namespace Audit.Redaction.Texts;

/// <summary>Cuts texts that are longer than allowed, between characters.</summary>
internal static class TextLimit
{
    /// <summary>Marks a cut.</summary>
    public const string Mark = "…";

    /// <summary>The text; when it is longer, its beginning and <see cref="Mark"/>. What was cut to the same length before stays as it is.</summary>
    public static string Cut(string text, int length, out bool isTruncated)
    {
        isTruncated = text.Length > length;
        if (!isTruncated)
            return text;
        if (char.IsHighSurrogate(text[length - 1]))
            length--;
        return text.Length == length + Mark.Length && text.EndsWith(Mark, StringComparison.Ordinal) ? text : string.Concat(text.AsSpan(0, length), Mark);
    }
}
