using Audit.Context;
using Audit.Events;
using Audit.Statements;

namespace Audit.Testing;

/// <summary>Events with values that stores like to stumble over.</summary>
internal static class OddEvents
{
    public static IEnumerable<AuditEvent> All
    {
        get
        {
            yield return SampleEvents.Bare();
            yield return With("");
            yield return With("\0");
            yield return With("a\0b\tc\r\n'\"\\`");
            yield return With("\uFFFD\uFFFF\uE000 🚲 e\u0301");
            yield return With("lone \uD800 surrogate");
            yield return With(new string('x', 127));
            yield return With(new string('x', 128));
            yield return With(new string('漢', 10_000));
            yield return Extreme(long.MaxValue);
            yield return Extreme(long.MinValue);
            yield return new AuditEvent(SampleEvents.Time, AuditContext.Background)
            {
                Category = EventCategory.Command,
                Action = "command.run",
                Command = new CommandRun("", ["", "\0", "last"], int.MinValue),
                Entity = new EntityChange("", "", "", [new("", null, ""), new("p", "", null), new("q", null, null)]),
                Attributes = [.. Enumerable.Range(0, 2000).Select(i => new AuditAttribute($"key {i * 7919 % 2000}", i % 3 == 0 ? "" : $"{i}"))],
            };
        }
    }

    private static AuditEvent With(string text) => new(SampleEvents.Time, AuditContext.Background with { UserAgent = text, SessionId = text })
    {
        Category = EventCategory.Database,
        Action = text,
        Statement = new StatementInfo { RedactedText = text, Operations = [text, text], TablesRead = [text] },
        Parameters = [new(text, text)],
        ErrorMessage = text,
    };

    private static AuditEvent Extreme(long number) => new(SampleEvents.Time, AuditContext.Background)
    {
        Category = EventCategory.Database,
        Action = "db.select",
        RowsAffected = number,
        RowsRead = number,
        DurationMicroseconds = number,
        Statement = new StatementInfo { Fingerprint = unchecked((ulong)number) },
        ParentId = new Guid(Enumerable.Repeat((byte)255, 16).ToArray()),
    };
}
