using Audit.Events;
using Microsoft.Extensions.Logging;

namespace Audit.Notifying;

/// <summary>Writes notifications to the log, at level critical. Who did it stays in the audit log, under the event's id.</summary>
internal sealed class LogNotifier(ILogger<LogNotifier> logger) : IAuditNotifier
{
    public const string NotifierName = "log";

    public string Name => NotifierName;

    public ValueTask NotifyAsync(AuditNotification notification, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        logger.Notified(
            OneLine(notification.Title),
            notification.Severity,
            OneLine(notification.Rule),
            OneLine(notification.Application),
            OneLine(notification.Environment),
            notification.Event.Outcome.ToCanonicalName(),
            notification.Event.Id,
            notification.OccurredAt);
        return ValueTask.CompletedTask;
    }

    /// <summary>Titles name tables, and a table's name may hold line breaks: they must not look like lines of the log.</summary>
    private static string OneLine(string text)
    {
        var span = text.AsSpan();
        if (!HasBreaks(span))
            return text;
        return string.Create(text.Length, text, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = IsBreak(source[i]) ? ' ' : source[i];
        });
    }

    private static bool HasBreaks(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (IsBreak(c))
                return true;
        }

        return false;
    }

    private static bool IsBreak(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
