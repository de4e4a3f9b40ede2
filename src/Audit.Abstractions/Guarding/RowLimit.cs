using System.Globalization;

namespace Audit.Guarding;

/// <summary>How many rows a statement may change: a number, or a share of the rows of its table.</summary>
/// <param name="Rows">The number of rows; 0 when it is a share.</param>
/// <param name="Percent">The share in percent; 0 when it is a number.</param>
public readonly record struct RowLimit(long Rows, double Percent)
{
    /// <summary>Whether the rows of the table must be counted.</summary>
    public bool IsShare => Percent > 0;

    /// <summary>A number of rows.</summary>
    /// <param name="rows">The rows that may be changed, 0 or more.</param>
    public static RowLimit OfRows(long rows) => rows >= 0
        ? new RowLimit(rows, 0)
        : throw new ArgumentOutOfRangeException(nameof(rows), rows, "Allowed: 0 or more.");

    /// <summary>A share of the table's rows.</summary>
    /// <param name="percent">The share in percent, above 0 and at most 100.</param>
    public static RowLimit OfShare(double percent) => percent is > 0 and <= 100
        ? new RowLimit(0, percent)
        : throw new ArgumentOutOfRangeException(nameof(percent), percent, "Allowed: above 0 and at most 100.");

    /// <summary>Reads <c>1000</c> or <c>10%</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The limit that it means.</param>
    public static bool TryParse(string? text, out RowLimit limit)
    {
        limit = default;
        var value = text.AsSpan().Trim();
        if (value is [.., '%'])
        {
            if (!double.TryParse(value[..^1].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) || percent is not (> 0 and <= 100))
                return false;
            limit = new RowLimit(0, percent);
            return true;
        }

        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var rows))
            return false;
        limit = new RowLimit(rows, 0);
        return true;
    }

    /// <summary>The most rows that may be changed.</summary>
    /// <param name="tableRows">The rows of the table; only needed for a share.</param>
    public long Of(long tableRows) => IsShare ? (long)Math.Floor(tableRows * Percent / 100) : Rows;

    /// <inheritdoc />
    public override string ToString() => IsShare
        ? string.Create(CultureInfo.InvariantCulture, $"{Percent}%")
        : Rows.ToString(CultureInfo.InvariantCulture);
}
