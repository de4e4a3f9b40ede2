using System.Collections.Immutable;
using Audit.Redaction;
using Microsoft.Extensions.Compliance.Classification;

namespace Audit.AdoNet.Tests.Parameters;

/// <summary>Lets through what is no password, and tells the classification of what is classified.</summary>
internal sealed class PassingRedactor : IAuditRedactor
{
    public RedactedText RedactValue(string name, string value) => name == "password" ? RedactedText.Hidden : new(value);

    public RedactedText RedactValue(string name, string value, DataClassification classification) =>
        classification == AuditDataClassifications.Public ? RedactValue(name, value) : new($"{classification}({value})");

    public RedactedText RedactAttribute(string name, string value) => RedactValue(name, value);

    public RedactedText RedactText(string text) => new(text);

    public RedactedText RedactMessage(string message) => new($"redacted {message.Length}", message.Length > 1000);

    public ImmutableArray<string> RedactArguments(ImmutableArray<string> arguments, out bool isTruncated)
    {
        isTruncated = false;
        return arguments;
    }
}
