using System.Globalization;

namespace Audit.Spooling.Segments;

/// <summary>The names of the files of segments: <c>0000000001.seg</c>; while one is being made, <c>.tmp</c>.</summary>
internal static class SegmentName
{
    public const string Unfinished = ".tmp";

    private const string Suffix = ".seg";
    private const int Digits = 10;

    public static string Of(int number) => number.ToString("D10", CultureInfo.InvariantCulture) + Suffix;

    public static string UnfinishedOf(int number) => number.ToString("D10", CultureInfo.InvariantCulture) + Unfinished;

    public static bool TryParse(string name, out int number)
    {
        number = 0;
        return name.Length == Digits + Suffix.Length
            && name.EndsWith(Suffix, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
