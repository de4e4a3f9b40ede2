using Audit.Context;
using Audit.Guarding.Attempts;
using Audit.Guarding.Configuration;
using Audit.Redaction;

namespace Audit.Guarding.Asking;

/// <summary>Asks the person who acts: for a reason, and to confirm. Whoever acts by an HTTP request is not the person at the console.</summary>
internal sealed class Person(GuardConsole console, GuardSettings settings, IAuditRedactor redactor)
{
    private const int LongestReason = 1024;

    /// <summary>The reason that came with the operation; empty for none.</summary>
    public string ReasonOf(AuditContext context)
    {
        var reason = context.Reason;
        if (string.IsNullOrWhiteSpace(reason) && !IsRequest(context))
            reason = settings.Options.Reason;
        return Clean(reason);
    }

    /// <summary>Lets an operation through that has a reason.</summary>
    public void RequireReason(Attempt attempt)
    {
        if (attempt.Reason.Length == 0 && MayAsk(attempt.Context))
            attempt.Reason = Clean(console.Ask($"{Question(attempt)}{Environment.NewLine}Why? Give a reason, or nothing to stop: "));

        if (attempt.Reason.Length > 0)
            attempt.Allow("reason_given");
        else
            attempt.Refuse("reason_missing", "it needs a reason: set AuditContext.Reason, send the header X-Audit-Reason, or, at a command line, give --reason behind a command or set Audit:Guard:Reason.");
    }

    /// <summary>Lets an operation through that a person has confirmed.</summary>
    public void RequireConfirmation(Attempt attempt)
    {
        var isRequest = IsRequest(attempt.Context);
        if ((settings.Options.Yes || attempt.Context.IsConfirmed) && !isRequest && attempt.Reason.Length > 0)
        {
            attempt.Allow("confirmed");
            return;
        }

        if (MayAsk(attempt.Context))
        {
            var subject = attempt.Subject;
            var answer = console.Ask($"{Question(attempt)}{Environment.NewLine}Type {subject} to go on, or nothing to stop: ");
            if (string.Equals(answer, subject, StringComparison.Ordinal))
                attempt.Allow("confirmed");
            else
                attempt.Refuse("confirmation_missing", $"it was not confirmed: {subject} was to be typed.");
            return;
        }

        attempt.Refuse("confirmation_missing", isRequest
            ? "it needs a person at a console to confirm it, which no request can do."
            : "it needs to be confirmed, and there is no console to ask at: give --yes and --reason behind a command, or set Audit:Guard:Yes to true and Audit:Guard:Reason.");
    }

    private bool MayAsk(AuditContext context) => settings.Options.Prompt && console.IsInteractive && !IsRequest(context);

    private static bool IsRequest(AuditContext context) => context.RequestId is not null || context.HttpMethod is not null;

    private static string Question(Attempt attempt) =>
        $"{Environment.NewLine}The guard's rule '{attempt.Rule}' stops {attempt.Summary} on {attempt.Request.Database?.Name ?? "an unknown database"}.";

    private string Clean(string? reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
            return "";
        var text = reason.Trim();
        return redactor.RedactText(text.Length <= LongestReason ? text : text[..(LongestReason - (char.IsHighSurrogate(text[LongestReason - 1]) ? 1 : 0))]).Text;
    }
}
