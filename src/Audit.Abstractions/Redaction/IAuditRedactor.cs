using System.Collections.Immutable;
using Microsoft.Extensions.Compliance.Classification;

namespace Audit.Redaction;

/// <summary>
/// Removes what must not be recorded from everything that is not SQL. Whatever is recorded passes through it on the thread of the caller,
/// what a capture redacted already once more: a redacted text stays as it is. Implementations are thread-safe and do not throw.
/// </summary>
public interface IAuditRedactor
{
    /// <summary>Decides what is recorded of a named value: a parameter's, a route value, a property of an entity.</summary>
    /// <param name="name">The name under which the value is known; names that smell of secrets never pass.</param>
    /// <param name="value">The value as text.</param>
    RedactedText RedactValue(string name, string value);

    /// <summary>Decides what is recorded of a named value whose kind is known.</summary>
    /// <param name="name">The name under which the value is known; names that smell of secrets never pass, whatever the classification.</param>
    /// <param name="value">The value as text.</param>
    /// <param name="classification">The kind of data; one that is not known is not recorded.</param>
    RedactedText RedactValue(string name, string value, DataClassification classification);

    /// <summary>Decides what is recorded of a custom attribute of an event.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">The attribute's value.</param>
    RedactedText RedactAttribute(string name, string value);

    /// <summary>Removes secrets that give themselves away from a text without a name, for example a user agent or an entity's key.</summary>
    /// <param name="text">The text.</param>
    RedactedText RedactText(string text);

    /// <summary>Removes quoted values and secrets from an error's message (drivers quote the row that failed).</summary>
    /// <param name="message">The message of an exception.</param>
    RedactedText RedactMessage(string message);

    /// <summary>Removes secrets from the arguments of a command line.</summary>
    /// <param name="arguments">The arguments in their order.</param>
    /// <param name="isTruncated">Whether an argument was cut, or left out since there were too many.</param>
    ImmutableArray<string> RedactArguments(ImmutableArray<string> arguments, out bool isTruncated);
}
