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

    private ClickHouseError(int code, string name, string text, bool complete)
        : base(text)
    {
        _ = complete;
        Code = code;
        Name = name;
    }

    internal int Code { get; }

    internal string Name { get; }

    internal static ClickHouseError Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
            return new ClickHouseError(1001, "STD_EXCEPTION", text);
        var names = NamePattern().Matches(text);
        var name = names.Count > 0 ? names[^1].Groups[1].Value : "UNKNOWN_EXCEPTION";
        return new ClickHouseError(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), name, text, complete: true);
    }

    [GeneratedRegex(@"^Code: (\d+)\. ")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\(([A-Z][A-Z0-9_]{2,})\)")]
    private static partial Regex NamePattern();
}
