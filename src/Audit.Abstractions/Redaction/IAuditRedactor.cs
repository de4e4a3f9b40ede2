namespace Audit.Redaction;

/// <summary>Removes what must not be stored from texts that are not SQL. Thread-safe; runs on the thread of the caller.</summary>
public interface IAuditRedactor
{
    /// <summary>Decides what is recorded of a named value, for example a parameter's.</summary>
    /// <param name="name">The name under which the value is known; names that smell of secrets never pass.</param>
    /// <param name="value">The value as text.</param>
    /// <returns>The value, cut to the configured length, or <see cref="Redacted.Marker"/>.</returns>
    string RedactValue(string name, string value);

    /// <summary>Removes quoted values from an error's message (drivers quote the row that failed).</summary>
    /// <param name="message">The message of an exception.</param>
    string RedactMessage(string message);
}
