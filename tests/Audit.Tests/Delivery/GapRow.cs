using System.Globalization;
using Audit.Buffering;

namespace Audit.Tests.Delivery;

/// <summary>Rows that declare lost events.</summary>
internal static class GapRow
{
    public static bool Is(StoredRow row) => (string)row["action"]! == GapEvent.Action;

    public static Dictionary<string, string> AttributesOf(StoredRow row) => new((KeyValuePair<string, string>[])row["attributes"]!);

    /// <summary>How many events it declares.</summary>
    public static long CountOf(StoredRow gap) => long.Parse(AttributesOf(gap)["count"], CultureInfo.InvariantCulture);
}
