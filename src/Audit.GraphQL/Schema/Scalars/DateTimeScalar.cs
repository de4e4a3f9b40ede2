using System.Globalization;

namespace Audit.GraphQL.Schema.Scalars;

/// <summary>A time: ISO 8601 in UTC with microseconds. Other offsets are understood; a time without one is not, since nobody could say what it means.</summary>
internal sealed class DateTimeScalar : TextScalar<DateTimeOffset>
{
    private const string Written = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private static readonly string[] Understood =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK",
    ];

    public DateTimeScalar()
    {
        Name = "DateTime";
        Description = "A time in ISO 8601 with its offset, for example 2026-03-01T12:00:00.123456Z.";
    }

    protected override string Write(DateTimeOffset value) => value.UtcDateTime.ToString(Written, CultureInfo.InvariantCulture);

    protected override DateTimeOffset Parse(string text) =>
        text.Length > 0 && (text[^1] == 'Z' || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))
        && DateTimeOffset.TryParseExact(text, Understood, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new FormatException($"'{text}' is no time; write for example 2026-03-01T12:00:00Z or 2026-03-01T13:00:00.5+01:00.");
}
