using Audit.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.Redaction;

/// <summary>Leaves out secrets by name and by look, and the values that drivers quote in their messages. Thread-safe; never throws.</summary>
internal sealed class AuditRedactor : IAuditRedactor
{
    private readonly SecretNames _names;
    private readonly int _maxValueLength;
    private readonly int _maxMessageLength;

    public AuditRedactor(IOptions<AuditOptions> options)
    {
        var redaction = options.Value.Redaction;
        _names = new SecretNames(redaction);
        _maxValueLength = redaction.MaxValueLength;
        _maxMessageLength = redaction.MaxMessageLength;
    }

    public string RedactValue(string name, string value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        if (_names.IsSecret(name) || LooksSecret(value))
            return Redacted.Marker;
        return SecretPairs.Redact(Cut(value, _maxValueLength), _names);
    }

    public string RedactMessage(string message)
    {
        if (string.IsNullOrEmpty(message))
            return "";
        // Cut first: what stands open at the end of what is left is taken out to the end.
        var read = Cut(message, _maxMessageLength);
        return SecretPairs.Redact(ErrorMessage.Redact(read), _names);
    }

    /// <summary>Tokens and keys that give themselves away whatever they are called.</summary>
    private static bool LooksSecret(string value)
    {
        var text = value.AsSpan().TrimStart();
        return text.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("-----BEGIN ", StringComparison.Ordinal)
            || (text.StartsWith("eyJ", StringComparison.Ordinal) && text.Count('.') >= 2 && !text.Contains(' '));
    }

    private static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;
        if (char.IsHighSurrogate(text[length - 1]))
            length--;
        return string.Concat(text.AsSpan(0, length), "…");
    }
}
