using System.Diagnostics;
using System.Text;
using Audit.Context;

namespace Audit.AdoNet.Attribution;

/// <summary>Writes the comment of sqlcommenter (https://google.github.io/sqlcommenter/spec/): keys in order, values percent-encoded, so that none can end it.</summary>
internal static class SqlComment
{
    private const int LongestValue = 256;

    public static string Of(AuditContext context, string actor, string application)
    {
        var text = new StringBuilder(128).Append("/*");
        Append(text, "actor", actor);
        Append(text, "application", application);
        Append(text, "route", context.HttpRoute);
        Append(text, "traceparent", TraceParent(context));
        return text.Append("*/").ToString();
    }

    private static string? TraceParent(AuditContext context)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            return activity.Id;
        return context is { TraceId: { } trace, SpanId: { } span } ? $"00-{trace}-{span}-00" : null;
    }

    private static void Append(StringBuilder text, string key, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        if (text.Length > 2)
            text.Append(',');
        if (value.Length > LongestValue)
            value = value[..LongestValue];
        // Everything but letters, digits and -._~ is encoded: quotes, stars and slashes, too.
        text.Append(key).Append("='").Append(Uri.EscapeDataString(Whole(value))).Append('\'');
    }

    // Half of a surrogate pair cannot be encoded.
    private static string Whole(string value) => value.EnumerateRunes().Any(static rune => rune == Rune.ReplacementChar)
        ? string.Concat(value.EnumerateRunes().Select(static rune => rune.ToString()))
        : value;
}
