using System.Collections.Immutable;
using Audit.Redaction;
using Microsoft.Extensions.Compliance.Classification;

namespace Audit.EfCore.Tests.Support;

/// <summary>Lets values through except those of names that smell of secrets, and shows that it saw a message.</summary>
internal sealed class SimpleRedactor : IAuditRedactor
{
    private const string Seen = "redacted: ";

    public RedactedText RedactValue(string name, string value) => name.Contains("password", StringComparison.OrdinalIgnoreCase) ? RedactedText.Hidden : new(value);

    public RedactedText RedactValue(string name, string value, DataClassification classification) => RedactValue(name, value);

    public RedactedText RedactAttribute(string name, string value) => RedactValue(name, value);

    public RedactedText RedactText(string text) => new(text);

    public RedactedText RedactMessage(string message) =>
        message.StartsWith(Seen, StringComparison.Ordinal) ? new(message) : new(Seen + message.Split(':')[0]);

    public ImmutableArray<string> RedactArguments(ImmutableArray<string> arguments, out bool isTruncated)
    {
        isTruncated = false;
        return arguments;
    }
}
