using System.Globalization;

namespace Audit.Querying.Filtering;

/// <summary>Bounds a filter before it becomes SQL, or a test of events in memory: what is parsed and evaluated per event stays small, whoever asks.</summary>
internal sealed class FilterLimits
{
    public const int MaxDepth = 16;
    public const int MaxConditions = 256;
    public const int MaxListLength = 1000;
    public const int MaxTextLength = 4096;
    public const int MaxTotalLength = 65_536;
    public const int MaxSearchWords = 16;

    private int _conditions;
    private int _length;

    public static AuditQueryException Invalid(string path, string message) =>
        new(AuditQueryFailure.Invalid, $"{path}: {message}");

    public static void CheckDepth(string path, int depth)
    {
        if (depth > MaxDepth)
            throw Invalid(path, Text($"conditions are nested deeper than {MaxDepth} levels."));
    }

    /// <summary>Counts a condition.</summary>
    public void Count(string path)
    {
        if (++_conditions > MaxConditions)
            throw Invalid(path, Text($"the filter has more than {MaxConditions} conditions."));
    }

    /// <summary>Counts a text.</summary>
    public string Check(string path, string? text)
    {
        if (text is null)
            throw Invalid(path, "a text is missing.");
        if (text.Length > MaxTextLength)
            throw Invalid(path, Text($"a text is longer than {MaxTextLength} characters."));
        if ((_length += text.Length) > MaxTotalLength)
            throw Invalid(path, Text($"the texts of the filter are longer than {MaxTotalLength} characters in all."));
        return text;
    }

    public static void CheckList(string path, int length)
    {
        if (length > MaxListLength)
            throw Invalid(path, Text($"the list has more than {MaxListLength} values."));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
