using System.Globalization;
using System.Text.RegularExpressions;

namespace Audit.Storage.ClickHouse.Embedded;

/// <summary>An error as ClickHouse reports it: its code, its name and its text.</summary>
internal sealed partial class ClickHouseError : Exception
{
    internal ClickHouseError(int code, string name, string message)
        : base($"Code: {code.ToString(CultureInfo.InvariantCulture)}. DB::Exception: {message} ({name})")
    {
        Code = code;
        Name = name;
    }

    private ClickHouseError(string text, int code, string name)
        : base(text)
    {
        Code = code;
        Name = name;
    }

    internal int Code { get; }

    internal string Name { get; }

    internal static ClickHouseError Parse(string text)
    {
        // The parser's errors come wrapped in themselves.
        if (NestedPattern().Match(text) is { Success: true } nested)
            text = nested.Groups[1].Value;
        var match = Pattern().Match(text);
        if (!match.Success)
            return new ClickHouseError(1001, "STD_EXCEPTION", text);
        var names = NamePattern().Matches(text);
        var name = names.Count > 0 ? names[^1].Groups[1].Value : "UNKNOWN_EXCEPTION";
        return new ClickHouseError(text, int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), name);
    }

    [GeneratedRegex(@"^Code: (\d+)\. ")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^Code: \d+\. DB::Exception: (Code: \d+\. DB::Exception: .*\(version [^)]*\))\. \([A-Z0-9_]+\)$", RegexOptions.Singleline)]
    private static partial Regex NestedPattern();

    [GeneratedRegex(@"\(([A-Z][A-Z0-9_]{2,})\)")]
    private static partial Regex NamePattern();
}
