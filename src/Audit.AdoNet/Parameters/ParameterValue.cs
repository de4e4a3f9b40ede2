using System.Collections;
using System.Globalization;
using System.Text;
using Audit.Redaction;

namespace Audit.AdoNet.Parameters;

/// <summary>Writes a parameter's value as text: the same in every culture, and never longer than allowed.</summary>
internal static class ParameterValue
{
    public static string Format(object? value, int maxLength, int maxElements, out bool isTruncated)
    {
        isTruncated = false;
        if (value is null or DBNull)
            return Redacted.Null;
        var text = value switch
        {
            string s => s,
            byte[] bytes => Bytes(bytes, maxLength, ref isTruncated),
            IEnumerable list => Elements(list, maxLength, maxElements, ref isTruncated),
            _ => Scalar(value),
        };
        return Cut(text, maxLength, ref isTruncated);
    }

    private static string Scalar(object value) => value switch
    {
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("O", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        // What a driver's or the application's type prints is not known to be text of the same kind, size and harm.
        _ => $"<{value.GetType().Name}>",
    };

    private static string Bytes(byte[] bytes, int maxLength, ref bool isTruncated)
    {
        var shown = Math.Min(bytes.Length, Math.Max(0, (maxLength - 2) / 2));
        isTruncated |= shown < bytes.Length;
        return string.Concat("0x", Convert.ToHexString(bytes, 0, shown), shown < bytes.Length ? "…" : "");
    }

    private static string Elements(IEnumerable list, int maxLength, int maxElements, ref bool isTruncated)
    {
        // A stream of rows handed to the driver can be read once, and not by us.
        if (list is not ICollection)
            return $"<{list.GetType().Name}>";

        var text = new StringBuilder("[");
        var count = 0;
        foreach (var element in list)
        {
            if (count++ > 0)
                text.Append(", ");
            if (count > maxElements || text.Length >= maxLength)
            {
                text.Append('…');
                isTruncated = true;
                break;
            }

            if (element is string or byte[] or not IEnumerable)
            {
                text.Append(Format(element, maxLength - text.Length, maxElements, out var isElementTruncated));
                isTruncated |= isElementTruncated;
            }
            else
            {
                text.Append('<').Append(element.GetType().Name).Append('>');
            }
        }

        return text.Append(']').ToString();
    }

    private static string Cut(string text, int maxLength, ref bool isTruncated)
    {
        if (text.Length <= maxLength)
            return text;
        isTruncated = true;
        var length = Math.Max(0, maxLength);
        if (length > 0 && char.IsHighSurrogate(text[length - 1]))
            length--;
        return string.Concat(text.AsSpan(0, length), "…");
    }
}
