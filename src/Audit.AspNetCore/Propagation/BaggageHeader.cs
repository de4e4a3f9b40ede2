using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Audit.AspNetCore.Propagation;

/// <summary>The W3C header <c>baggage</c>: members <c>name=value;properties</c>, parted by commas.</summary>
internal static class BaggageHeader
{
    public const string Name = "baggage";

    private const string Member = AuditPropagator.BaggageName;

    /// <summary>Finds our member. It must stand there once: of two, one is not ours.</summary>
    /// <returns>Whether it is there at all; the value is <see langword="null"/> when it is there more than once.</returns>
    public static bool TryFind(StringValues headers, out string? value)
    {
        value = null;
        var found = false;
        foreach (var header in headers)
        {
            foreach (var range in header.AsSpan().Split(','))
            {
                var member = header.AsSpan()[range].Trim();
                var equals = member.IndexOf('=');
                if (equals < 0 || !member[..equals].TrimEnd().SequenceEqual(Member))
                    continue;
                var text = member[(equals + 1)..];
                var properties = text.IndexOf(';');
                value = found ? null : (properties < 0 ? text : text[..properties]).Trim().ToString();
                if (found)
                    return true;
                found = true;
            }
        }

        return found;
    }

    /// <summary>
    /// Our member, with the baggage of the current trace behind it: the HTTP client adds that to no request which has the header already.
    /// </summary>
    public static string With(string value)
    {
        var text = new StringBuilder(Member).Append('=').Append(value);
        if (Activity.Current is { } activity)
        {
            foreach (var (name, item) in activity.Baggage)
            {
                if (name != Member)
                    text.Append(", ").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(item ?? ""));
            }
        }

        return text.ToString();
    }
}
